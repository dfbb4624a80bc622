"""Registered clients and how they prove who they are: private_key_jwt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.reference.authorization import jose
from conformance.reference.authorization.errors import OAuthError, invalid_client
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.clock import Clock

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
REDIRECT_URI = "https://client.example/callback"

CLIENT_CREDENTIALS = "client_credentials"
AUTHORIZATION_CODE = "authorization_code"
CIBA = "urn:openid:params:grant-type:ciba"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ALL_GRANTS = frozenset({CLIENT_CREDENTIALS, AUTHORIZATION_CODE, CIBA, JWT_BEARER})


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

    def may(self, grant_type: str) -> None:
        """Refuse a grant that was not agreed with this client."""
        if grant_type not in self.grants:
            raise OAuthError("unauthorized_client", "The client may not use this grant.")


class Clients:
    """The register of clients, and the check of who is calling."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._clients: dict[str, Client] = {}

    def register(self, client: Client) -> None:
        """Add a client, or replace the one with the same id."""
        self._clients[client.id] = client

    def find(self, client_id: str | None) -> Client | None:
        """Return the client with that id, None if there is none."""
        return self._clients.get(client_id or "")

    def signed_by(
        self, assertion: str, audiences: frozenset[str], iat_required: bool = False
    ) -> tuple[Client, dict[str, object]]:
        """Return who signed an assertion, and its claims; BadTokenError if it is not good."""
        issuer = jose.unverified(assertion).get("iss")
        client = self.find(issuer if isinstance(issuer, str) else None)
        if client is None:
            raise jose.BadTokenError("iss is not a client")
        claims = jose.read(assertion, client.key, jose.CLIENT_ALGORITHMS, client.kid)
        jose.check_times(claims, self._clock.now(), iat_required)
        if not isinstance(claims.get("jti"), str):
            raise jose.BadTokenError("jti is missing")
        aud = claims.get("aud")
        named = aud if isinstance(aud, list) else [aud]
        if not any(isinstance(name, str) and name in audiences for name in named):
            raise jose.BadTokenError("aud is not this server")
        return client, claims

    def authenticate(self, form: Mapping[str, str], audiences: frozenset[str]) -> Client:
        """Return the client behind a request; OAuthError 401 invalid_client otherwise."""
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise invalid_client("private_key_jwt is the only client authentication.")
        try:
            client, claims = self.signed_by(form.get("client_assertion", ""), audiences)
        except jose.BadTokenError as problem:
            raise invalid_client(f"The client assertion is not valid: {problem}.") from problem
        if claims.get("sub") != client.id or form.get("client_id", client.id) != client.id:
            raise invalid_client("sub, iss and client_id must be one and the same.")
        return client
