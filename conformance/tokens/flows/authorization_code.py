"""The authorization code flow, step by step."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from conformance.profile.model import AuthorizationCodeSettings, Client, Subscriber
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT, FITTING, Marker
from conformance.tokens.device import Visit, leads_to, shows, visit
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import Scope
from conformance.tokens.jwts import claims_of, signed
from conformance.tokens.pkce import challenge, new_verifier

# What stands outside a request object too, in the same words (security profile, Signed
# Authentication Requests).
REPEATED = ("scope", "response_type", "client_id", "redirect_uri")


@dataclass(frozen=True)
class Attempt:
    """One authorization request and what became of it."""

    visit: Visit
    sent: Mapping[str, object]
    """The parameters that count: those inside, where there was a request object."""
    verifier: str
    shown: bool
    """Whether the request said which device it comes from."""

    @property
    def answer(self) -> OAuthAnswer:
        """What the server answered; `NotTestable` where a person opened the request."""
        if self.visit.exchange is None:
            raise NotTestable("a person opened the request: only the redirect is known")
        return OAuthAnswer(self.visit.exchange)

    @property
    def location(self) -> str | None:
        """Where the browser is sent; None where it is not sent anywhere."""
        return self.visit.location

    @property
    def state(self) -> object:
        """The state that was sent."""
        return self.sent.get("state")

    @property
    def nonce(self) -> object:
        """The nonce that was sent."""
        return self.sent.get("nonce")

    @property
    def redirect_uri(self) -> str:
        """The redirect_uri that was sent."""
        return str(self.sent.get("redirect_uri"))

    @property
    def parameters(self) -> dict[str, str]:
        """The query of the redirect. Raises `UnexpectedAnswer` where there is none."""
        if self.location is None:
            raise UnexpectedAnswer(f"{self}: no redirect")
        if not leads_to(self.location, self.redirect_uri):
            raise UnexpectedAnswer(f"{self}: a redirect to another address than redirect_uri")
        parts = urlsplit(self.location)
        # All response types but `code` are answered behind the hash (OAuth 2.0 Multiple
        # Response Type Encoding Practices, section 5), and so are their errors.
        is_code = self.sent.get("response_type", "code") == "code"
        answer = parts.query if is_code else parts.fragment or parts.query
        query = parse_qs(answer, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    @property
    def code(self) -> str:
        """The authorization code. Raises `UnexpectedAnswer` where the redirect has none."""
        parameters = self.parameters
        if "code" not in parameters:
            error = parameters.get("error", "no error")
            raise UnexpectedAnswer(f"{self}: the redirect brings {error} and no code")
        return parameters["code"]

    def __str__(self) -> str:
        """Return what became of the request in a few words."""
        if self.location is not None:
            return f"the browser was sent to {self.location[:200]}"
        return str(self.answer)


class AuthorizationCode:
    """The authorization request and the redemption, each good unless something is changed."""

    def __init__(
        self, endpoints: Endpoints, settings: AuthorizationCodeSettings, scope: Scope
    ) -> None:
        self.endpoints = endpoints
        self.scope = scope
        self.settings = settings
        self.audience: str | None = None
        """`aud` of request objects; None is the endpoint, as the profile recommends."""
        self._redactor = endpoints.server.target.recorder.redactor

    def authorize(
        self, line: Subscriber | None, *, client: Client | None = None, **changes: object
    ) -> Attempt:
        """Send the line's device to the authorization endpoint; without a line, any device.

        A change to ABSENT leaves a parameter out.
        """
        verifier = new_verifier()
        parameters = {**self._good(client or self.endpoints.main, verifier), **changes}
        return self._visited(line, parameters, parameters, verifier)

    def authorize_signed(
        self,
        line: Subscriber | None,
        *,
        inside: Mapping[str, object] | None = None,
        outside: Mapping[str, object] | None = None,
        sign: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> Attempt:
        """Send the same request as a signed request object.

        `inside` and `outside` change what stands in the object and beside it; `sign` makes
        the object of its claims, the main client's signature being the good one.
        """
        main, verifier = self.endpoints.main, new_verifier()
        good = self._good(main, verifier)
        claims = self._claims(good, inside or {})
        token = sign(claims) if sign is not None else signed(claims, main)
        self._redactor.add_secret("request object", token)
        repeated = {name: good[name] for name in REPEATED}
        beside = {**repeated, "request": token, **(outside or {})}
        counts = {**claims, "redirect_uri": good["redirect_uri"]}
        return self._visited(line, beside, counts, verifier)

    def redeem(
        self, attempt: Attempt, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Exchange the code of an attempt for tokens."""
        fields = {
            "grant_type": "authorization_code",
            "code": attempt.code,
            "redirect_uri": attempt.redirect_uri,
            "code_verifier": attempt.verifier,
            **changes,
        }
        return self.endpoints.post("token", fields, client=client)

    def _good(self, client: Client, verifier: str) -> dict[str, object]:
        self._redactor.add_secret("code verifier", verifier)
        if client.redirect_uri is None:
            raise NotTestable(f"add redirect_uri to the client {client.id}")
        return {
            "response_type": "code",
            "client_id": client.id,
            "redirect_uri": client.redirect_uri,
            "scope": str(self.scope),
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "prompt": "none",
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
        }

    def _claims(
        self, good: Mapping[str, object], inside: Mapping[str, object]
    ) -> dict[str, Any]:
        audience = self.audience or self.endpoints.server.endpoint("authorization")
        # RFC 9101 section 10.8: an object whose sub is the client could pass for an assertion.
        changes = {"sub": ABSENT, **good, **inside}
        return claims_of(self.endpoints.main, audience, **changes)

    def _visited(
        self,
        line: Subscriber | None,
        parameters: Mapping[str, object],
        counts: Mapping[str, object],
        verifier: str,
    ) -> Attempt:
        server = self.endpoints.server
        endpoint = server.endpoint("authorization")
        seen = visit(server.target, self.settings, line, endpoint, parameters)
        attempt = Attempt(seen, counts, verifier, shows(self.settings, line))
        try:
            code = attempt.parameters.get("code")
        except UnexpectedAnswer:
            return attempt
        if code:
            self._redactor.add_secret("authorization code", code)
        return attempt
