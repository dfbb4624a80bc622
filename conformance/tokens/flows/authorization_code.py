"""The authorization code flow, step by step."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from conformance.profile.model import AuthorizationCodeSettings, Client, Subscriber
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import FITTING, Marker
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import Scope


@dataclass(frozen=True)
class Attempt:
    """What a request and its redirect have in common."""

    answer: OAuthAnswer
    state: str
    nonce: str
    verifier: str

    @property
    def location(self) -> str | None:
        """Where the browser is sent; None where it is not sent anywhere."""
        is_redirect = httpx.codes.is_redirect(self.answer.status)
        return self.answer.headers.get("location") if is_redirect else None

    @property
    def parameters(self) -> dict[str, str]:
        """The query of the redirect. Raises `UnexpectedAnswer` where there is none."""
        if self.location is None:
            raise UnexpectedAnswer(f"{self.answer}: no redirect")
        query = parse_qs(urlsplit(self.location).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    @property
    def code(self) -> str:
        """The authorization code. Raises `UnexpectedAnswer` where the redirect has none."""
        parameters = self.parameters
        if "code" not in parameters:
            error = parameters.get("error", "no error")
            raise UnexpectedAnswer(f"{self.answer}: the redirect brings {error} and no code")
        return parameters["code"]


class AuthorizationCode:
    """The authorization request and the redemption, each good unless something is changed."""

    def __init__(
        self, endpoints: Endpoints, settings: AuthorizationCodeSettings, scope: Scope
    ) -> None:
        self.endpoints = endpoints
        self.scope = scope
        self._settings = settings
        self._redactor = endpoints.server.target.recorder.redactor

    def authorize(
        self, line: Subscriber | None, *, client: Client | None = None, **changes: object
    ) -> Attempt:
        """Send the line's device to the authorization endpoint; without a line, any device."""
        client = client or self.endpoints.main
        attempt_state, nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        verifier = secrets.token_urlsafe(48)
        self._redactor.add_secret("code verifier", verifier)
        headers, query = self._settings.device_for(line) if line is not None else ({}, {})
        parameters: dict[str, object] = {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": str(client.redirect_uri),
            "scope": str(self.scope),
            "state": attempt_state,
            "nonce": nonce,
            "prompt": "none",
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            **query,
            **changes,
        }
        answer = self.endpoints.get(self._url(parameters), line, headers)
        attempt = Attempt(answer, attempt_state, nonce, verifier)
        self._register(attempt)
        return attempt

    def redeem(
        self, attempt: Attempt, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Exchange the code of an attempt for tokens."""
        fields = {
            "grant_type": "authorization_code",
            "code": attempt.code,
            "redirect_uri": str(self.endpoints.main.redirect_uri),
            "code_verifier": attempt.verifier,
            **changes,
        }
        return self.endpoints.post("token", fields, client=client)

    def _url(self, parameters: dict[str, object]) -> str:
        endpoint = self.endpoints.server.endpoint("authorization")
        pairs = [
            (name, each)
            for name, value in parameters.items()
            if not isinstance(value, Marker)
            for each in (value if isinstance(value, list) else [value])
        ]
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(pairs)}"

    def _register(self, attempt: Attempt) -> None:
        try:
            code = attempt.parameters.get("code")
        except (UnexpectedAnswer, ValueError):
            return
        if code:
            self._redactor.add_secret("authorization code", code)


def challenge(verifier: str) -> str:
    """Return the S256 code challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
