"""How parameters are read: letter for letter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios.expect import refused_with
from conformance.scenarios.grants import Grants
from conformance.scenarios.requirement import requirement
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.client_authentication import ASSERTION_TYPE, client_assertion
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.flows.others import ClientCredentials

_REFUSALS = {
    "grant_type": ("invalid_request", "unsupported_grant_type", "unauthorized_client"),
    "scope": ("invalid_request", "invalid_scope"),
}


@requirement("parameters.names-are-case-sensitive")
def test_name_in_another_case(
    grants: Grants, client_credentials: ClientCredentials, example: Mapping[str, Any]
) -> None:
    """The good value under a name that is no parameter's."""
    grant, name = grants.cheapest(), example["parameter"]
    grant.token().granted()

    value = grant.grant_type if name == "grant_type" else str(client_credentials.scope)
    without = grant.send(**{name: ABSENT})
    answer = grant.send(**{name: ABSENT, example["spelled"]: value})
    if without.status != 200:
        refused_with(answer, 400, *_REFUSALS[name])
    elif answer.granted().get("scope") != without.granted().get("scope"):
        raise UnexpectedAnswer(f"{answer}: another scope than for a request without one")


@requirement("parameters.client-assertion-name-is-case-sensitive")
def test_client_assertion_in_another_case(grants: Grants, endpoints: Endpoints) -> None:
    """The proof of the client where nobody looks for it."""
    grant = grants.cheapest()
    grant.token().granted()

    server = endpoints.server
    assertion = client_assertion(endpoints.main, server.audience(server.endpoint("token")))
    server.target.recorder.redactor.add_secret("client assertion", assertion)
    kind = {"client_assertion_type": ASSERTION_TYPE}
    answer = grant.send(client=ABSENT, **kind, Client_Assertion=assertion)
    if (answer.status, answer.error) != (400, "invalid_request"):
        refused_with(answer, 401, "invalid_client")


@requirement("parameters.values-are-case-sensitive")
def test_value_in_another_case(
    client_credentials: ClientCredentials, example: Mapping[str, Any]
) -> None:
    """A good value in capitals is another value."""
    client_credentials.token().granted()

    if example["parameter"] == "grant_type":
        answer = client_credentials.token(grant_type="CLIENT_CREDENTIALS")
        refused_with(answer, 400, *_REFUSALS["grant_type"])
        return
    scope = client_credentials.scope.api_scope
    in_capitals = replace(client_credentials.scope, api_scope=scope.upper())
    answer = client_credentials.token(scope=str(in_capitals))
    if answer.status != 200:
        refused_with(answer, 400, *_REFUSALS["scope"])
    elif scope in str(answer.granted().get("scope", "")).split():
        raise UnexpectedAnswer(f"{answer}: granted what nobody asked for")


@requirement("parameters.login-hint-scheme-is-case-sensitive")
def test_hint_in_capitals(ciba: Ciba, settings: Authorization, line: Subscriber) -> None:
    """TEL is not tel."""
    scheme, _, rest = settings.ciba.login_hint_for(line).partition(":")
    if scheme != "tel":
        raise NotTestable("authorization.ciba.login_hint does not begin with tel:")
    ciba.start(line).granted()

    answer = ciba.start(line, login_hint=f"TEL:{rest}")
    refused_with(answer, 400, "invalid_request", "unknown_user_id")
