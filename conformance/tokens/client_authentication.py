"""How a client proves who it is at an endpoint.

private_key_jwt as the CAMARA Security and Interoperability Profile has it (section Client
Authentication): at most 300 s of life, `aud` the URL of the endpoint called by default.
"""

import base64
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from conformance.profile.model import Client, PrivateKey
from conformance.target.redaction import Redactor

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Well below the profile's 300 s, and long enough for clocks that differ by a minute.
_ASSERTION_SECONDS = 120


def authenticated(
    client: Client,
    audience: str,
    fields: dict[str, str],
    headers: list[tuple[str, str]],
    redactor: Redactor,
) -> None:
    """Add the client's authentication to a request's form and headers.

    `audience`: whom it is for, the endpoint's URL unless the profile says otherwise.
    """
    if client.authentication == "private_key_jwt":
        assertion = client_assertion(client, audience)
        redactor.add_secret("client assertion", assertion)
        fields |= {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    elif client.authentication == "client_secret_basic":
        credentials = f"{quote(client.id, safe='')}:{quote(_secret(client), safe='')}"
        encoded = base64.b64encode(credentials.encode()).decode()
        redactor.add_secret("client credentials", encoded)
        headers.append(("Authorization", f"Basic {encoded}"))
    else:
        fields |= {"client_id": client.id, "client_secret": _secret(client)}


def client_assertion(client: Client, audience: str) -> str:
    """Return a signed assertion that the client may show once to that audience."""
    now = int(time.time())
    claims = {
        "iss": client.id,
        "sub": client.id,
        "aud": audience,
        "iat": now,
        "exp": now + _ASSERTION_SECONDS,
        "jti": str(uuid4()),
    }
    return signed(claims, client)


def signed(claims: dict[str, Any], client: Client) -> str:
    """Return claims as a JWT under the client's key."""
    assert client.key is not None, "the profile's model demands a key for private_key_jwt"
    header = {"alg": client.key.algorithm, "typ": "JWT"}
    if client.key.kid is not None:
        header["kid"] = client.key.kid
    return jwt.encode(header, claims, private_key(client.key), [client.key.algorithm])


def private_key(key: PrivateKey) -> ECKey | RSAKey:
    """Return the private key that a profile names, read once."""
    return _imported(Path(key.file), key.algorithm.startswith("ES"))


@lru_cache(maxsize=64)
def _imported(file: Path, elliptic: bool) -> ECKey | RSAKey:
    pem = file.read_bytes()
    return ECKey.import_key(pem) if elliptic else RSAKey.import_key(pem)


def _secret(client: Client) -> str:
    assert client.secret is not None, "the profile's model demands a secret here"
    return client.secret.get_secret_value()
