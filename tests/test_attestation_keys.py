"""Keys to sign with: every wrong one is named, with what to do, and none is quoted."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from conformance.report.attestation.keys import (
    PASSPHRASE,
    key_id,
    private_key,
    public_key,
    sign,
    signed_by,
)
from conformance.report.attestation.statement import AttestationError
from tests.support.certificates import certified
from tests.support.keys import KINDS, key_files

OTHERS: dict[str, Callable[[], PrivateKeyTypes]] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ed448": ed448.Ed448PrivateKey.generate,
}


def told(*command: str | Path) -> str:
    """Return what a tool prints; skips where it is not installed."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("passphrase", ["", "pass phrase"])
def test_a_pair_signs_and_verifies(kind: str, passphrase: str, tmp_path: Path) -> None:
    secret, public = key_files(tmp_path, kind, passphrase)
    signature = sign(private_key(secret, {PASSPHRASE: passphrase}), b"message")
    assert signed_by(public_key(public), signature, b"message")
    assert not signed_by(public_key(public), signature, b"messagf")
    assert not signed_by(public_key(public), b"", b"message")


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_verifies_the_signature(kind: str, tmp_path: Path) -> None:
    secret, public = key_files(tmp_path, kind)
    (tmp_path / "message").write_bytes(b"message")
    (tmp_path / "signature").write_bytes(sign(private_key(secret, {}), b"message"))
    digest = [] if kind == "ed25519" else ["-digest", "sha256"]
    files = ("-in", tmp_path / "message", "-sigfile", tmp_path / "signature")
    openssl = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin")
    assert "Verified Successfully" in told(*openssl, *digest, *files)


@pytest.mark.parametrize("kind", KINDS)
def test_the_id_is_the_fingerprint_that_ssh_keygen_prints(kind: str, tmp_path: Path) -> None:
    key = public_key(key_files(tmp_path, kind)[1])
    line = key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (tmp_path / "key.ssh").write_bytes(line)
    assert key_id(key) == told("ssh-keygen", "-l", "-f", tmp_path / "key.ssh").split()[1]


def test_an_encrypted_key_asks_for_its_passphrase_in_the_environment(tmp_path: Path) -> None:
    secret, _ = key_files(tmp_path, passphrase="right")
    with pytest.raises(AttestationError, match=f"is encrypted: .* as {PASSPHRASE}"):
        private_key(secret, {})
    with pytest.raises(AttestationError, match=f"can't be opened with .* {PASSPHRASE}"):
        private_key(secret, {PASSPHRASE: "wrong-passphrase"})


def test_a_passphrase_for_nothing_is_told(tmp_path: Path) -> None:
    secret, _ = key_files(tmp_path)
    with pytest.raises(AttestationError, match=f"{PASSPHRASE} is set: unset it"):
        private_key(secret, {PASSPHRASE: "x"})


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_of_key_are_refused_by_name(kind: str, tmp_path: Path) -> None:
    key = OTHERS[kind]()
    path = tmp_path / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(AttestationError, match="is of another kind, not an Ed25519 key or"):
        private_key(path, {})
    path.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(AttestationError, match="is of another kind, not an Ed25519 key or"):
        public_key(path)


NO_KEYS = {
    "": "holds no private key in PEM form",
    "secret words of somebody": "holds no private key in PEM form",
    "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n": "can't be read",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n": (
        "in OpenSSH's own form"
    ),
    "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nc2VjcmV0\n"
    "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n": "in cosign's own form",
    "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----\n": "holds no private key",
    "x" * 70_000: "is too long for a key",
}


@pytest.mark.parametrize("content", NO_KEYS, ids=list(range(len(NO_KEYS))))
def test_what_is_no_private_key_is_named_and_not_quoted(content: str, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(content)
    with pytest.raises(AttestationError) as caught:
        private_key(path, {})
    assert NO_KEYS[content] in str(caught.value)
    assert str(path) in str(caught.value)
    assert "openssl genpkey" in str(caught.value)
    assert "c2Vjcm" not in str(caught.value)
    assert "secret words" not in str(caught.value)


def test_a_verifier_is_told_not_to_hold_the_private_key(tmp_path: Path) -> None:
    with pytest.raises(AttestationError, match="which a verifier must not have"):
        public_key(key_files(tmp_path)[0])


def test_a_certificate_is_no_public_key(tmp_path: Path) -> None:
    with certified() as files:
        assert files.ca is not None
        with pytest.raises(AttestationError, match="openssl x509 -pubkey"):
            public_key(files.ca)


@pytest.mark.parametrize("content", ["", "nothing", "-----BEGIN PUBLIC KEY-----\nx\n"])
def test_what_is_no_public_key_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(content)
    with pytest.raises(AttestationError, match="holds no public key in PEM form: openssl"):
        public_key(tmp_path / "key.pub")


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pem", tmp_path):
        with pytest.raises(AttestationError, match="cannot be read"):
            private_key(path, {})
        with pytest.raises(AttestationError, match="cannot be read"):
            public_key(path)
