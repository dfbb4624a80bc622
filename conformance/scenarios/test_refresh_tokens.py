"""Refresh tokens: who gets one, and what it is good for."""

from typing import Any

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.authenticated import Authenticated
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import ABSENT, AccessToken
from conformance.target.wire import OperationWire
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.others import ClientCredentials, JwtBearer, Refresh
from conformance.tokens.flows.ways import Way, ways
from conformance.tokens.jwts import foreign_key, signed

OFFLINE = "offline_access"
_WITHOUT = pytest.StashKey[set[str]]()
"""The flows that have shown that they issue no refresh token."""


@pytest.fixture
def user_ways(run: Session) -> tuple[Way, ...]:
    """Return the flows that may come with a refresh token and can be gone through."""
    found = tuple(way for way in ways(run.profile, run.contracts) if way.kind != "two-legged")
    if not found:
        raise NotTestable(
            "add authorization.authorization_code.device: how this environment shows which "
            "device asks"
        )
    return found


@pytest.fixture
def issued(
    user_ways: tuple[Way, ...],
    endpoints: Endpoints,
    line: Subscriber,
    pytestconfig: pytest.Config,
) -> tuple[Way, OAuthAnswer]:
    """Return a token response with a refresh token, of the first flow that issues one."""
    without = pytestconfig.stash.setdefault(_WITHOUT, set())
    for way in user_ways:
        if way.flow in without:
            continue
        for more in ((OFFLINE,), ()):
            answer = _asked_for(way, endpoints, line, more)
            if answer is not None and "refresh_token" in answer.granted():
                return way, answer
        without.add(way.flow)
    flows = " and ".join(way.flow for way in user_ways)
    raise NotOffered(f"{flows} issued no refresh token for {OFFLINE}")


def _asked_for(
    way: Way, endpoints: Endpoints, line: Subscriber, more: tuple[str, ...]
) -> OAuthAnswer | None:
    """Return a success of the flow; None where this scope is refused, another row's matter."""
    try:
        answer = way.token(endpoints, line, *more)
        answer.granted()
    except UnexpectedAnswer:
        return None
    return answer


@requirement("refresh.offline-access-is-served")
def test_offline_access(
    run: Session, example: dict[str, str], endpoints: Endpoints, line: Subscriber
) -> None:
    """Whether there is a refresh token is the server's choice; a token there must be."""
    way = next(w for w in ways(run.profile, run.contracts) if w.flow == example["flow"])

    answer = way.token(endpoints, line, OFFLINE)
    answer.text("access_token")
    if "refresh_token" in answer.granted():
        answer.text("refresh_token")


@requirement("refresh.new-access-token-works")
def test_new_token_works(
    run: Session, issued: tuple[Way, OAuthAnswer], refresh: Refresh, line: Subscriber
) -> None:
    """What a refresh token is exchanged for opens the API as the first token did."""
    way, first = issued
    renewed = refresh.token(first.text("refresh_token"))
    value = renewed.text("access_token")
    if value == first.text("access_token"):
        raise UnexpectedAnswer(f"{renewed}: the access token is the old one")

    if not way.opens:
        raise NotTestable(f"{way.api} takes no {way.kind} tokens: the token has no use here")
    operation = run.operation(way.api, way.operation, way.kind)
    operation.call(line, token=AccessToken(value, "three-legged")).succeeded()


@requirement("refresh.token-is-rotated")
def test_rotation(issued: tuple[Way, OAuthAnswer], refresh: Refresh) -> None:
    """Each use brings another refresh token."""
    first = issued[1].text("refresh_token")
    renewed = refresh.token(first)

    if renewed.text("refresh_token") == first:
        raise UnexpectedAnswer(f"{renewed}: the refresh token is the old one")


@requirement("refresh.used-token-is-refused")
def test_old_token(issued: tuple[Way, OAuthAnswer], refresh: Refresh) -> None:
    """A refresh token that was replaced is worth nothing."""
    first = issued[1].text("refresh_token")
    renewed = refresh.token(first)
    if renewed.granted().get("refresh_token") in (None, first):
        raise NotOffered("the server does not rotate refresh tokens")

    refused_with(refresh.token(first), 400, "invalid_grant")


@requirement("refresh.scope-is-not-widened")
def test_wider_scope(run: Session, issued: tuple[Way, OAuthAnswer], refresh: Refresh) -> None:
    """More than the user agreed to is not to be had later."""
    way, first = issued
    more = _scope_beyond(run, way)
    token = first.text("refresh_token")
    renewed = refresh.token(token)
    renewed.text("access_token")

    wider = refresh.token(_latest(renewed, token), scope=f"{way.scope} {OFFLINE} {more}")
    if wider.status != 200:
        refused_with(wider, 400, "invalid_scope", "invalid_request", "invalid_grant")
        return
    told = wider.granted().get("scope")
    if not isinstance(told, str) or more in told.split():
        raise UnexpectedAnswer(f"{wider}: granted {more}, which was not granted before")


@requirement("refresh.unknown-token-is-refused")
def test_garbage(refresh: Refresh) -> None:
    """A value that nobody issued."""
    answer = refresh.token("this-refresh-token-was-never-issued")
    refused_with(answer, 400, "invalid_grant", "unsupported_grant_type", "unauthorized_client")


@requirement("refresh.missing-token-is-refused")
def test_no_token(
    issued: tuple[Way, OAuthAnswer], refresh: Refresh, endpoints: Endpoints
) -> None:
    """A refresh request without the one thing that it is about."""
    refresh.token(issued[1].text("refresh_token")).text("access_token")

    answer = endpoints.post("token", {"grant_type": "refresh_token"})
    refused_with(answer, 400, "invalid_request")


@requirement("refresh.foreign-token-is-refused")
def test_other_client(
    issued: tuple[Way, OAuthAnswer], refresh: Refresh, endpoints: Endpoints
) -> None:
    """A refresh token in the hands of another client that is in good standing."""
    other = endpoints.client("other")
    answer = refresh.token(issued[1].text("refresh_token"), client=other)
    refused_with(answer, 400, "invalid_grant", "unauthorized_client")


@requirement("refresh.client-authenticates")
def test_no_client(
    run: Session, issued: tuple[Way, OAuthAnswer], refresh: Refresh, endpoints: Endpoints
) -> None:
    """A stolen refresh token is worth nothing, be it alone or with a forged assertion."""
    token, client = issued[1].text("refresh_token"), endpoints.main
    refused_with(refresh.token(token, client=ABSENT), 401, "invalid_client")
    if client.key is not None:

        def send(**changes: Any) -> OAuthAnswer:
            return refresh.token(token, **changes)

        asking = Authenticated(run, endpoints, "token", send)
        forged = signed(asking.claims(), client, key=foreign_key(client))
        refused_with(asking.with_assertion(forged), 401, "invalid_client")

    refresh.token(token).text("access_token")


@requirement("refresh.none-from-client-credentials")
def test_client_credentials(
    client_credentials: ClientCredentials, example: dict[str, bool]
) -> None:
    """There is no user who could have agreed to be absent."""
    client_credentials.token().text("access_token")

    scope = str(client_credentials.scope)
    asked = f"{scope} {OFFLINE}" if example["offline_access"] else scope
    _without_refresh_token(client_credentials.token(scope=asked), example)


@requirement("refresh.none-from-jwt-bearer")
def test_jwt_bearer(jwt_bearer: JwtBearer, line: Subscriber, example: dict[str, bool]) -> None:
    """The client can make another assertion whenever it needs a token."""
    jwt_bearer.token(line).text("access_token")

    scope = str(jwt_bearer.scope)
    asked = f"{scope} {OFFLINE}" if example["offline_access"] else scope
    _without_refresh_token(jwt_bearer.token(line, scope=asked), example)


def _without_refresh_token(answer: OAuthAnswer, example: dict[str, bool]) -> None:
    if answer.status == 400 and example["offline_access"]:
        refused_with(answer, 400, "invalid_scope", "invalid_request", "invalid_grant")
    elif "refresh_token" in answer.granted():
        raise UnexpectedAnswer(f"{answer}: a refresh token, which this flow must not issue")


def _latest(answer: OAuthAnswer, before: str) -> str:
    renewed = answer.granted().get("refresh_token", before)
    return renewed if isinstance(renewed, str) else before


def _scope_beyond(run: Session, way: Way) -> str:
    """Return a scope of the profile's APIs that the way did not ask for."""
    for api, contract in run.contracts.items():
        for name in run.profile.api(api).operations:
            own = OperationWire(api, name, run.profile.wire)
            scope = own.scopes(contract.operations[name].scopes)[0]
            if scope != way.scope.api_scope:
                return scope
    raise NotOffered("the profile offers one operation, so that there is no scope beyond it")
