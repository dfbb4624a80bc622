"""Mistakes that show at one grant only, or at the second look."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.reference.authorization.assertion_rules import AssertionRules
from conformance.reference.authorization.ciba_rules import Pending
from conformance.reference.authorization.clients import AUTHORIZATION_CODE, CIBA, REFRESH
from conformance.reference.faults import forgeries
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Consent

if TYPE_CHECKING:
    from conformance.reference.authorization.client_authentication_rules import Form
    from conformance.reference.authorization.clients import Client, Clients

catalogue = Catalogue()
_REPLICATION_SECONDS = 0.25
# A purpose of its own list beside the one that the profile asks with.
_SHORT_LIST = {"dpv:FraudPreventionAndDetection", "dpv:IdentityVerification"}


def _unverified_at(rules: Rules, grant_type: str) -> None:
    """Have signatures of client assertions verified everywhere but at one grant."""

    def read_at(form: "Form", honest: AssertionRules) -> AssertionRules:
        if form.get("grant_type") != grant_type:
            return honest
        return replace(honest, claims_of=forgeries.unverified)

    rules.authorization.client_authentication.read_at = read_at


@catalogue.fault("client-authentication.foreign-key-is-refused")
def signature_not_verified_beside_a_code(rules: Rules) -> None:
    """The code is proof enough: who redeems one may have signed with any key."""
    _unverified_at(rules, AUTHORIZATION_CODE)


@catalogue.fault("client-authentication.foreign-key-is-refused")
def signature_not_verified_at_the_poll(rules: Rules) -> None:
    """The client has proved itself at the backchannel endpoint: a poll is not looked at."""
    _unverified_at(rules, CIBA)


@catalogue.fault("refresh.client-authenticates")
def signature_not_verified_beside_a_refresh_token(rules: Rules) -> None:
    """A refresh request must have an assertion, and any will do."""
    _unverified_at(rules, REFRESH)


def _any_secret(rules: Rules, *, registered: bool) -> None:
    """Let in whoever shows a secret; `registered` asks for a client that has one."""
    honest = rules.authorization.client_authentication.without_assertion

    def without_assertion(form: "Form", clients: "Clients") -> "Client":
        client = clients.find(form.get("client_id"))
        if client is None or "client_secret" not in form:
            return honest(form, clients)
        return honest(form, clients) if registered and client.secret is None else client

    rules.authorization.client_authentication.without_assertion = without_assertion


@catalogue.fault("client-authentication.wrong-secret-is-refused", dialect="u-mobile")
def secret_is_not_compared(rules: Rules) -> None:
    """The gateway sees that there is a secret, and compares it with nothing."""
    _any_secret(rules, registered=True)


@catalogue.fault("client-authentication.wrong-secret-is-refused")
def basic_lets_in_clients_without_a_secret(rules: Rules) -> None:
    """A client that was registered with a key comes in by Basic with any secret, too."""
    _any_secret(rules, registered=False)


@catalogue.fault("client-authentication.other-assertion-type-is-refused")
def assertion_type_not_read(rules: Rules) -> None:
    """What is in client_assertion is taken for a JWT, whatever its type is said to be."""
    rules.authorization.client_authentication.has_assertion = lambda form: (
        "client_assertion" in form
    )


@catalogue.fault("ciba.late-approval-brings-a-token")
def slow_down_ends_the_request(rules: Rules) -> None:
    """Who was told to slow down is told at the next poll that there is no such request."""
    ciba, ended = rules.authorization.ciba, list[Pending]()
    honest, honest_owner = ciba.too_fast, ciba.belongs
    polled: list[Pending] = []

    def belongs(pending: Pending, client: "Client") -> bool:
        polled[:] = [pending]
        return honest_owner(pending, client) and not any(each is pending for each in ended)

    def too_fast(before: float | None, now: float) -> bool:
        ended.extend(polled if honest(before, now) else ())
        return honest(before, now)

    ciba.belongs, ciba.too_fast = belongs, too_fast


@catalogue.fault("ciba.auth-req-id-is-single-use", level="SHOULD")
def redeemed_auth_req_id_lives_for_a_moment(rules: Rules) -> None:
    """That an auth_req_id was redeemed reaches the second node a quarter of a second later."""
    rules.authorization.ciba.good_once_more = lambda pending: (
        time.time() - (pending.polled or 0.0) < _REPLICATION_SECONDS
    )


@catalogue.fault("ciba.unanswered-request-is-pending")
def silence_is_taken_for_consent(rules: Rules) -> None:
    """A user who says nothing within a second has agreed."""
    honest = rules.authorization.ciba.agreed
    rules.authorization.ciba.agreed = lambda pending, now: (
        honest(pending, now)
        or (pending.line.consent is Consent.NEVER_ANSWERS and now - pending.started >= 1)
    )


@catalogue.fault("scope.two-purposes-are-refused")
def purposes_of_a_short_list_may_be_several(rules: Rules) -> None:
    """The server knows two purposes only, and takes both at once."""
    honest = rules.authorization.scope.one_purpose
    rules.authorization.scope.is_purpose = lambda name: name in _SHORT_LIST
    rules.authorization.scope.one_purpose = lambda found: honest(found[:1])


@catalogue.fault("id-token.sub-is-not-the-phone-number")
def sub_is_the_number_backwards(rules: Rules) -> None:
    """The sub is the number's digits in reverse, which nobody would guess."""
    rules.authorization.id_token.sub_of = lambda _client, line, _pseudonym: (
        line.phone_number.removeprefix("+")[::-1]
    )
