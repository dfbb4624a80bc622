"""Keys to sign and verify with: Ed25519 or ECDSA on P-256, as PEM files.

Both are what cosign, openssl and the DSSE libraries read. An encrypted private key takes its
passphrase from an environment variable: a flag's value would stand in the process list.
"""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from conformance.report.attestation.statement import AttestationError, content_of

PASSPHRASE = "CAMARA_CONFORMANCE_KEY_PASSPHRASE"
"""The environment variable that holds an encrypted key's passphrase."""

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey

# The longest PEM key that anybody keeps is an RSA one of 16,384 bits, about 13 kB.
_LONGEST = 65_536
_ACCEPTED = "an Ed25519 key or an ECDSA key on P-256"
_MAKE = "openssl genpkey -algorithm ed25519 -out key.pem"
_MAKE_PUBLIC = "openssl pkey -in key.pem -pubout -out key.pub"


def private_key(path: Path, environment: Mapping[str, str]) -> PrivateKey:
    """Read a private key; raises AttestationError with what to do, never quoting the file."""
    pem = content_of(path, _LONGEST, f"a key: {_MAKE}")
    if b"PRIVATE KEY-----" not in pem:
        raise AttestationError(f"{path}: holds no private key in PEM form: {_MAKE}")
    try:
        key = load_pem_private_key(pem, _passphrase(environment))
    except TypeError as error:
        raise AttestationError(f"{path}: {_about_passphrase(error)}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise AttestationError(f"{path}: {_unreadable(pem, environment)}") from None
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise AttestationError(f"{path}: is of another kind, not {_ACCEPTED}: {_MAKE}")


def public_key(path: Path) -> PublicKey:
    """Read a public key; raises AttestationError with what to do."""
    pem = content_of(path, _LONGEST, f"a key: {_MAKE_PUBLIC}")
    if b"PRIVATE KEY-----" in pem:
        raise AttestationError(
            f"{path}: holds a private key, which a verifier must not have: {_MAKE_PUBLIC}"
        )
    if b"-----BEGIN CERTIFICATE-----" in pem:
        raise AttestationError(
            f"{path}: is a certificate: take its key out with openssl x509 -pubkey -noout"
        )
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise AttestationError(
            f"{path}: holds no public key in PEM form: {_MAKE_PUBLIC}"
        ) from None
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise AttestationError(f"{path}: is of another kind, not {_ACCEPTED}")


def sign(key: PrivateKey, message: bytes) -> bytes:
    """Return the signature: 64 bytes of Ed25519, or DER of ECDSA over SHA-256."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    return key.sign(message, ec.ECDSA(SHA256()))


def signed_by(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Say whether the signature of the message was made with this key's private half."""
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
        else:
            key.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def key_id(key: PublicKey) -> str:
    """Return the key's fingerprint as `ssh-keygen -l` prints it.

    The Go library of DSSE, and cosign with it, makes the same of a key that has no id, and
    skips signatures with another.
    """
    spelt = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    digest = hashlib.sha256(base64.b64decode(spelt.split()[1])).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def _passphrase(environment: Mapping[str, str]) -> bytes | None:
    return environment[PASSPHRASE].encode() if environment.get(PASSPHRASE) else None


def _about_passphrase(error: TypeError) -> str:
    if "not encrypted" in str(error):
        return f"is not encrypted, but {PASSPHRASE} is set: unset it"
    return f"is encrypted: put its passphrase into the environment as {PASSPHRASE}"


def _unreadable(pem: bytes, environment: Mapping[str, str]) -> str:
    if b"SIGSTORE" in pem or b"COSIGN" in pem:
        return f"is in cosign's own form: make a key in PEM form: {_MAKE}"
    if b"BEGIN OPENSSH" in pem:
        return f"is in OpenSSH's own form: make a key in PEM form: {_MAKE}"
    if _passphrase(environment):
        return f"can't be opened with the passphrase in {PASSPHRASE}, or is damaged"
    return f"holds a private key that can't be read: {_MAKE}"
