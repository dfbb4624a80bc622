"""Everything that one running provider consists of."""

import secrets
from dataclasses import dataclass

from conformance.reference.authorization.clients import Clients
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.server import AuthorizationServer
from conformance.reference.clock import Clock
from conformance.reference.dialects import Dialect
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscribers, subscribers


@dataclass(frozen=True)
class World:
    """One provider: its lines, its clients, its tokens, and the rules it goes by."""

    base_url: str
    """Scheme, host and port; issuer and root of both APIs."""
    dialect: Dialect
    rules: Rules
    clock: Clock
    subscribers: Subscribers
    clients: Clients
    issuer: Issuer
    authorization: AuthorizationServer
    operator_token: str
    """The TS.43 token of the line `ts43`."""


def build(base_url: str, dialect: Dialect, rules: Rules) -> World:
    """Return a provider that answers at a base URL, with lines but without clients yet."""
    clock = Clock()
    lines = subscribers(clock.moment())
    clients = Clients(clock, rules.authorization.client_authentication)
    issuer = Issuer(base_url, clock, rules.authorization.id_token)
    operator_token = secrets.token_urlsafe(24)
    authorization = AuthorizationServer(
        issuer, clients, lines, {operator_token: "ts43"}, clock, rules.authorization
    )
    return World(
        base_url, dialect, rules, clock, lines, clients, issuer, authorization, operator_token
    )
