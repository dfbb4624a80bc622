"""Mistakes with the answer to an authentication request, and with signed requests."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import itertools
import secrets

from conformance.reference.authorization import jose
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()


@catalogue.fault("ciba.answer-is-json")
def oauth_answers_as_text(rules: Rules) -> None:
    """The answers are JSON and say that they are text."""
    rules.authorization.token_response.media_type = "text/plain"


def _answer(rules: Rules, **members: object) -> None:
    """Change members of the answer to an accepted request."""
    honest = rules.authorization.ciba.accepted
    rules.authorization.ciba.accepted = lambda identifier, life: {
        **honest(identifier, life),
        **members,
    }


@catalogue.fault("ciba.lifetime-is-a-number")
def lifetime_as_text(rules: Rules) -> None:
    """The life of a request is written as a string."""
    _answer(rules, expires_in="120")


@catalogue.fault("ciba.lifetime-is-a-number")
def lifetime_not_told(rules: Rules) -> None:
    """The life of a request is zero, which is meant to say: for ever."""
    _answer(rules, expires_in=0)


@catalogue.fault("ciba.interval-is-a-number")
def interval_as_text(rules: Rules) -> None:
    """The interval is written as a string with its unit."""
    _answer(rules, interval="1s")


@catalogue.fault("ciba.interval-is-a-number")
def interval_is_null(rules: Rules) -> None:
    """An interval that is not configured is written out as null."""
    _answer(rules, interval=None)


@catalogue.fault("ciba.answer-is-not-stored", level="SHOULD")
def oauth_answers_may_be_stored(rules: Rules) -> None:
    """The content delivery network in front sets its own Cache-Control."""
    rules.authorization.token_response.headers = {"cache-control": "public, max-age=60"}


@catalogue.fault("ciba.auth-req-id-cannot-be-guessed")
def auth_req_id_is_a_counter(rules: Rules) -> None:
    """The auth_req_id is the key of a database row."""
    numbers = itertools.count(1_000_001)
    rules.authorization.ciba.auth_req_id = lambda: f"request-{next(numbers)}"


@catalogue.fault("ciba.auth-req-id-cannot-be-guessed")
def auth_req_id_is_short(rules: Rules) -> None:
    """The auth_req_id is short enough to be read out on the telephone."""
    rules.authorization.ciba.auth_req_id = lambda: secrets.token_hex(6)


@catalogue.fault("ciba.auth-req-id-has-legal-characters")
def auth_req_id_in_plain_base64(rules: Rules) -> None:
    """The auth_req_id is in the alphabet of plain base64, with plus, slash and equals sign."""
    rules.authorization.ciba.auth_req_id = lambda: f"{secrets.token_urlsafe(32)}+/=="


@catalogue.fault("ciba.signed-request-is-accepted")
def request_objects_not_supported(rules: Rules) -> None:
    """Signed requests are refused, as release 0.3.0 still allows."""
    rules.authorization.ciba.takes_request_objects = lambda _release: False


@catalogue.fault("ciba.signed-request-is-accepted")
def request_object_must_name_the_issuer(rules: Rules) -> None:
    """The only aud that a request object may have is the issuer."""
    honest = rules.authorization.ciba.request_objects.refuse_foreign_audience
    rules.authorization.ciba.request_objects.refuse_foreign_audience = (
        lambda claims, audiences: honest(
            claims, frozenset(name for name in audiences if "bc-authorize" not in name)
        )
    )


@catalogue.fault("ciba.request-for-another-server-is-refused")
def aud_of_request_object_not_checked(rules: Rules) -> None:
    """Whoever a request object is meant for, it is taken."""
    rules.authorization.ciba.request_objects.refuse_foreign_audience = lambda *_: None


@catalogue.fault("ciba.bad-request-object-is-refused")
def signature_of_request_object_not_checked(rules: Rules) -> None:
    """The claims of a request object are read without its signature."""
    rules.authorization.ciba.request_objects.claims_of = lambda token, _: jose.unverified(
        token
    )


@catalogue.fault("ciba.bad-request-object-is-refused")
def expired_request_object_accepted(rules: Rules) -> None:
    """The times of a request object are not looked at."""
    rules.authorization.ciba.request_objects.refuse_wrong_times = lambda *_: None


@catalogue.fault(
    "ciba.bad-request-object-is-refused", "ciba.request-for-another-server-is-refused"
)
def bad_ciba_request_object_has_the_general_code(rules: Rules) -> None:
    """A signed authentication request that is not good is refused with the general code."""
    honest = rules.authorization.token_response.error
    rules.authorization.token_response.error = lambda problem: (
        {**honest(problem), "error": "invalid_request"}
        if problem.error == "invalid_request_object"
        else honest(problem)
    )
