"""Signed request objects (RFC 9101): the parameters of a request in a JWT of the client.

The same reading serves the authorization endpoint and the backchannel endpoint; what the two
and the releases of the security profile ask differently stands in `RequestObjectRules`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.reference.authorization import jose
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.errors import OAuthError

LONGEST_LIFE = jose.LONGEST_LIFE
"""Seconds from iat to exp (security profile 0.4.0, Signed Authentication Requests)."""
AUTHORIZATION_CODE_CLAIMS = ("iss", "aud", "iat", "exp", "jti")
"""What a request object at the authorization endpoint must have since release 0.4.0."""
CIBA_CORE_CLAIMS = ("iss", "aud", "iat", "exp", "nbf", "jti")
"""What CIBA Core 7.1.1 asks for; the security profile lists none for CIBA."""

Claims = Mapping[str, Any]


def signed_claims(token: str, client: Client) -> dict[str, Any]:
    """Return the claims; BadTokenError unless the client's own key signed them."""
    return jose.read(token, client.key, jose.CLIENT_ALGORITHMS, client.kid)


def refuse_missing(claims: Claims, required: tuple[str, ...]) -> None:
    """Refuse an object that lacks one of the claims."""
    missing = [name for name in required if claims.get(name) in (None, "", [])]
    if missing:
        raise jose.BadTokenError(f"{', '.join(missing)} is missing")


def refuse_foreign_issuer(claims: Claims, client: Client) -> None:
    """Refuse an object that says it comes from another client."""
    for name in ("iss", "client_id"):
        if claims.get(name, client.id) != client.id:
            raise jose.BadTokenError(f"{name} is not the client")


def refuse_foreign_audience(claims: Claims, audiences: frozenset[str]) -> None:
    """Refuse an object that is meant for another server, or for none."""
    aud = claims.get("aud")
    named = aud if isinstance(aud, list) else [aud]
    if not any(isinstance(name, str) and name in audiences for name in named):
        raise jose.BadTokenError("aud is not this server")


def refuse_wrong_times(claims: Claims, now: float, longest_life: float | None) -> None:
    """Refuse an object that has expired, lasts too long, or is not good yet.

    Without `longest_life` (seconds) only exp and nbf count, as before release 0.4.0.
    """
    issued, expires, begins = (_time(claims, name) for name in ("iat", "exp", "nbf"))
    if expires is not None and expires <= now:
        raise jose.BadTokenError("exp has passed")
    if begins is not None and begins > now + jose.SKEW:
        raise jose.BadTokenError("nbf lies in the future")
    if longest_life is None or issued is None or expires is None:
        return
    if issued > now + jose.SKEW or expires - issued > longest_life:
        raise jose.BadTokenError(
            f"iat lies in the future, or more than {longest_life:g} s before exp"
        )


def _time(claims: Claims, name: str) -> float | None:
    """Return a claim that is a time, None if absent; BadTokenError if it is no number."""
    value = claims.get(name)
    if value is None:
        return None
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
    ):
        raise jose.BadTokenError(f"{name} is not a number")
    return value


@dataclass
class RequestObjectRules:
    """How a request object is read; each decision is honest until a fault replaces it."""

    required: tuple[str, ...] = AUTHORIZATION_CODE_CLAIMS
    longest_life: float | None = LONGEST_LIFE
    """Seconds from iat to exp; None before release 0.4.0, where nothing is said."""
    claims_of: Callable[[str, Client], dict[str, Any]] = signed_claims
    refuse_missing: Callable[[Claims, tuple[str, ...]], None] = refuse_missing
    refuse_foreign_issuer: Callable[[Claims, Client], None] = refuse_foreign_issuer
    refuse_foreign_audience: Callable[[Claims, frozenset[str]], None] = refuse_foreign_audience
    refuse_wrong_times: Callable[[Claims, float, float | None], None] = refuse_wrong_times


def read_request_object(
    token: str,
    client: Client,
    audiences: frozenset[str],
    now: float,
    rules: RequestObjectRules | None = None,
) -> dict[str, Any]:
    """Return the claims of a request object that this client signed for this server.

    `audiences` are the values of `aud` that name this server: the URL of the endpoint called
    and the issuer; `now` is in seconds since 1970. OAuthError `invalid_request_object` if it
    can't be read, or is not signed by the client, or breaks one of the rules.
    """
    rules = rules or RequestObjectRules()
    try:
        claims = rules.claims_of(token, client)
        rules.refuse_missing(claims, rules.required)
        rules.refuse_foreign_issuer(claims, client)
        rules.refuse_foreign_audience(claims, audiences)
        rules.refuse_wrong_times(claims, now, rules.longest_life)
    except jose.BadTokenError as problem:
        raise OAuthError("invalid_request_object", f"request: {problem}.") from problem
    return claims
