"""ID tokens as a client reads them: header, claims, and the signature by the server's JWKS."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from joserfc.util import urlsafe_b64decode

from conformance.target.answers import UnexpectedAnswer

# Algorithms whose signature anybody can check by the server's public key. Neither `none` nor
# those of a shared secret are among them: a CAMARA client has no secret with its server.
_PUBLIC_KEY_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519", "Ed448"),
)
# What reading a key or a signature that somebody else made can end in. A key on no curve, of
# an unknown kind or with members of the wrong type is one that this client can't use.
_UNUSABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError)


def unverified_header(token: str) -> Mapping[str, Any]:
    """Return a JWT's header. Raises `UnexpectedAnswer` where it is none."""
    return _part(token, 0)


def unverified_claims(token: str) -> Mapping[str, Any]:
    """Return a JWT's claims, signature unseen. Raises `UnexpectedAnswer` where it is none."""
    return _part(token, 1)


def verify_signature(token: str, jwks: object) -> None:
    """Raise `UnexpectedAnswer` unless a key of the server's JWKS has signed the ID token.

    Keys of unknown types are passed over (RFC 7517 section 5), those of another `kid` and
    those for encryption are not tried.
    """
    header = unverified_header(token)
    algorithm = header.get("alg")
    if algorithm not in _PUBLIC_KEY_ALGORITHMS:
        raise UnexpectedAnswer(f"the ID token's alg {algorithm!r} is no public-key signature")
    fitting = [key for key in _entries(jwks) if _may_have_signed(key, header.get("kid"))]
    if not fitting:
        raise UnexpectedAnswer(f"no key of the JWKS has the kid {header.get('kid')!r}")
    usable = [key for key in map(_imported, fitting) if key is not None]
    if not usable:
        raise UnexpectedAnswer(f"no key of the JWKS with {header.get('kid')!r} can be read")
    if not any(_holds(token, key, str(algorithm)) for key in usable):
        raise UnexpectedAnswer("the ID token's signature holds under no key of the JWKS")


def _part(token: str, index: int) -> Mapping[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise UnexpectedAnswer(
            f"the ID token has {len(parts)} parts, where a signed JWT has 3"
        )
    try:
        value = json.loads(urlsafe_b64decode(parts[index].encode("ascii")))
    except (ValueError, RecursionError) as error:
        raise UnexpectedAnswer("the ID token is no JWT that can be read") from error
    if not isinstance(value, dict):
        raise UnexpectedAnswer("the ID token is no JWT: a part of it is no JSON object")
    return value


def _entries(jwks: object) -> Sequence[Mapping[str, Any]]:
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise UnexpectedAnswer("the JWKS is none: it has no list `keys` of objects")
    return keys


def _may_have_signed(key: Mapping[str, Any], kid: object) -> bool:
    return key.get("use", "sig") == "sig" and (kid is None or key.get("kid") == kid)


def _imported(key: Mapping[str, Any]) -> Key | None:
    try:
        return JWKRegistry.import_key(dict(key))
    except _UNUSABLE:
        return None


def _holds(token: str, key: Key, algorithm: str) -> bool:
    try:
        jwt.decode(token, key, algorithms=[algorithm])
    except _UNUSABLE:
        return False
    return True
