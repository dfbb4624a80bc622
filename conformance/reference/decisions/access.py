"""Decisions about who may ask: the bearer token, its expiry, its scopes, its user."""

import re
from typing import TYPE_CHECKING

from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.operations import Call, Operation
from conformance.reference.problems import RefusalError
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.world import World

_BEARER = re.compile(r"(?:bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE)


def credentials(call: Call) -> str | None:
    """Return what a call shows to be let in: the header, whatever its query may hold."""
    return call.authorization


def bearer(authorization: str | None) -> str:
    """Return the token of a header as RFC 6750 has it; RefusalError if there is none."""
    if not authorization:
        raise RefusalError("missing-token")
    found = _BEARER.fullmatch(authorization)
    if found is None:
        raise RefusalError("invalid-token")
    return found[1]


def expired(expires_at: float, now: float) -> bool:
    """Return whether a token is past its `exp`; both in seconds since 1970."""
    return expires_at <= now


def grant_of(world: "World", token: str) -> Grant:
    """Return what a token stands for; RefusalError if it is not ours or has expired."""
    claims = world.issuer.verified(token)
    grant = world.issuer.grant(claims)
    if grant is None:
        raise RefusalError("invalid-token")
    if world.rules.expired(float(claims["exp"]), world.clock.now()):
        raise RefusalError("expired-token")
    return grant


def scope_suffices(granted: frozenset[str], operation: Operation) -> bool:
    """Return whether one of the scopes of an operation was granted."""
    return bool(granted & operation.scopes)


def network_knows_user(method: Method) -> bool:
    """Return whether the network or the SIM itself identified the user."""
    return method in {Method.NETWORK, Method.SIM}


def line_of_token(world: "World", grant: Grant) -> Subscriber | None:
    """Return the line that a token identifies, None for a two-legged one."""
    return None if grant.line_id is None else world.subscribers.by_id(grant.line_id)


def number_beside_token(_held: Subscriber, _given: str) -> None:
    """Refuse a number beside a three-legged token, equal or not: scopes do not confirm it."""
    raise RefusalError("both-numbers")


def line_of_number(world: "World", phone_number: str) -> Subscriber:
    """Return the line of a number in the body; RefusalError if it is not one of ours."""
    line = world.subscribers.by_number(phone_number)
    if line is None:
        raise RefusalError("unknown-number")
    return line


def applicable(line: Subscriber) -> bool:
    """Return whether the service is offered for a line."""
    return line.served
