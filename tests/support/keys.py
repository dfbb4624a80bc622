"""Keys for tests, as PEM files: made when they are asked for, none lies in the tree."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

KINDS: dict[str, Callable[[], ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey]] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
}


def client_key(folder: Path) -> Path:
    """Write the private key of a client, `client.pem`, and return where."""
    path = folder / "client.pem"
    path.write_bytes(private_key_pem())
    return path


def private_key_pem() -> bytes:
    """Return a new private key on P-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def key_files(folder: Path, kind: str = "ed25519", passphrase: str = "") -> tuple[Path, Path]:
    """Write a new pair of keys and return where the private and the public one lie."""
    key = KINDS[kind]()
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    secret, public = folder / f"{kind}.pem", folder / f"{kind}.pub"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return secret, public
