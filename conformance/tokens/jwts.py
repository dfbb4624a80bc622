"""JWTs as a scenario needs them: good ones, and ones with one thing wrong."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from conformance.profile.model import Client
from conformance.target.operations import Marker
from conformance.tokens.client_authentication import private_key

# Well below the 300 s of the security profile, and long enough for clocks that differ.
LIFE_SECONDS = 120


def claims_of(client: Client, audience: str, **changes: object) -> dict[str, Any]:
    """Return the claims that a client's assertion needs, changed as asked.

    Times are seconds since 1970. A change to ABSENT leaves the claim out.
    """
    now = int(time.time())
    claims: dict[str, object] = {
        "iss": client.id,
        "sub": client.id,
        "aud": audience,
        "iat": now,
        "exp": now + LIFE_SECONDS,
        "jti": str(uuid4()),
        **changes,
    }
    return {name: value for name, value in claims.items() if not isinstance(value, Marker)}


def signed(
    claims: Mapping[str, Any],
    client: Client,
    *,
    header: Mapping[str, Any] | None = None,
    key: ECKey | RSAKey | None = None,
) -> str:
    """Return claims as a JWT under the client's key, or under another one."""
    assert client.key is not None, "only private_key_jwt clients sign"
    algorithm = client.key.algorithm
    head = {"alg": algorithm, "typ": "JWT", "kid": client.key.kid, **(header or {})}
    present = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(present, dict(claims), key or private_key(client.key), [algorithm])


def foreign_key(client: Client) -> ECKey | RSAKey:
    """Return a fresh key of the client's kind that nobody has registered."""
    assert client.key is not None
    elliptic = client.key.algorithm.startswith("ES")
    return ECKey.generate_key("P-256") if elliptic else RSAKey.generate_key(2048)


def unsigned(claims: Mapping[str, Any]) -> str:
    """Return claims under `alg: none`, which nobody may accept."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def signed_with_the_public_key(claims: Mapping[str, Any], client: Client) -> str:
    """Return claims under HS256 with the client's public key as the shared secret.

    A server that trusts the header's `alg` takes the key that everybody knows for a secret.
    """
    assert client.key is not None
    public = private_key(client.key).public_key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "typ": "JWT", "kid": client.key.kid}
    head = _part({name: value for name, value in header.items() if value is not None})
    text = f"{head}.{_part(claims)}"
    signature = hmac.new(pem, text.encode("ascii"), hashlib.sha256).digest()
    return f"{text}.{_base64url(signature)}"


def tampered(token: str) -> str:
    """Return a JWT with one character of its signature changed."""
    head, _, signature = token.rpartition(".")
    other = "A" if signature[:1] != "A" else "B"
    return f"{head}.{other}{signature[1:]}"


def _part(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value).encode())


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
