"""Refresh tokens: issued with user flows that ask for offline_access, rotated at each use."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.reference.authorization import scopes
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Grant
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.refresh_rules import RefreshRules, fresh
from conformance.reference.authorization.scope_rules import ScopeRules
from conformance.reference.clock import Clock
from conformance.reference.problems import RefusalError
from conformance.reference.subscribers import Subscribers

LIFE_SECONDS = 30 * 86400
"""A month: the security profile names no number."""


@dataclass(frozen=True)
class Kept:
    """What a refresh token stands for."""

    grant: Grant
    scope: str
    expires_at: float


class Refresh:
    """The grant refresh_token of RFC 6749, section 6."""

    def __init__(
        self,
        issuer: Issuer,
        lines: Subscribers,
        clock: Clock,
        rules: RefreshRules,
        scope_rules: ScopeRules | None = None,
    ) -> None:
        self._scope_rules = scope_rules
        self._issuer = issuer
        self._lines = lines
        self._clock = clock
        self._rules = rules
        self._kept: dict[str, Kept] = {}

    def add(self, response: dict[str, object], grant_type: str) -> None:
        """Put a refresh token into a token response, if its grant comes with one."""
        try:
            claims = self._issuer.verified(str(response.get("access_token")))
        except RefusalError:
            return
        grant, scope = self._issuer.grant(claims), str(claims.get("scope"))
        if grant is not None and self._rules.issues(grant_type, scope):
            response["refresh_token"] = self._keep(grant, scope, fresh())

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return the token response for a refresh token."""
        token = form.get("refresh_token")
        if token is None:
            raise OAuthError(self._rules.missing_error, "refresh_token is missing.")
        kept = self._found(token, client)
        told = self._rules.narrowed(form.get("scope"), kept.scope)
        asked = scopes.read(told, self._scope_rules)
        if kept.grant.line_id is None:
            response = self._issuer.for_client(client, asked)
        else:
            line = self._lines.by_id(kept.grant.line_id)
            response = self._issuer.for_user(client, asked, line, kept.grant.method)
        response["access_token"] = self._rules.access_token(str(response["access_token"]))
        response["refresh_token"] = self._rotated(token, kept)
        return response

    def owner(self, form: Mapping[str, str]) -> str | None:
        """Return the id of the client that a form's refresh token was issued to."""
        kept = self._kept.get(form.get("refresh_token", ""))
        return None if kept is None else kept.grant.client_id

    def _found(self, token: str, client: Client) -> Kept:
        kept = self._kept.get(token)
        if kept is None or kept.expires_at <= self._clock.now():
            raise OAuthError(self._rules.unknown_error, "The refresh token is not known.")
        if not self._rules.may_use(client.id, kept.grant.client_id):
            raise OAuthError(self._rules.foreign_error, "The refresh token is not known.")
        return kept

    def _rotated(self, token: str, kept: Kept) -> str:
        new = self._rules.next_token(token)
        if self._rules.old_dies and new != token:
            del self._kept[token]
        return self._keep(kept.grant, kept.scope, new)

    def _keep(self, grant: Grant, scope: str, token: str) -> str:
        self._kept[token] = Kept(grant, scope, self._clock.now() + LIFE_SECONDS)
        return token
