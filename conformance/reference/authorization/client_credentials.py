"""Client credentials: a token for the client alone (two-legged)."""

from collections.abc import Mapping

from conformance.reference.authorization.client_credentials_rules import (
    ClientCredentialsRules,
)
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.scope_rules import ScopeRules


class ClientCredentials:
    """The grant client_credentials of RFC 6749, section 4.4."""

    def __init__(
        self, issuer: Issuer, rules: ClientCredentialsRules, scope_rules: ScopeRules
    ) -> None:
        self._issuer = issuer
        self._rules = rules
        self._scope_rules = scope_rules

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return a token response; never a refresh token, never an ID token."""
        self._rules.may(client)
        text = self._rules.scope_of(form)
        asked = self._rules.scopes(text, client.scopes, self._scope_rules)
        return self._rules.response(self._issuer.for_client(client, asked))
