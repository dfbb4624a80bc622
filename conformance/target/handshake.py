"""TLS handshakes of a chosen version, without anything said afterwards."""

import socket
import ssl
import warnings
from dataclasses import dataclass

from conformance.profile.model import HttpSettings
from conformance.target.errors import TargetError, TargetUnreachable

MODERN = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
# Level 0 lets OpenSSL offer what it would keep from everybody else.
_CIPHERS = "ALL:@SECLEVEL=0"

# How OpenSSL calls it that the other side ended a handshake, or answered another version.
# Anything else broke on our side, and says nothing about the server.
_ENDED_THERE = ("ALERT", "UNEXPECTED_EOF", "UNSUPPORTED_PROTOCOL", "WRONG_VERSION_NUMBER")


@dataclass(frozen=True)
class Agreed:
    """What a handshake came to; `version` is None where the server refused."""

    version: str | None
    reason: str | None = None
    """Why there was no agreement."""


def can_offer(oldest: ssl.TLSVersion, newest: ssl.TLSVersion) -> bool:
    """Return whether this machine's OpenSSL is able to ask for these versions at all."""
    try:
        client = _context(oldest, newest, None)
        hello = ssl.MemoryBIO()
        with_memory = client.wrap_bio(ssl.MemoryBIO(), hello)
        with_memory.do_handshake()
    except ssl.SSLWantReadError:
        return hello.pending > 0
    except (ssl.SSLError, ValueError):
        return False
    return False


def handshake(
    host: str,
    port: int,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion],
    http: HttpSettings,
) -> Agreed:
    """Offer a server these versions, oldest and newest, and return what it agreed to.

    Whether its certificate is to be trusted is not looked at. Raises `TargetUnreachable`
    where no connection came about, `TargetError` where the handshake broke on our side.
    """
    client = _context(*versions, http)
    try:
        plain = socket.create_connection((host, port), timeout=http.timeout)
    except OSError as error:
        raise TargetUnreachable(f"no connection to {host}:{port}: {error}") from error
    with plain:
        try:
            with client.wrap_socket(plain, server_hostname=host) as secured:
                return Agreed(secured.version())
        except ssl.SSLError as error:
            name = error.reason or ""
            if not any(sign in name for sign in _ENDED_THERE):
                raise TargetError(f"{host}:{port}: the handshake broke: {error}") from error
            return Agreed(None, name)
        except OSError as error:
            # Closed, reset, or no answer in time: a refusal without a word.
            return Agreed(None, str(error))


def _context(
    oldest: ssl.TLSVersion, newest: ssl.TLSVersion, http: HttpSettings | None
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(_CIPHERS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = oldest
        context.maximum_version = newest
    if http is not None and http.client_certificate is not None:
        certificate = http.client_certificate
        context.load_cert_chain(
            str(certificate.file), str(certificate.key or certificate.file)
        )
    return context
