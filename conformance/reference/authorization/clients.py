"""Registered clients and how they prove who they are: private_key_jwt."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conformance.reference.authorization import jose
from conformance.reference.authorization.assertion_rules import verified
from conformance.reference.authorization.client_authentication_rules import (
    ClientAuthenticationRules,
)
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.clock import Clock

REDIRECT_URI = "https://client.example/callback"

CLIENT_CREDENTIALS = "client_credentials"
AUTHORIZATION_CODE = "authorization_code"
CIBA = "urn:openid:params:grant-type:ciba"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
REFRESH = "refresh_token"
ALL_GRANTS = frozenset({CLIENT_CREDENTIALS, AUTHORIZATION_CODE, CIBA, JWT_BEARER, REFRESH})


@dataclass(frozen=True)
class Client:
    """A client as it was registered at onboarding."""

    id: str
    key: jose.Key
    """Public key; EC P-256 or RSA."""
    kid: str
    grants: frozenset[str] = ALL_GRANTS
    scopes: frozenset[str] = API_SCOPES
    redirect_uris: frozenset[str] = field(default=frozenset({REDIRECT_URI}))
    secret: str | None = None
    """For a client that was registered with client_secret_basic or client_secret_post."""

    def may(self, grant_type: str) -> None:
        """Refuse a grant that was not agreed with this client."""
        if grant_type not in self.grants:
            raise OAuthError("unauthorized_client", "The client may not use this grant.")


class Clients:
    """The register of clients, and the check of who is calling."""

    def __init__(self, clock: Clock, rules: ClientAuthenticationRules | None = None) -> None:
        self._clock = clock
        self._rules = rules or ClientAuthenticationRules()
        self._clients: dict[str, Client] = {}

    def register(self, client: Client) -> None:
        """Add a client, or replace the one with the same id."""
        self._clients[client.id] = client

    def find(self, client_id: str | None) -> Client | None:
        """Return the client with that id, None if there is none."""
        return self._clients.get(client_id or "")

    def __iter__(self) -> Iterator[Client]:
        return iter(self._clients.values())

    def authenticate(self, form: Mapping[str, str], audiences: frozenset[str]) -> Client:
        """Return the client behind a request; OAuthError 401 invalid_client otherwise."""
        rules = self._rules
        if not rules.has_assertion(form):
            return rules.without_assertion(form, self)
        assertion, now = form.get("client_assertion", ""), self._clock.now()
        try:
            how = rules.read_at(form, rules.assertion)
            client, claims = verified(assertion, self, audiences, now, how)
        except jose.BadTokenError as problem:
            raise rules.refusal(f"The client assertion is not valid: {problem}.") from problem
        named = rules.is_the_client_named(form, client)
        if not named or not rules.is_about_itself(claims, client):
            raise rules.refusal("sub, iss and client_id must be one and the same.")
        return client
