"""Two-legged tokens: OAuth client credentials (RFC 6749 section 4.4)."""

from conformance.exchanges import Purpose
from conformance.profile.model import Client
from conformance.tokens.server import AuthorizationServer


def token_response(
    server: AuthorizationServer, client: Client, scope: str
) -> dict[str, object]:
    """Return the token endpoint's answer to a client that asks on its own behalf."""
    form = {"grant_type": "client_credentials", "scope": scope}
    return server.post("token", form, client, Purpose("token", token="two-legged"))
