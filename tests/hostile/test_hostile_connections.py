"""Targets that no connection can be trusted with: named, and nothing of a request sent."""

import socket
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.hostile.running import Survived, run_against
from tests.hostile.server import HostileServer, Visit, hostile_server

_YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def honest(visit: Visit) -> None:
    """Never reached: the connection must not come about."""
    pytest.fail(f"a request came over {visit.connection}")


def served(
    *names: str, authority: trustme.CA, expires: datetime | None = None
) -> ssl.SSLContext:
    """Return a server's TLS under a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, not_after=expires).configure_cert(context)
    return context


def outdated(authority: trustme.CA) -> ssl.SSLContext:
    """Return TLS 1.0 and nothing newer."""
    context = served("127.0.0.1", authority=authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def assert_not_reached(survived: Survived, words: str) -> None:
    """Nothing was tested, which is said in these words."""
    assert survived.said.code == 3
    assert survived.report.verdict == "inconclusive"
    assert words in survived.said.out + survived.said.err


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("wrong-name", "certificate is not valid for"),
        ("expired", "certificate has expired"),
        ("self-signed", "unable to get local issuer certificate"),
        ("tls-1.0", "no connection to"),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
def test_certificate_or_version_is_not_accepted(
    fault: str, words: str, tmp_path: Path
) -> None:
    authority = trustme.CA()
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    contexts = {
        "wrong-name": lambda: served("elsewhere.example.com", authority=authority),
        "expired": lambda: served("127.0.0.1", authority=authority, expires=_YESTERDAY),
        "self-signed": lambda: served("127.0.0.1", authority=trustme.CA()),
        "tls-1.0": lambda: outdated(authority),
    }

    with hostile_server(honest, contexts[fault]()) as server:
        survived = run_against(server, tmp_path, f", ca: {trusted}")

    assert_not_reached(survived, words)


def test_nobody_listens(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]

    survived = run_against(HostileServer(f"http://127.0.0.1:{port}"), tmp_path)

    assert_not_reached(survived, "no connection to")


def test_https_where_plain_http_is_spoken(tmp_path: Path) -> None:
    with hostile_server(honest) as server:
        secure = HostileServer(server.url.replace("http://", "https://"))
        survived = run_against(secure, tmp_path)

    assert_not_reached(survived, "did not accept a connection")
