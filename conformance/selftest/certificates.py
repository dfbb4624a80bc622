"""A throw-away authority, and a certificate of it for the embedded provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from conformance.profile.settings import HttpSettings
from conformance.reference.authorization.transport_rules import Certificate

# It is used within minutes; a day either way forgives clocks and time zones.
_LEEWAY = timedelta(days=1)
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "throw-away authority")])
_HOSTS = x509.SubjectAlternativeName(
    [x509.IPAddress(IPv4Address("127.0.0.1")), x509.DNSName("localhost")]
)


@dataclass(frozen=True)
class Certified:
    """What the provider shows, and what a profile has to trust; None for plain http."""

    certificate: Certificate | None = None
    ca: Path | None = None

    def http(self, settings: HttpSettings) -> HttpSettings:
        """Return a profile's HTTP settings, the authority trusted if there is one."""
        return settings if self.ca is None else settings.model_copy(update={"ca": self.ca})


@contextmanager
def certified(tls: bool = True) -> Iterator[Certified]:
    """Yield files of a fresh authority and its certificate for this machine."""
    if not tls:
        yield Certified()
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        authority, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        _write(folder / "ca.pem", _certificate(authority, authority))
        _write(folder / "chain.pem", _certificate(own, authority))
        pem = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "key.pem").write_bytes(pem)
        yield Certified(
            Certificate(folder / "chain.pem", folder / "key.pem"), folder / "ca.pem"
        )


def _certificate(
    key: ec.EllipticCurvePrivateKey, authority: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """Return the certificate of a key: the authority's own, or one for this machine."""
    own = key is authority
    name = _NAME if own else x509.Name([])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(_NAME, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LEEWAY)
        .not_valid_after(now + _LEEWAY)
        .add_extension(x509.BasicConstraints(ca=own, path_length=None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()),
            critical=False,
        )
        .add_extension(_usage(own), critical=True)
    )
    if not own:
        # Critical, as RFC 5280 4.2.1.6 asks for beside an empty subject.
        builder = builder.add_extension(_HOSTS, critical=True)
    return builder.sign(authority, SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    """Return what a key may do: sign certificates, or sign in a handshake."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(Encoding.PEM))
