"""Authorization code: the parameters of the request in a signed request object."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios import request_objects
from conformance.scenarios.expect import holds
from conformance.scenarios.redirects import sent_back, turned_away, understood
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import ABSENT
from conformance.tokens import jwts
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.id_tokens import unverified_claims

Example = Mapping[str, Any]
# Beyond any clock skew that a server may forgive, and beyond the profile's 300 s.
_AHEAD_SECONDS, _TOO_LONG_SECONDS = 120, 600


@requirement("authorization-code.signed-request-is-accepted")
def test_signed_request(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The same request, signed, does what it does in the plain."""
    understood(authorization_code.authorize(shown_line))

    understood(request_objects.offered(authorization_code, settings, shown_line))


@requirement("authorization-code.parameters-are-repeated-outside")
def test_left_out_outside(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
    example: Example,
) -> None:
    """One of the four parameters stands inside only."""
    request_objects.good(authorization_code, settings, shown_line)

    outside = {example["parameter"]: ABSENT}
    attempt = authorization_code.authorize_signed(shown_line, outside=outside)
    _turned_away(attempt)


@requirement("authorization-code.parameters-are-the-same-outside")
def test_different_outside(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    endpoints: Endpoints,
    shown_line: Subscriber | None,
    example: Example,
) -> None:
    """One of the four parameters says something else inside than outside."""
    request_objects.good(authorization_code, settings, shown_line)

    other: Mapping[str, object] = {
        # Good in itself: only that it differs is wrong.
        "scope": f"{authorization_code.scope} offline_access",
        "response_type": "token",
        "client_id": f"{endpoints.main.id}-other",
        "redirect_uri": f"{endpoints.main.redirect_uri}/other",
    }
    inside = {example["parameter"]: other[example["parameter"]]}
    _turned_away(authorization_code.authorize_signed(shown_line, inside=inside))


@requirement("authorization-code.state-inside-wins")
def test_state_inside(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """Another state outside does not count."""
    request_objects.good(authorization_code, settings, shown_line)

    attempt = authorization_code.authorize_signed(shown_line, outside={"state": "outside"})
    understood(attempt)


@requirement("authorization-code.nonce-inside-wins")
def test_nonce_inside(
    authorization_code: AuthorizationCode, settings: Authorization, line: Subscriber
) -> None:
    """Another nonce outside does not get into the ID token."""
    request_objects.good(authorization_code, settings, line)

    attempt = authorization_code.authorize_signed(line, outside={"nonce": "outside"})
    id_token = authorization_code.redeem(attempt).text("id_token")
    got = unverified_claims(id_token).get("nonce")
    holds(got == attempt.nonce, f"the nonce {attempt.nonce!r} came back as {got!r}")


@requirement("authorization-code.request-object-for-another-server-is-refused")
def test_foreign_audience(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The request object is meant for somebody else."""
    request_objects.good(authorization_code, settings, shown_line)

    inside = {"aud": "https://not-this-server.example/authorize"}
    attempt = authorization_code.authorize_signed(shown_line, inside=inside)
    _refused(attempt, settings)


@requirement("authorization-code.expired-request-object-is-refused")
def test_expired(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The request object's time is over."""
    request_objects.good(authorization_code, settings, shown_line)

    now = int(time.time())
    inside = {"iat": now - 2 * _AHEAD_SECONDS, "exp": now - _AHEAD_SECONDS}
    attempt = authorization_code.authorize_signed(shown_line, inside=inside)
    _refused(attempt, settings)


@requirement("authorization-code.badly-signed-request-object-is-refused")
def test_signature(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    endpoints: Endpoints,
    shown_line: Subscriber | None,
    example: Example,
) -> None:
    """The client has not signed it, or nobody has."""
    request_objects.good(authorization_code, settings, shown_line)

    sign = _signing(endpoints, example["signature"])
    attempt = authorization_code.authorize_signed(shown_line, sign=sign)
    _refused(attempt, settings)


@requirement("authorization-code.request-object-without-a-claim-is-refused")
def test_missing_claim(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
    example: Example,
) -> None:
    """One of the five claims is not there."""
    request_objects.good(authorization_code, settings, shown_line)

    inside = {example["claim"]: ABSENT}
    attempt = authorization_code.authorize_signed(shown_line, inside=inside)
    _refused(attempt, settings)


@requirement("authorization-code.request-object-from-the-future-is-refused")
def test_issued_in_the_future(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The request object says that it was made two minutes from now."""
    request_objects.good(authorization_code, settings, shown_line)

    issued = int(time.time()) + _AHEAD_SECONDS
    inside = {"iat": issued, "exp": issued + jwts.LIFE_SECONDS}
    attempt = authorization_code.authorize_signed(shown_line, inside=inside)
    _refused(attempt, settings)


@requirement("authorization-code.request-object-for-long-is-refused")
def test_lasts_too_long(
    authorization_code: AuthorizationCode,
    settings: Authorization,
    shown_line: Subscriber | None,
) -> None:
    """The request object lasts twice as long as it may."""
    request_objects.good(authorization_code, settings, shown_line)

    now = int(time.time())
    inside = {"iat": now, "exp": now + _TOO_LONG_SECONDS}
    attempt = authorization_code.authorize_signed(shown_line, inside=inside)
    _refused(attempt, settings)


def _turned_away(attempt: Attempt) -> None:
    """Expect any refusal: the profile says that the two must agree, and not what happens."""
    errors = (
        "invalid_request",
        "invalid_request_object",
        "invalid_client",
        "invalid_scope",
        "unsupported_response_type",
        "unauthorized_client",
    )
    turned_away(attempt, *errors)


def _refused(attempt: Attempt, settings: Authorization) -> None:
    """Expect the refusal of a request object by redirect."""
    if attempt.location is None:
        raise UnexpectedAnswer(f"{attempt}: expected a redirect with invalid_request_object")
    # Its own error came with 0.4.0; what stands in a refused object need not be trusted, and
    # so the state need not come back.
    before = ("invalid_request",) if settings.release == request_objects.OPTIONAL_UNTIL else ()
    sent_back(attempt, "invalid_request_object", *before, state=False)


def _signing(endpoints: Endpoints, signature: str) -> Callable[[Mapping[str, Any]], str]:
    """Return what makes a JWT of claims that nobody may accept from the main client."""
    main = endpoints.main
    ways: dict[str, Callable[[Mapping[str, Any]], str]] = {
        "none": jwts.unsigned,
        "tampered": lambda claims: jwts.tampered(jwts.signed(claims, main)),
        "foreign-key": lambda claims: jwts.signed(claims, main, key=jwts.foreign_key(main)),
        "public-key": lambda claims: jwts.signed_with_the_public_key(claims, main),
    }
    return ways[signature]
