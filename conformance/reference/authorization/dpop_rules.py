"""Decisions about DPoP (RFC 9449): which proofs are good, and what they get."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

WINDOW = 300
"""Seconds that a proof's `iat` may lie off our clock (CAMARA security profile)."""


@dataclass(frozen=True)
class Expected:
    """What a good proof says of the request that it comes with."""

    method: str
    url: str
    now: float
    ath: str | None
    """Hash of the access token that it goes along with; None at the token endpoint."""


def kind_is_right(header: Mapping[str, Any]) -> bool:
    """Return whether the header calls it a proof, and holds nobody's private key."""
    jwk = header.get("jwk")
    return header.get("typ") == "dpop+jwt" and isinstance(jwk, dict) and "d" not in jwk


def request_is_right(claims: Mapping[str, Any], expected: Expected) -> bool:
    """Return whether a proof was made for this method and URL."""
    return claims.get("htm") == expected.method and claims.get("htu") == expected.url


def time_is_right(claims: Mapping[str, Any], now: float) -> bool:
    """Return whether a proof was made just now."""
    issued = claims.get("iat")
    return isinstance(issued, int) and abs(now - issued) <= WINDOW


def is_new(seen: set[str], jti: str) -> bool:
    """Return whether a proof comes for the first time."""
    return jti not in seen


def token_is_right(claims: Mapping[str, Any], ath: str | None) -> bool:
    """Return whether a proof was made for this access token."""
    return ath is None or claims.get("ath") == ath


@dataclass
class DpopRules:
    """The decisions; each is an honest function until a fault replaces it."""

    algorithms: tuple[str, ...] = ("ES256", "RS256", "PS256")
    """Those of proofs; none where DPoP is not supported."""
    listed: bool = True
    """Whether the metadata name the algorithms."""
    required: bool = False
    """Whether a token request without a proof is refused."""
    required_claims: tuple[str, ...] = ()
    """Of the profile's extension: `camara:bh` and `camara:qh`."""
    claims_listed: bool = True
    nonce: str | None = None
    """What proofs at the token endpoint have to bring along; None asks for nothing."""
    known_claims: frozenset[str] | None = None
    """None ignores all others."""
    refuses_the_header: bool = False
    """Whether a request with a proof is refused unseen."""
    error: tuple[int, str] = (400, "invalid_dpop_proof")
    missing_error: tuple[int, str] = (400, "invalid_dpop_proof")
    checks_signature: bool = True
    kind_is_right: Callable[[Mapping[str, Any]], bool] = kind_is_right
    request_is_right: Callable[[Mapping[str, Any], Expected], bool] = request_is_right
    time_is_right: Callable[[Mapping[str, Any], float], bool] = time_is_right
    is_new: Callable[[set[str], str], bool] = is_new
    token_is_right: Callable[[Mapping[str, Any], str | None], bool] = token_is_right
    resource_wants_proof: bool = True
    """Whether the APIs ask for the proof of a bound token."""
    resource_takes_proofs: bool = True
    """Whether the APIs know the scheme DPoP at all."""
    seen: set[str] = field(default_factory=set)
    """The proofs that have come, by `jti`."""
