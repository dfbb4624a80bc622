"""TLS of the one door out: whom it trusts, and which certificate it shows."""

import ssl
from pathlib import Path

import pytest
import trustme

from conformance.target.errors import TargetError, TargetUnreachable
from tests.support.profiles import watched
from tests.support.servers import RawServer, answer, raw_server, saying

FINE = saying(answer())


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Make a certificate authority that nobody knows."""
    return trustme.CA()


def served_by(authority: trustme.CA, clients: trustme.CA | None = None) -> ssl.SSLContext:
    """Return a server's TLS; it asks for a certificate of `clients`, if that is given."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    if clients is not None:
        clients.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def pem(blob: trustme.Blob, path: Path) -> str:
    """Write a certificate or key and return where."""
    blob.write_to_path(str(path))
    return str(path)


def secure(server: RawServer) -> str:
    """Return the server's address over TLS."""
    return f"https://127.0.0.1:{server.port}"


def test_unknown_authority_is_unreachable(authority: trustme.CA, tmp_path: Path) -> None:
    other = pem(trustme.CA().cert_pem, tmp_path / "ca.pem")
    with raw_server(FINE, served_by(authority)) as server:
        for http in ({}, {"ca": other}):
            with pytest.raises(TargetUnreachable, match="CERTIFICATE_VERIFY_FAILED"):
                watched(http=http).get(secure(server))
    assert server.requests == []


def test_named_authority_is_trusted(authority: trustme.CA, tmp_path: Path) -> None:
    ca = pem(authority.cert_pem, tmp_path / "ca.pem")
    with raw_server(FINE, served_by(authority)) as server:
        assert watched(http={"ca": ca}).get(secure(server)).response is not None
        assert watched(http={"verify": False}).get(secure(server)).response is not None


def test_plain_http_on_a_tls_port_fails(authority: trustme.CA) -> None:
    with raw_server(FINE, served_by(authority)) as server, pytest.raises(TargetError):
        watched().get(server.url)


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("one_file", [True, False])
def test_client_certificate_is_shown(
    authority: trustme.CA, tmp_path: Path, verify: bool, one_file: bool
) -> None:
    ca = pem(authority.cert_pem, tmp_path / "ca.pem")
    mine = authority.issue_cert("client@example.com")
    if one_file:
        shown = {"file": pem(mine.private_key_and_cert_chain_pem, tmp_path / "both.pem")}
    else:
        shown = {
            "file": pem(mine.cert_chain_pems[0], tmp_path / "tls.pem"),
            "key": pem(mine.private_key_pem, tmp_path / "tls.key"),
        }
    with raw_server(FINE, served_by(authority, clients=authority)) as server:
        with pytest.raises(TargetError):
            watched(http={"ca": ca}).get(secure(server))
        seen = watched(http={"ca": ca, "client_certificate": shown, "verify": verify})
        assert seen.get(secure(server)).response is not None
