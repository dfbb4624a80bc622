"""Files that a profile names."""

from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.profile_support import FULL, MINIMAL, load, only

KEY_LINE = "key: {file: ./client.pem, kid: k1}"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SMALL_RSA = rsa.generate_private_key(public_exponent=65537, key_size=1024)
P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())


def pem(key: PrivateKeyTypes, encryption: KeySerializationEncryption | None = None) -> bytes:
    how = encryption or NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def with_key(folder: Path, content: bytes, algorithm: str) -> str:
    (folder / "other.pem").write_bytes(content)
    return FULL.replace(KEY_LINE, f"key: {{file: other.pem, algorithm: {algorithm}}}")


@pytest.mark.parametrize(
    ("key", "algorithm"), [(P256, "ES256"), (RSA, "RS256"), (RSA, "PS256")]
)
def test_keys_that_fit(tmp_path: Path, key: PrivateKeyTypes, algorithm: str) -> None:
    profile = load(tmp_path, with_key(tmp_path, pem(key), algorithm))

    assert profile.authorization is not None
    main = profile.authorization.clients.main
    assert main is not None
    assert main.key is not None
    assert (main.key.file, main.key.algorithm) == (tmp_path / "other.pem", algorithm)


@pytest.mark.parametrize(
    ("key", "algorithm", "remedy"),
    [
        (RSA, "ES256", "EC key on the curve P-256, or write algorithm: RS256 or PS256"),
        (P384, "ES256", "EC key on the curve P-256"),
        (ed25519.Ed25519PrivateKey.generate(), "ES256", "EC key"),
        (P256, "RS256", "RSA key of 2048 bits or more, or write algorithm: ES256 beside"),
        (SMALL_RSA, "PS256", "RSA key of 2048 bits"),
    ],
)
def test_keys_that_do_not_fit(
    tmp_path: Path, key: PrivateKeyTypes, algorithm: str, remedy: str
) -> None:
    problem = only(tmp_path, with_key(tmp_path, pem(key), algorithm))

    assert problem.key == "authorization.clients.main.key.file"
    assert f"{algorithm} can't sign" in problem.message
    assert remedy in problem.remedy


PUBLIC = P256.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (PUBLIC, "a public key"),
        (b"", "not a private key in PEM"),
        (b"canary", "not a private key in PEM"),
        (
            P256.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
            "not a private",
        ),
        (pem(P256, BestAvailableEncryption(b"canary")), "under a passphrase"),
    ],
    ids=["public", "empty", "text", "der", "encrypted"],
)
def test_files_that_are_no_key(tmp_path: Path, content: bytes, says: str) -> None:
    problem = only(tmp_path, with_key(tmp_path, content, "ES256"))

    assert problem.key == "authorization.clients.main.key.file"
    assert says in problem.message
    assert "canary" not in str(problem)


def test_the_key_stands_in_the_profile_itself(tmp_path: Path) -> None:
    body = pem(P256).decode().splitlines()[1]
    key = f'key: {{file: "-----BEGIN PRIVATE KEY-----\\n{body}"}}'

    problem = only(tmp_path, FULL.replace(KEY_LINE, key))
    assert "not the path of a file" in problem.message
    assert body not in str(problem)


FILES = {
    "http.ca": "http: {{ca: {0}}}\n",
    "http.client_certificate.file": "http: {{client_certificate: {{file: {0}}}}}\n",
    "apis.sim-swap.contract": "    contract: {0}\n",
}


@pytest.mark.parametrize("key", FILES)
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("./no.pem", "does not exist"),
        ("./folder", "names a folder"),
        ("./profile.yaml/x", "can't be read"),
        ('"a\\0b"', "not the path"),
        ("12", "not the path"),
        ("./huge", "more than 4 MiB"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, key: str, path: str, says: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "huge").write_bytes(b"x" * (4 * 1024 * 1024 + 1))

    problem = only(tmp_path, MINIMAL + FILES[key].format(path))
    assert problem.key == key
    assert says in problem.message


@pytest.mark.parametrize("key", ["http.ca", "http.client_certificate.file"])
def test_a_file_without_a_certificate(tmp_path: Path, key: str) -> None:
    problem = only(tmp_path, MINIMAL + FILES[key].format("profile.yaml"))

    assert problem.key == key
    assert "without a certificate" in problem.message


def test_files_lie_beside_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    issued = authority.issue_cert("client.example")
    issued.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "tls.pem"))
    (tmp_path / "sim-swap.yaml").write_text("openapi: 3.0.3\n")
    monkeypatch.chdir("/")

    more = "http: {ca: ca.pem, client_certificate: {file: ./tls.pem}}\n"
    profile = load(tmp_path, MINIMAL + "    contract: ./sim-swap.yaml\n" + more)
    certificate = profile.http.client_certificate
    assert profile.http.ca == tmp_path / "ca.pem"
    assert certificate is not None
    assert (certificate.file, certificate.key) == (tmp_path / "tls.pem", None)
    assert profile.api("sim-swap").contract == tmp_path / "sim-swap.yaml"
