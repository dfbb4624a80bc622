"""Client credentials, JWT bearer and refresh: one request each."""

from collections.abc import Mapping
from typing import Any

from conformance.profile.model import Client, Subscriber
from conformance.target.operations import ABSENT, FITTING, Marker
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import Scope
from conformance.tokens.jwts import claims_of, signed

JWT_BEARER_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class ClientCredentials:
    """Two-legged tokens."""

    def __init__(self, endpoints: Endpoints, scope: Scope) -> None:
        self.endpoints = endpoints
        self.scope = scope

    def token(self, *, client: Client | Marker = FITTING, **changes: object) -> OAuthAnswer:
        """Ask for a token; a change to ABSENT leaves a parameter out."""
        fields = {"grant_type": "client_credentials", "scope": str(self.scope), **changes}
        return self.endpoints.post("token", fields, client=client)


class JwtBearer:
    """Three-legged tokens for an assertion about a line, which is also the client's proof."""

    def __init__(self, endpoints: Endpoints, scope: Scope) -> None:
        self.endpoints = endpoints
        self.scope = scope

    def claims(self, line: Subscriber, **changes: object) -> dict[str, Any]:
        """Return a good assertion's claims, changed as asked; ABSENT leaves one out."""
        client = self.endpoints.main
        audience = self.endpoints.server.endpoint("token")
        good = {"sub": f"tel:{line.phone_number}", "scope": str(self.scope)}
        return claims_of(client, audience, **{**good, **changes})

    def token(self, line: Subscriber, **changes: object) -> OAuthAnswer:
        """Ask with a good assertion whose claims are changed as asked."""
        return self.token_for(signed(self.claims(line, **changes), self.endpoints.main))

    def token_for(
        self, assertion: str, fields: Mapping[str, object] | None = None
    ) -> OAuthAnswer:
        """Ask with this assertion; `fields` are sent besides."""
        redactor = self.endpoints.server.target.recorder.redactor
        redactor.add_secret("assertion", assertion)
        form = {"grant_type": JWT_BEARER_GRANT, "assertion": assertion, **(fields or {})}
        return self.endpoints.post("token", form, client=ABSENT)


class Refresh:
    """New tokens for a refresh token."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.endpoints = endpoints

    def token(
        self, refresh_token: str, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Ask with a refresh token; a change to ABSENT leaves a parameter out."""
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, **changes}
        return self.endpoints.post("token", fields, client=client)
