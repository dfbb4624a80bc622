"""Authorization code: requests that go back with an error, and those that go back nowhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.profile import Subscriber
from conformance.scenarios.expect import holds
from conformance.scenarios.redirects import brings_code, sent_back, turned_away, understood
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.device import leads_to
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode
from conformance.tokens.flows.endpoint import Endpoints

Example = Mapping[str, Any]


@requirement("authorization-code.unsupported-response-type-is-refused")
def test_response_type(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """A response_type that does not exist."""
    understood(authorization_code.authorize(shown_line))

    attempt = authorization_code.authorize(shown_line, response_type="nosuch")
    sent_back(attempt, "unsupported_response_type")


@requirement("authorization-code.missing-response-type-is-refused")
def test_no_response_type(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """A request that does not say what it is after."""
    understood(authorization_code.authorize(shown_line))

    attempt = authorization_code.authorize(shown_line, response_type=ABSENT)
    sent_back(attempt, "invalid_request", "unsupported_response_type")


@requirement("authorization-code.unknown-scope-is-refused")
def test_unknown_scope(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """A scope that does not exist, beside good ones."""
    understood(authorization_code.authorize(shown_line))

    scope = f"{authorization_code.scope} nosuch:scope"
    sent_back(authorization_code.authorize(shown_line, scope=scope), "invalid_scope")


@requirement("authorization-code.unknown-scope-is-not-granted")
def test_unknown_scope_is_not_granted(
    authorization_code: AuthorizationCode, line: Subscriber
) -> None:
    """Refused, or left out of what was granted: never granted as it was asked for."""
    understood(authorization_code.authorize(line))

    scope = f"{authorization_code.scope} nosuch:scope"
    attempt = authorization_code.authorize(line, scope=scope)
    if "code" not in attempt.parameters:
        sent_back(attempt, "invalid_scope")
        return
    told = authorization_code.redeem(attempt).granted().get("scope")
    # RFC 6749 section 5.1: without `scope` the grant is just what was asked for.
    granted = told.split() if isinstance(told, str) else scope.split()
    holds("nosuch:scope" not in granted, "a scope that does not exist was granted")


@requirement("authorization-code.request-uri-is-refused")
def test_request_uri(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """A request object by reference to nothing that exists."""
    understood(authorization_code.authorize(shown_line))

    reference = "urn:ietf:params:oauth:request_uri:nosuch"
    turned_away(
        authorization_code.authorize(shown_line, request_uri=reference),
        "request_uri_not_supported",
        "invalid_request_uri",
        "invalid_request",
        "invalid_request_object",
    )


@requirement("authorization-code.unregistered-redirect-uri-gets-no-redirect")
def test_unregistered_redirect_uri(
    authorization_code: AuthorizationCode,
    endpoints: Endpoints,
    shown_line: Subscriber | None,
    example: Example,
) -> None:
    """An address that is nearly the client's own, or not at all."""
    understood(authorization_code.authorize(shown_line))

    address = _changed(str(endpoints.main.redirect_uri), example["changed"])
    _not_redirected(authorization_code.authorize(shown_line, redirect_uri=address), address)


@requirement("authorization-code.missing-redirect-uri-gets-no-redirect")
def test_no_redirect_uri(
    authorization_code: AuthorizationCode, endpoints: Endpoints, shown_line: Subscriber | None
) -> None:
    """OpenID Connect has no default address, even for a client with just one."""
    understood(authorization_code.authorize(shown_line))

    attempt = authorization_code.authorize(shown_line, redirect_uri=ABSENT)
    _not_redirected(attempt, str(endpoints.main.redirect_uri))


@requirement("authorization-code.unknown-client-gets-no-redirect")
def test_unknown_client(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None, example: Example
) -> None:
    """Nobody has registered this client, so nobody has registered its address."""
    understood(authorization_code.authorize(shown_line))

    client_id = example.get("client_id", ABSENT)
    attempt = authorization_code.authorize(shown_line, client_id=client_id)
    _not_redirected(attempt, attempt.redirect_uri)


@requirement("authorization-code.user-is-told-of-a-wrong-address")
def test_user_is_told(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """Whoever sits before the browser gets to see something."""
    understood(authorization_code.authorize(shown_line))

    address = "https://not-registered.example/callback"
    attempt = authorization_code.authorize(shown_line, redirect_uri=address)
    if attempt.location is None and not attempt.answer.response.body.strip():
        raise UnexpectedAnswer(f"{attempt}: an empty page tells nobody anything")


def _not_redirected(attempt: Attempt, address: str) -> None:
    """Expect that the browser is not sent to an address, and no code to anywhere."""
    if attempt.location is None:
        return
    if _extends(attempt.location, address) or brings_code(attempt):
        raise UnexpectedAnswer(f"{attempt}: a redirect to where nobody may be sent")


def _extends(location: str, address: str) -> bool:
    """Whether a redirect goes to an address, with all of its query if it has one."""
    if not leads_to(location, address):
        return False
    got, wanted = (
        parse_qsl(urlsplit(each).query, keep_blank_values=True) for each in (location, address)
    )
    return set(wanted) <= set(got)


def _changed(address: str, change: str) -> str:
    """Return an address that nobody has registered: the client's own with one change."""
    parts = urlsplit(address)
    changes = {
        "host": {"netloc": f"{parts.netloc}.not-registered.example"},
        "path": {"path": "/not-registered"},
        "longer-path": {"path": f"{parts.path.rstrip('/')}/not-registered"},
        "path-in-other-case": {"path": parts.path.swapcase()},
        "longer-query": {"query": f"{parts.query}&not-registered=yes".lstrip("&")},
        "scheme": {"scheme": "http" if parts.scheme != "http" else "ftp"},
    }
    changed = parts._replace(**changes[change])
    if changed == parts:
        raise NotTestable(f"the client's redirect_uri is the same with another {change}")
    return changed.geturl()
