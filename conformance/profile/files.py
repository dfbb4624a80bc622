"""Files that a profile names: readable, and of the right kind, before a request leaves."""

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from conformance.profile.fields import wrong

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

# Larger than any key, chain of certificates or CAMARA contract.
_LARGEST = 4 * 1024 * 1024
# NIST SP 800-131A and RFC 7518 3.3: RS256 and PS256 take 2048 bits or more.
_SMALLEST_RSA_BITS = 2048


def _beside_the_profile(value: object, info: ValidationInfo) -> object:
    if isinstance(value, Path):
        return value
    if not isinstance(value, str):
        raise wrong("is not the path of a file", "write one such as ./client.pem")
    if not value or not all(c.isprintable() for c in value):
        raise wrong("is not the path of a file", "write one such as ./client.pem")
    folder = (info.context or {}).get("folder", Path())
    return Path(folder) / value


def _readable(path: Path) -> Path:
    read(path)
    return path


def _certificate(path: Path) -> Path:
    if b"-----BEGIN CERTIFICATE-----" not in read(path):
        raise wrong("names a file without a certificate", "name a PEM file that holds one")
    return path


def read(path: Path) -> bytes:
    """Return a file's content; raises what a validator raises if there is none to be had."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise wrong("names a folder", "name a file")
        if status.st_size > _LARGEST:
            raise wrong("names a file of more than 4 MiB", "name the right file")
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except FileNotFoundError:
        raise wrong(
            "names a file that does not exist",
            "write its path as seen from the profile's folder",
        ) from None
    except OSError:
        raise wrong("names a file that can't be read", "check its path and rights") from None


def check_private_key(path: Path, algorithm: str) -> None:
    """Raise what a validator raises unless the file holds a key that the algorithm takes."""
    fitting = _algorithms(_private_key(read(path)))
    if algorithm in fitting:
        return
    elliptic, rsa = "an EC key on the curve P-256", f"an RSA key of {_SMALLEST_RSA_BITS} bits"
    kind = elliptic if algorithm == "ES256" else f"{rsa} or more"
    instead = (
        f", or write algorithm: {' or '.join(fitting)} beside this one" if fitting else ""
    )
    raise wrong(
        f"names a key that {algorithm} can't sign with", f"name {kind}{instead}", at=("file",)
    )


def _algorithms(key: "PrivateKeyTypes") -> tuple[str, ...]:
    if _fits_elliptic(key):
        return ("ES256",)
    return ("RS256", "PS256") if _fits_rsa(key) else ()


def _private_key(pem: bytes) -> "PrivateKeyTypes":
    # Its import takes longer than the rest of loading a profile, and few commands need it.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        load_pem_private_key,
    )

    try:
        return load_pem_private_key(pem, password=None)
    except TypeError:
        raise wrong(
            "names a key under a passphrase", "name a key without one", at=("file",)
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        held = "a public key" if b"PUBLIC KEY-----" in pem else "something else"
        raise wrong(
            f"names a file that holds {held}, not a private key in PEM",
            "name the private key, which begins with -----BEGIN PRIVATE KEY-----",
            at=("file",),
        ) from None


def _fits_elliptic(key: "PrivateKeyTypes") -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)


def _fits_rsa(key: "PrivateKeyTypes") -> bool:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _SMALLEST_RSA_BITS


_PATH_SCHEMA = WithJsonSchema({"type": "string", "minLength": 1})
ReadableFile = Annotated[
    Path, BeforeValidator(_beside_the_profile), AfterValidator(_readable), _PATH_SCHEMA
]
CertificateFile = Annotated[
    Path, BeforeValidator(_beside_the_profile), AfterValidator(_certificate), _PATH_SCHEMA
]
