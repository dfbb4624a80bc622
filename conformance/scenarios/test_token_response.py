"""What the token endpoint answers, whatever the grant."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conformance.checks.media_type import body_is_not_application_json
from conformance.scenarios.expect import nothing_wrong, refused_with
from conformance.scenarios.grants import Grants
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import ABSENT
from conformance.tokens.flows.endpoint import OAuthAnswer

_TWO_LEGS = 2
_NO_GRANT = "urn:example:a-grant-that-nobody-has"
# RFC 6749 section 3.3, without the comma, which no scope of CAMARA has and lists begin with.
_SCOPE = re.compile(
    r"[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+( [\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+)*"
)


Obtain = Callable[[], OAuthAnswer]


@pytest.fixture
def obtain(grants: Grants, example: Mapping[str, Any]) -> Obtain:
    """Return what sends a good token request of the case's sort."""
    if example["legs"] == _TWO_LEGS:
        return lambda: grants.two_legged().token()
    return lambda: grants.three_legged().token()


@requirement("token-response.access-token-is-a-string")
def test_access_token(obtain: Obtain) -> None:
    """The token is there, and is text."""
    assert obtain().text("access_token")


@requirement("token-response.token-type-is-known")
def test_token_type(obtain: Obtain) -> None:
    """The client knows how to show the token."""
    told = obtain().granted().get("token_type")
    if not isinstance(told, str) or told.lower() not in ("bearer", "dpop"):
        raise UnexpectedAnswer(f"token_type is {told!r}, neither Bearer nor DPoP")


@requirement("token-response.lifetime-is-a-number")
def test_lifetime(obtain: Obtain) -> None:
    """Seconds, as a number of JSON."""
    told = obtain().granted().get("expires_in", 1)
    if isinstance(told, bool) or not isinstance(told, int | float) or not told > 0:
        raise UnexpectedAnswer(f"expires_in is {told!r}, not a number above zero")


@requirement("token-response.scope-is-a-string")
def test_scope(obtain: Obtain) -> None:
    """Words with a blank between them."""
    told = obtain().granted().get("scope", "absent")
    if not isinstance(told, str) or not _SCOPE.fullmatch(told):
        raise UnexpectedAnswer(f"scope is {told!r}, not words with a blank between them")


@requirement("token-response.success-is-json")
def test_media_type(obtain: Obtain) -> None:
    """The body is what its media type says."""
    success = obtain()
    success.granted()
    nothing_wrong(success, body_is_not_application_json(success.response))


@requirement("token-response.success-is-not-stored")
def test_cache_control(obtain: Obtain) -> None:
    """Nobody on the way may keep the token."""
    success = obtain()
    success.granted()
    told = success.headers.get_list("cache-control", split_commas=True)
    if "no-store" not in [directive.strip().lower() for directive in told]:
        raise UnexpectedAnswer(f"Cache-Control is {', '.join(told) or 'absent'}: no no-store")


@requirement("token-response.unknown-grant-is-refused")
def test_unknown_grant(grants: Grants) -> None:
    """A grant that no server has."""
    grant = grants.cheapest()
    grant.token().granted()

    answer = grant.send(grant_type=_NO_GRANT)
    refused_with(answer, 400, "unsupported_grant_type")


@requirement("token-response.missing-grant-is-refused")
def test_no_grant(grants: Grants) -> None:
    """A request that does not say what it is."""
    grant = grants.cheapest()
    grant.token().granted()

    answer = grant.send(grant_type=ABSENT)
    refused_with(answer, 400, "invalid_request", "unsupported_grant_type")


@requirement("token-response.repeated-parameter-is-refused")
def test_repeated_parameter(grants: Grants) -> None:
    """The same good value twice is one too many."""
    grant = grants.cheapest()
    grant.token().granted()

    answer = grant.send(grant_type=[grant.grant_type, grant.grant_type])
    refused_with(answer, 400, "invalid_request")


@requirement("token-response.errors-are-those-of-oauth")
def test_error_body(grants: Grants, example: Mapping[str, Any]) -> None:
    """A library for OAuth can tell what is wrong."""
    grant = grants.cheapest()
    grant.token().granted()

    without_client = example["without"] == "client"
    changes = {"client": ABSENT} if without_client else {"grant_type": _NO_GRANT}
    answer = grant.send(**changes)
    if answer.status == 200 or not isinstance(answer.error, str) or not answer.error:
        raise UnexpectedAnswer(f"{answer}: expected an OAuth error with the member `error`")
    nothing_wrong(answer, body_is_not_application_json(answer.response))
