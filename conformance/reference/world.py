"""Everything that one running provider consists of."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.reference.authorization.clients import Clients
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.server import AuthorizationServer
from conformance.reference.clock import Clock
from conformance.reference.dialects import Dialect
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscribers, subscribers

TS43_LINE = "ts43"
"""The line that has a TS.43 token in every dialect."""


@dataclass(frozen=True)
class World:
    """One provider: its lines, its clients, its tokens, and the rules it goes by."""

    base_url: str
    """Scheme, host and port; root of both APIs."""
    dialect: Dialect
    rules: Rules
    clock: Clock
    subscribers: Subscribers
    clients: Clients
    issuer: Issuer
    authorization: AuthorizationServer
    operator_tokens: Mapping[str, str]
    """Line id → its TS.43 token."""


def build(
    base_url: str, dialect: Dialect, rules: Rules, issuer_url: str | None = None
) -> World:
    """Return a provider that answers at a base URL, with lines but without clients yet.

    `issuer_url` is that of its authorization server, where it is not the same.
    """
    clock = Clock()
    lines = subscribers(clock.moment())
    clients = Clients(clock, rules.authorization.client_authentication)
    issuer = Issuer(issuer_url or base_url, clock, rules.authorization.id_token)
    having = [line.id for line in lines] if dialect.ts43_for_all else [TS43_LINE]
    tokens = {line_id: secrets.token_urlsafe(24) for line_id in having}
    lines_by_token = {token: line_id for line_id, token in tokens.items()}
    authorization = AuthorizationServer(
        issuer, clients, lines, lines_by_token, clock, rules.authorization
    )
    return World(
        base_url, dialect, rules, clock, lines, clients, issuer, authorization, tokens
    )
