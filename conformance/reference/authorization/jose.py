"""JSON Web Tokens: signing ours, and reading those that others signed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

Key = ECKey | RSAKey
CLIENT_ALGORITHMS = ("ES256", "RS256", "PS256")
LONGEST_LIFE = 300
"""Seconds that an assertion may last (CAMARA security profile, client authentication)."""
SKEW = 5
"""Seconds that an `iat` may lie ahead of our clock before it counts as in the future."""


class BadTokenError(ValueError):
    """A JWT that can't be read, is not signed by the key, or whose times are wrong."""


def sign(claims: Mapping[str, Any], key: Key, kid: str, kind: str = "JWT") -> str:
    """Return the claims as a JWT signed with ES256."""
    return jwt.encode({"alg": "ES256", "kid": kid, "typ": kind}, dict(claims), key)


def read(token: str, key: Key, algorithms: Sequence[str], kid: str) -> dict[str, Any]:
    """Return the claims; BadTokenError if signature, kid or algorithm are wrong."""
    try:
        decoded = jwt.decode(token, key, algorithms=list(algorithms))
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise BadTokenError("the signature does not hold") from problem
    if decoded.header.get("kid", kid) != kid:
        raise BadTokenError("the key id is not known")
    return dict(decoded.claims)


def unverified(token: str) -> dict[str, Any]:
    """Return the claims without looking at the signature, to see who claims to have signed."""
    try:
        claims = json.loads(urlsafe_b64decode(token.split(".")[1].encode("ascii")))
    except (ValueError, IndexError, RecursionError) as problem:
        raise BadTokenError("this is not a JWT") from problem
    if not isinstance(claims, dict):
        raise BadTokenError("the payload is not an object")
    return claims
