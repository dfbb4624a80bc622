"""JWT bearer: an assertion that names the user and proves the client in one (RFC 7523)."""

from collections.abc import Mapping
from typing import Any

from conformance.reference.authorization import hints, jose, scopes
from conformance.reference.authorization.assertion_rules import verified
from conformance.reference.authorization.clients import Client, Clients
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.jwt_bearer_rules import User, invalid_grant
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Subscribers


class JwtBearer:
    """The grant urn:ietf:params:oauth:grant-type:jwt-bearer."""

    def __init__(
        self,
        issuer: Issuer,
        clients: Clients,
        lines: Subscribers,
        operator_tokens: dict[str, str],
        clock: Clock,
        rules: AuthorizationRules,
    ) -> None:
        self._issuer = issuer
        self._clients = clients
        self._lines = lines
        self._operator_tokens = operator_tokens
        self._clock = clock
        self._rules = rules.jwt_bearer
        self._scope_rules = rules.scope
        self._audiences = frozenset({issuer.url, f"{issuer.url}/token"})

    def redeem(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return a token response; the assertion itself says which client asks."""
        rules = self._rules
        rules.takes(form)
        client, claims = self._read(form.get("assertion", ""))
        rules.may(client)
        line, method = self._user(claims.get("sub"))
        asked = scopes.for_user(
            rules.scope_of(claims), client.scopes, method is Method.SIM, self._scope_rules
        )
        return rules.response(self._issuer.for_user(client, asked, line, method))

    def _read(self, assertion: str) -> tuple[Client, dict[str, Any]]:
        """Return the signer and the claims of an assertion."""
        now, rules = self._clock.now(), self._rules.assertion
        try:
            return verified(assertion, self._clients, self._audiences, now, rules)
        except jose.BadTokenError as problem:
            raise self._rules.refusal(problem) from problem

    def _user(self, sub: object) -> User:
        """Return the line named by `sub`; nobody can be asked for consent in this flow."""
        try:
            line, method = self._rules.user_of(sub, self._lines, self._operator_tokens)
        except hints.BadHintError as problem:
            raise invalid_grant(problem) from problem
        except hints.UnknownUserError as problem:
            raise self._rules.no_user(problem) from problem
        if not self._rules.agreed(line):
            raise self._rules.no_consent("the user has not agreed")
        return line, method
