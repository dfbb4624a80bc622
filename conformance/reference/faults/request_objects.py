"""Mistakes with signed request objects at the authorization endpoint."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import json
from typing import Any

from joserfc.util import urlsafe_b64decode

from conformance.reference.authorization import jose
from conformance.reference.authorization.authorization_code_rules import Query
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.request_objects import Claims
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()


def _row(*names: str) -> tuple[str, ...]:
    """Return the ids of rows of this area."""
    return tuple(f"authorization-code.{name}" for name in names)


_SIGNATURE = _row("badly-signed-request-object-is-refused")


@catalogue.fault(*_row("signed-request-is-accepted"))
def request_objects_are_not_supported(rules: Rules) -> None:
    """Request objects are refused, as every release before 0.4.0 allowed."""
    rules.authorization.code.takes_request_objects = False


@catalogue.fault(*_row("signed-request-is-accepted"))
def aud_of_request_objects_is_the_issuer_alone(rules: Rules) -> None:
    """Only the issuer is taken for aud, not the endpoint, which the profile recommends."""
    honest = rules.authorization.code.request_objects.refuse_foreign_audience

    def refuse(claims: Claims, audiences: frozenset[str]) -> None:
        honest(claims, frozenset(url for url in audiences if not url.endswith("/authorize")))

    rules.authorization.code.request_objects.refuse_foreign_audience = refuse


@catalogue.fault(*_row("parameters-are-repeated-outside"))
def parameters_need_not_be_repeated(rules: Rules) -> None:
    """What is missing outside a request object is taken from inside."""
    honest = rules.authorization.code.refuse_difference
    rules.authorization.code.refuse_difference = lambda query, inside: honest(
        {**{name: value for name, value in inside.items() if name != "aud"}, **query}, inside
    )


@catalogue.fault(*_row("parameters-are-the-same-outside", "parameters-are-repeated-outside"))
def parameters_are_not_compared(rules: Rules) -> None:
    """What stands outside a request object is not compared with what stands inside."""
    rules.authorization.code.refuse_difference = lambda _query, _inside: None


@catalogue.fault(*_row("state-inside-wins", "nonce-inside-wins"))
def parameters_outside_win(rules: Rules) -> None:
    """What stands outside a request object takes the place of what stands inside."""
    honest = rules.authorization.code.parameters_of
    rules.authorization.code.parameters_of = lambda query, inside: {
        **honest(query, inside),
        **query,
    }


@catalogue.fault(*_row("nonce-inside-wins"))
def nonce_is_taken_from_the_query(rules: Rules) -> None:
    """The module that keeps the nonce knows nothing of request objects."""
    honest = rules.authorization.code.parameters_of

    def parameters_of(query: Query, inside: Claims) -> dict[str, str]:
        taken = {name: query[name] for name in ("nonce",) if name in query}
        return {**honest(query, inside), **taken}

    rules.authorization.code.parameters_of = parameters_of


@catalogue.fault(*_row("request-object-for-another-server-is-refused"))
def aud_of_request_objects_is_not_checked(rules: Rules) -> None:
    """Whom a request object is meant for is not looked at."""
    objects = rules.authorization.code.request_objects
    objects.refuse_foreign_audience = lambda _claims, _audiences: None


@catalogue.fault(
    *_row("request-object-for-another-server-is-refused"), security_release="0.3.0"
)
def aud_of_request_objects_was_not_checked(rules: Rules) -> None:
    """Whom a request object is meant for was not looked at in release 0.3.0 either."""
    aud_of_request_objects_is_not_checked(rules)


@catalogue.fault(*_row("expired-request-object-is-refused"))
def expired_request_objects_are_good(rules: Rules) -> None:
    """The times in a request object are not looked at, but for its life."""
    honest = rules.authorization.code.request_objects.refuse_wrong_times

    def refuse(claims: Claims, _now: float, longest: float | None) -> None:
        honest(claims, float(claims.get("iat", 0)), longest)

    rules.authorization.code.request_objects.refuse_wrong_times = refuse


def _unverified(token: str, _client: Client) -> dict[str, Any]:
    """Return the claims of a request object, whoever signed it."""
    return jose.unverified(token)


@catalogue.fault(*_SIGNATURE)
def signature_of_request_objects_is_not_checked(rules: Rules) -> None:
    """A request object is decoded, and its signature is not verified."""
    rules.authorization.code.request_objects.claims_of = _unverified


@catalogue.fault(*_SIGNATURE)
def unsigned_request_objects_are_good(rules: Rules) -> None:
    """A request object with alg none is taken, as OpenID Connect allows."""
    _accept(rules, "none")


@catalogue.fault(*_SIGNATURE)
def public_key_is_taken_for_a_secret(rules: Rules) -> None:
    """The algorithm is the token's own choice: HS256 with the public key passes."""
    _accept(rules, "HS256")


def _accept(rules: Rules, algorithm: str) -> None:
    """Take request objects of one more algorithm without looking at their signature."""
    honest = rules.authorization.code.request_objects.claims_of

    def claims_of(token: str, client: Client) -> dict[str, Any]:
        header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode("ascii")))
        read = _unverified if header.get("alg") == algorithm else honest
        return read(token, client)

    rules.authorization.code.request_objects.claims_of = claims_of


@catalogue.fault(*_row("request-object-without-a-claim-is-refused"))
def request_objects_need_no_claims(rules: Rules) -> None:
    """Only what is there is checked, as it was before release 0.4.0."""
    rules.authorization.code.request_objects.required = ()


@catalogue.fault(*_row("request-object-without-a-claim-is-refused"), security_release="0.4.0")
def request_objects_need_no_jti(rules: Rules) -> None:
    """A request object without jti is taken."""
    rules.authorization.code.request_objects.required = ("iss", "aud", "iat", "exp")


@catalogue.fault(*_row("request-object-from-the-future-is-refused"))
def iat_of_request_objects_may_lie_ahead(rules: Rules) -> None:
    """The time of issue is not compared with the clock."""
    objects = rules.authorization.code.request_objects
    honest = objects.refuse_wrong_times

    def refuse(claims: Claims, now: float, longest: float | None) -> None:
        honest(claims, max(now, float(claims.get("iat", now))), longest)

    objects.refuse_wrong_times = refuse


@catalogue.fault(*_row("request-object-for-long-is-refused"))
def request_objects_live_for_an_hour(rules: Rules) -> None:
    """A request object may live as long as an access token, an hour."""
    rules.authorization.code.request_objects.longest_life = 3600


@catalogue.fault(
    *_SIGNATURE,
    *_row(
        "expired-request-object-is-refused",
        "request-object-for-another-server-is-refused",
        "request-object-without-a-claim-is-refused",
    ),
)
def bad_request_object_is_an_invalid_request(rules: Rules) -> None:
    """Every fault of a request object is an invalid_request."""
    objects = rules.authorization.code.request_objects

    def refuse_missing(claims: Claims, required: tuple[str, ...]) -> None:
        if any(name not in claims for name in required):
            raise OAuthError("invalid_request", "The request object is not valid.")

    def refuse_audience(claims: Claims, audiences: frozenset[str]) -> None:
        if claims.get("aud") not in audiences:
            raise OAuthError("invalid_request", "The request object is not valid.")

    def refuse_times(claims: Claims, now: float, _longest: float | None) -> None:
        if claims.get("exp", now) <= now:
            raise OAuthError("invalid_request", "The request object is not valid.")

    def claims_of(token: str, client: Client) -> dict[str, Any]:
        try:
            return jose.read(token, client.key, jose.CLIENT_ALGORITHMS, client.kid)
        except jose.BadTokenError as problem:
            raise OAuthError("invalid_request", "The object is not valid.") from problem

    objects.refuse_missing, objects.refuse_foreign_audience = refuse_missing, refuse_audience
    objects.refuse_wrong_times, objects.claims_of = refuse_times, claims_of
