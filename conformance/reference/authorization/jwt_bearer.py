"""JWT bearer: an assertion that names the user and proves the client in one (RFC 7523)."""

from collections.abc import Mapping

from conformance.reference.authorization import hints, jose, scopes
from conformance.reference.authorization.clients import JWT_BEARER, Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.subscribers import Consent, Subscriber, Subscribers


def _invalid(reason: object) -> OAuthError:
    """Return the one refusal of this flow, for the assertion and for its user alike."""
    return OAuthError("invalid_grant", f"The assertion is not valid: {reason}.")


class JwtBearer:
    """The grant urn:ietf:params:oauth:grant-type:jwt-bearer."""

    def __init__(
        self,
        issuer: Issuer,
        clients: Clients,
        lines: Subscribers,
        operator_tokens: dict[str, str],
        audiences: frozenset[str],
    ) -> None:
        self._issuer = issuer
        self._clients = clients
        self._lines = lines
        self._operator_tokens = operator_tokens
        self._audiences = audiences

    def redeem(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return a token response; the assertion itself says which client asks."""
        client, claims = self._read(form.get("assertion", ""))
        client.may(JWT_BEARER)
        line, method = self._user(claims.get("sub"))
        asked = scopes.for_user(claims["scope"], client.scopes, network=method is Method.SIM)
        return self._issuer.for_user(client, asked, line, method)

    def _read(self, assertion: str) -> tuple[Client, dict[str, object]]:
        """Return the signer and the claims of an assertion."""
        try:
            client, claims = self._clients.signed_by(assertion, self._audiences, True)
        except jose.BadTokenError as problem:
            raise _invalid(problem) from problem
        if not isinstance(claims.get("scope"), str):
            raise _invalid("scope is missing")
        return client, claims

    def _user(self, sub: object) -> tuple[Subscriber, Method]:
        """Return the line named by `sub`; nobody can be asked for consent in this flow."""
        try:
            line, method = hints.user_of(sub, self._lines, self._operator_tokens)
        except (hints.BadHintError, hints.UnknownUserError) as problem:
            raise _invalid(problem) from problem
        if line.consent is not Consent.GRANTED:
            raise _invalid("the user has not agreed")
        return line, method
