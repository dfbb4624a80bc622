"""Authorization code: what stands beside a request object, and who says it is from."""

from collections.abc import Mapping

from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios import request_objects
from conformance.scenarios.expect import holds
from conformance.scenarios.redirects import turned_away
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.id_tokens import unverified_claims

_OUTSIDE = "from-outside-the-request-object"
# Of a server that wants a state or a nonce: it found none, and so goes by the object alone.
_INCOMPLETE = ("invalid_request", "invalid_request_object")


@requirement("authorization-code.state-outside-does-not-count")
def test_state(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The object has none, and whoever added one is not the client."""
    request_objects.good(authorization_code, settings, shown_line)

    attempt = _with_one_outside(authorization_code, shown_line, "state")
    if _found_incomplete(attempt):
        return
    got = attempt.parameters.get("state")
    holds(got != _OUTSIDE, "the state from outside the request object came back")


@requirement("authorization-code.nonce-outside-does-not-count")
def test_nonce(
    authorization_code: AuthorizationCode, settings: Authorization, line: Subscriber
) -> None:
    """The object has none, and so the ID token must not have that one."""
    request_objects.good(authorization_code, settings, line)

    attempt = _with_one_outside(authorization_code, line, "nonce")
    if _found_incomplete(attempt):
        return
    id_token = authorization_code.redeem(attempt).text("id_token")
    got = unverified_claims(id_token).get("nonce")
    holds(got != _OUTSIDE, "the nonce from outside the request object is in the ID token")


@requirement("authorization-code.request-object-of-another-issuer-is-refused")
def test_issuer(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    endpoints: Endpoints,
    shown_line: Subscriber | None,
) -> None:
    """The client has signed what says that it comes from somebody else."""
    request_objects.good(authorization_code, settings, shown_line)

    other = settings.clients.other
    issuer = other.id if other is not None else f"{endpoints.main.id}-other"
    attempt = authorization_code.authorize_signed(shown_line, inside={"iss": issuer})
    turned_away(attempt, *_INCOMPLETE, "invalid_client", "unauthorized_client")


def _found_incomplete(attempt: Attempt) -> bool:
    """Whether the object alone was refused, as it may be, and in the right way."""
    if attempt.location is not None and attempt.parameters.get("error") not in _INCOMPLETE:
        return False
    turned_away(attempt, *_INCOMPLETE)
    return True


def _with_one_outside(
    authorization_code: AuthorizationCode, line: Subscriber | None, parameter: str
) -> Attempt:
    inside: Mapping[str, object] = {parameter: ABSENT}
    outside = {parameter: _OUTSIDE}
    return authorization_code.authorize_signed(line, inside=inside, outside=outside)
