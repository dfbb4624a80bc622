"""Client credentials: a token for the client alone (two-legged)."""

from collections.abc import Mapping

from conformance.reference.authorization import scopes
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.issuer import Issuer


class ClientCredentials:
    """The grant client_credentials of RFC 6749, section 4.4."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return a token response; never a refresh token, never an ID token."""
        asked = scopes.for_client(form.get("scope"), client.scopes)
        return self._issuer.for_client(client, asked)
