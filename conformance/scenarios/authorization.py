"""What a scenario about the authorization server is given: its flows, step by step."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest

from conformance.plan import PlannedCase
from conformance.plan.asking import lines_to_authenticate
from conformance.plan.traits import served
from conformance.profile.authorization import Device
from conformance.profile.model import Authorization, Subscriber
from conformance.scenarios.authenticated import Authenticated
from conformance.scenarios.grants import Grants
from conformance.scenarios.id_tokens import IdTokens
from conformance.scenarios.session import Session
from conformance.target.errors import NotOffered
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.others import ClientCredentials, JwtBearer, Refresh
from conformance.tokens.flows.scopes import Scope, scope_for
from conformance.tokens.server import AuthorizationServer


@pytest.fixture
def settings(run: Session) -> Authorization:
    """Return what the profile says of the authorization server."""
    found = run.profile.authorization
    assert found is not None, "the plan withholds these cases without an authorization server"
    return found


@pytest.fixture
def server(run: Session, settings: Authorization) -> AuthorizationServer:
    """Return the authorization server, its metadata read once a run."""
    return run.authorization_server(settings)


@pytest.fixture
def endpoints(server: AuthorizationServer) -> Endpoints:
    """Return the server's endpoints, to post forms to."""
    return Endpoints(server)


@pytest.fixture
def ciba(run: Session, endpoints: Endpoints, settings: Authorization) -> Ciba:
    """Return CIBA as the main client goes through it."""
    return Ciba(endpoints, settings.ciba, _scope(run, "ciba"))


@pytest.fixture
def authorization_code(
    run: Session, endpoints: Endpoints, settings: Authorization
) -> AuthorizationCode:
    """Return the authorization code flow as the main client goes through it."""
    scope = _scope(run, "authorization-code")
    return AuthorizationCode(endpoints, settings.authorization_code, scope)


@pytest.fixture
def shown_line(run: Session, settings: Authorization) -> Subscriber | None:
    """Return a line whose device the suite itself can show, None where there is none.

    For requests that are to be refused, so that a server which asks for the user first has
    one; a person is not troubled with them.
    """
    if not isinstance(settings.authorization_code.device, Device):
        return None
    for line in filter(served, lines_to_authenticate(run.profile)):
        with suppress(LookupError):
            settings.authorization_code.device_for(line)
            return line
    return None


@pytest.fixture
def verify_scope(run: Session) -> str:
    """Return what a token for `verify` of Number Verification is asked for with."""
    if "verify" not in run.profile.api("number-verification").operations:
        raise NotOffered("the profile does not offer verify of number-verification")
    verify = run.operation("number-verification", "verify", "three-legged")
    settings, template = run.profile.authorization, run.profile.wire.authorization.scope
    purpose = settings.purpose if settings else None
    return str(Scope(verify.scopes[0], purpose, openid=True, template=template))


@pytest.fixture
def id_tokens(run: Session, ciba: Ciba, authorization_code: AuthorizationCode) -> IdTokens:
    """Return the run's ID tokens, by either flow."""
    return IdTokens(run.target.shared, ciba, authorization_code)


@pytest.fixture
def client_credentials(run: Session, endpoints: Endpoints) -> ClientCredentials:
    """Return client credentials as the main client uses them."""
    return ClientCredentials(endpoints, _scope(run, "client-credentials"))


@pytest.fixture
def jwt_bearer(run: Session, endpoints: Endpoints) -> JwtBearer:
    """Return JWT bearer as the main client uses it."""
    return JwtBearer(endpoints, _scope(run, "jwt-bearer"))


@pytest.fixture
def grants(
    run: Session,
    settings: Authorization,
    client_credentials: ClientCredentials,
    ciba: Ciba,
    authorization_code: AuthorizationCode,
) -> Grants:
    """Return the grants that the profile offers."""
    return Grants(run, settings, client_credentials, ciba, authorization_code)


@pytest.fixture
def authenticated(
    run: Session,
    case: PlannedCase,
    endpoints: Endpoints,
    grants: Grants,
    ciba: Ciba,
    example: Mapping[str, Any],
) -> Authenticated:
    """Return a good request to the endpoint of the case's example."""
    start: Callable[..., OAuthAnswer] = ciba.start
    flow = example.get("flow", "")

    def send(**changes: object) -> OAuthAnswer:
        if example["endpoint"] != "token":
            return start(case.line, **changes)
        if flow and case.line is not None:
            return grants.of(flow, case.line).send(**changes)
        return grants.cheapest().send(**changes)

    return Authenticated(run, endpoints, example["endpoint"], send, flow)


@pytest.fixture
def refresh(endpoints: Endpoints) -> Refresh:
    """Return the refresh grant as the main client uses it."""
    return Refresh(endpoints)


def _scope(run: Session, flow: str) -> Scope:
    return scope_for(flow, run.profile, dict(run.contracts))
