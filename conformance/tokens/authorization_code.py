"""Three-legged tokens by authorization code, the device shown as the profile says."""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from conformance.exchanges import Purpose
from conformance.profile.model import AuthorizationCodeSettings, Client, Subscriber
from conformance.target.errors import NoToken, NotTestable
from conformance.tokens.device import Visit, leads_to, visit
from conformance.tokens.pkce import challenge, new_verifier
from conformance.tokens.server import AuthorizationServer


@dataclass(frozen=True)
class _Attempt:
    """What ties a redirect back to its request."""

    state: str
    verifier: str


def token_response(
    server: AuthorizationServer,
    client: Client,
    settings: AuthorizationCodeSettings,
    line: Subscriber,
    scope: str,
) -> dict[str, object]:
    """Send the line's device to the authorization endpoint and redeem the code it brings.

    Raises `NoToken`; `NotTestable` where the server refuses a device that the profile does
    not show, or where a person is to show it and there is none.
    """
    issued = code_for(server, client, settings, line, scope)
    form = {
        "grant_type": "authorization_code",
        "code": issued.code,
        "redirect_uri": str(client.redirect_uri),
        "code_verifier": issued.verifier,
    }
    purpose = Purpose("token", subscriber=line.id, token="three-legged")
    return server.post("token", form, client, purpose)


@dataclass(frozen=True)
class Issued:
    """What an authorization request brought, not redeemed yet."""

    code: str
    state: str
    verifier: str


def code_for(
    server: AuthorizationServer,
    client: Client,
    settings: AuthorizationCodeSettings,
    line: Subscriber,
    scope: str,
) -> Issued:
    """Send the line's device to the authorization endpoint and return the code it brings.

    Raises what `token_response` raises.
    """
    if client.redirect_uri is None:
        raise NoToken("the client has no redirect_uri: add authorization.clients.main's")
    attempt = _Attempt(secrets.token_urlsafe(16), new_verifier())
    redactor = server.target.recorder.redactor
    redactor.add_secret("code verifier", attempt.verifier)
    parameters = _parameters(client, attempt, scope)
    seen = visit(server.target, settings, line, server.endpoint("authorization"), parameters)
    try:
        code = _code(seen, client, attempt)
    except NoToken as refusal:
        if settings.device is not None:
            raise
        advice = "add authorization.authorization_code.device to the profile"
        raise NotTestable(f"{advice}: without a device, {refusal}") from refusal
    redactor.add_secret("authorization code", code)
    return Issued(code, attempt.state, attempt.verifier)


def _parameters(client: Client, attempt: _Attempt, scope: str) -> dict[str, str]:
    return {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": str(client.redirect_uri),
        "scope": scope,
        "state": attempt.state,
        "nonce": secrets.token_urlsafe(16),
        "prompt": "none",
        "code_challenge": challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }


def _code(seen: Visit, client: Client, attempt: _Attempt) -> str:
    if seen.location is None or not leads_to(seen.location, str(client.redirect_uri)):
        raise NoToken(
            f"{_told(seen)} without a redirect to the client: is the redirect_uri registered, "
            "and the device shown as authorization.authorization_code.device says?"
        )
    query = parse_qs(urlsplit(seen.location).query)
    answer = {name: values[0] for name, values in query.items()}
    if "error" in answer:
        description = answer.get("error_description", "no error_description")
        raise NoToken(f"the authorization endpoint refused: {answer['error']} ({description})")
    if answer.get("state") != attempt.state:
        raise NoToken("the authorization endpoint's redirect does not bring the state back")
    if "code" not in answer:
        raise NoToken("the authorization endpoint's redirect brings no code")
    return answer["code"]


def _told(seen: Visit) -> str:
    if seen.exchange is None or seen.exchange.response is None:
        return "the device's browser ended"
    return f"the authorization endpoint answered {seen.exchange.response.status}"
