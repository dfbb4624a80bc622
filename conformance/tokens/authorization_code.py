"""Three-legged tokens by authorization code, the device shown as the profile says."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from conformance.exchanges import Exchange, Purpose, Request
from conformance.profile.model import AuthorizationCodeSettings, Client, Subscriber
from conformance.target.errors import NoToken
from conformance.tokens.server import AuthorizationServer

_CODE_VERIFIER_BYTES = 48  # 64 characters; RFC 7636 section 4.1 allows 43 to 128


@dataclass(frozen=True)
class _Attempt:
    """What ties a redirect back to its request."""

    state: str
    verifier: str

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def token_response(
    server: AuthorizationServer,
    client: Client,
    settings: AuthorizationCodeSettings,
    line: Subscriber,
    scope: str,
) -> dict[str, object]:
    """Send the line's device to the authorization endpoint and redeem the code it brings."""
    if client.redirect_uri is None:
        raise NoToken("the client has no redirect_uri: add authorization.clients.main's")
    purpose = Purpose("token", subscriber=line.id, token="three-legged")
    attempt = _Attempt(secrets.token_urlsafe(16), secrets.token_urlsafe(_CODE_VERIFIER_BYTES))
    redactor = server.target.recorder.redactor
    redactor.add_secret("code verifier", attempt.verifier)
    device = settings.device_for(line)
    request = _authorization_request(server, client, attempt, scope, device)
    code = _code(server.target.send(request, purpose), client, attempt)
    redactor.add_secret("authorization code", code)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": str(client.redirect_uri),
        "code_verifier": attempt.verifier,
    }
    return server.post("token", form, client, purpose)


def _authorization_request(
    server: AuthorizationServer,
    client: Client,
    attempt: _Attempt,
    scope: str,
    device: tuple[Mapping[str, str], Mapping[str, str]],
) -> Request:
    headers, query = device
    parameters = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": str(client.redirect_uri),
        "scope": scope,
        "state": attempt.state,
        "nonce": secrets.token_urlsafe(16),
        "prompt": "none",
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
        **query,
    }
    endpoint = server.endpoint("authorization")
    joint = "&" if "?" in endpoint else "?"
    url = f"{endpoint}{joint}{urlencode(parameters)}"
    return Request("GET", url, tuple(headers.items()), None)


def _code(exchange: Exchange, client: Client, attempt: _Attempt) -> str:
    response = exchange.response
    assert response is not None
    location = str(response.headers.get("location", ""))
    if not httpx.codes.is_redirect(response.status) or not _leads_back(location, client):
        raise NoToken(
            f"the authorization endpoint answered {response.status} without a redirect to the "
            "client: is the redirect_uri registered, and the device shown as "
            "authorization.authorization_code.device says?"
        )
    answer = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    if "error" in answer:
        description = answer.get("error_description", "no error_description")
        raise NoToken(f"the authorization endpoint refused: {answer['error']} ({description})")
    if answer.get("state") != attempt.state:
        raise NoToken("the authorization endpoint's redirect does not bring the state back")
    if "code" not in answer:
        raise NoToken("the authorization endpoint's redirect brings no code")
    return answer["code"]


def _leads_back(location: str, client: Client) -> bool:
    try:
        wanted, got = urlsplit(str(client.redirect_uri)), urlsplit(location)
    except ValueError:  # such as an unclosed IPv6 address
        return False
    return (wanted.scheme, wanted.netloc, wanted.path) == (got.scheme, got.netloc, got.path)
