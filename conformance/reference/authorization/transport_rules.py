"""Decisions about TLS, for a provider that is started with a certificate."""

import ssl
import warnings
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """What a server shows: PEM files of its certificate chain and of its private key."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class Versions:
    """The oldest and the newest version of TLS that a server agrees to."""

    oldest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3


def server_context(certificate: Certificate, versions: Versions) -> ssl.SSLContext:
    """Return the TLS side of a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    if versions.oldest < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = versions.oldest
        context.maximum_version = versions.newest
    return context


@dataclass
class TransportRules:
    """The decisions; each is honest until a fault replaces it."""

    versions: Versions = Versions()
    backchannel: Versions | None = None
    """Of a port of its own for the backchannel endpoint; None serves it with all else."""
    backchannel_url: str | None = None
    """What the metadata call the backchannel endpoint's address; None tells it honestly."""
