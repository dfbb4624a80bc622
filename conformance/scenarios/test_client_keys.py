"""Whose key counts: the one that the client has registered, whatever an assertion says."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from joserfc.jwk import ECKey, RSAKey

from conformance.scenarios.authenticated import Authenticated
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.target.errors import NotTestable
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.jwts import foreign_key, signed

_DAY = timedelta(days=1)


@requirement("client-authentication.key-in-the-header-is-refused")
def test_key_in_the_header(authenticated: Authenticated, example: Mapping[str, Any]) -> None:
    """Anybody can bring along the key that fits the own signature."""
    authenticated.works()

    client = authenticated.client
    key = foreign_key(client)
    header: dict[str, object] = {"jwk": key.as_dict(private=False)}
    if example["member"] == "x5c":
        header = {"x5c": [_certificate(key)]}
    if not example.get("named"):
        header["kid"] = None
    forged = signed(authenticated.claims(), client, header=header, key=key)
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


@requirement("client-authentication.key-of-another-client-is-refused")
def test_key_of_another_client(authenticated: Authenticated, endpoints: Endpoints) -> None:
    """The key is registered, and its name is right: it is another client's."""
    other = endpoints.client("other")
    if other.key is None:
        raise NotTestable("give authorization.clients.other a key and private_key_jwt")
    authenticated.works()

    forged = signed(authenticated.claims(), other)
    refused_with(authenticated.with_assertion(forged), 401, "invalid_client")


def _certificate(key: ECKey | RSAKey) -> str:
    """Return a certificate that a key has signed for itself, as `x5c` has it (RFC 7515)."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "client.example")])
    now, signing = datetime.now(UTC), key.private_key
    assert signing is not None, "the key was made here"
    made = (
        x509.CertificateBuilder(name, name, key.public_key, x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .sign(signing, SHA256())
    )
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode("ascii")
