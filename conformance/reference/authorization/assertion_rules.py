"""Reading a JWT that a client signed to prove itself (RFC 7523), decision by decision."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.reference.authorization import jose

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client, Clients

LONGEST_LIFE = jose.LONGEST_LIFE
Claims = Mapping[str, Any]


def signer(assertion: str, clients: "Clients") -> "Client | None":
    """Return the client that says it has signed: `iss`."""
    issuer = jose.unverified(assertion).get("iss")
    return clients.find(issuer if isinstance(issuer, str) else None)


def claims_of(assertion: str, client: "Client") -> dict[str, Any]:
    """Return the claims; BadTokenError unless the client's registered key signed them."""
    return jose.read(assertion, client.key, jose.CLIENT_ALGORITHMS, client.kid)


def has_passed(expires: float, now: float) -> bool:
    """Return whether the assertion has expired; seconds since 1970."""
    return expires <= now


def is_too_far(expires: float, now: float) -> bool:
    """Return whether the assertion would still be good in more than 300 s."""
    return expires > now + LONGEST_LIFE


def lies_ahead(issued: float, now: float) -> bool:
    """Return whether the assertion comes from the future."""
    return issued > now + jose.SKEW


def lasts_too_long(issued: float, expires: float) -> bool:
    """Return whether the assertion was made for more than 300 s."""
    return expires - issued > LONGEST_LIFE


def names_this_server(aud: object, audiences: frozenset[str]) -> bool:
    """Return whether `aud`, a string or a list, holds one of the server's names."""
    named = aud if isinstance(aud, list) else [aud]
    return any(isinstance(name, str) and name in audiences for name in named)


@dataclass
class AssertionRules:
    """The decisions; each is an honest function until a fault replaces it."""

    required: tuple[str, ...]
    """Claims without which an assertion is refused."""
    signer: Callable[[str, "Clients"], "Client | None"] = signer
    claims_of: Callable[[str, "Client"], dict[str, Any]] = claims_of
    has_passed: Callable[[float, float], bool] = has_passed
    is_too_far: Callable[[float, float], bool] = is_too_far
    lies_ahead: Callable[[float, float], bool] = lies_ahead
    lasts_too_long: Callable[[float, float], bool] = lasts_too_long
    names_this_server: Callable[[object, frozenset[str]], bool] = names_this_server


def verified(
    assertion: str,
    clients: "Clients",
    audiences: frozenset[str],
    now: float,
    rules: AssertionRules,
) -> "tuple[Client, dict[str, Any]]":
    """Return who signed an assertion, and its claims; BadTokenError if it is not good.

    `audiences` are the names of this server, `now` is in seconds since 1970.
    """
    client = rules.signer(assertion, clients)
    if client is None:
        raise jose.BadTokenError("iss is not a client")
    claims = rules.claims_of(assertion, client)
    missing = [name for name in rules.required if name not in claims]
    if missing:
        raise jose.BadTokenError(f"{', '.join(missing)} is missing")
    if not isinstance(claims.get("jti", ""), str):
        raise jose.BadTokenError("jti is not a string")
    _check_times(claims, now, rules)
    if "aud" in rules.required and not rules.names_this_server(claims.get("aud"), audiences):
        raise jose.BadTokenError("aud is not this server")
    return client, claims


def _check_times(claims: Claims, now: float, rules: AssertionRules) -> None:
    """Refuse an assertion that has expired, lasts too long, or comes from the future."""
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if expires is not None and rules.has_passed(expires, now):
        raise jose.BadTokenError("exp has passed")
    if expires is not None and rules.is_too_far(expires, now):
        raise jose.BadTokenError("exp is more than 300 seconds ahead")
    if issued is not None and rules.lies_ahead(issued, now):
        raise jose.BadTokenError("iat lies in the future")
    if issued is not None and expires is not None and rules.lasts_too_long(issued, expires):
        raise jose.BadTokenError("iat lies more than 300 seconds before exp")


def _seconds(claims: Claims, name: str) -> float | None:
    """Return a claim that is a time, None if absent; BadTokenError if it is no number."""
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise jose.BadTokenError(f"{name} is not a number")
    # Python reads NaN from JSON, and no comparison with it is ever true.
    if not math.isfinite(value):
        raise jose.BadTokenError(f"{name} is not a finite number")
    return value
