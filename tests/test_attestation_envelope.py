"""A signed statement: read by another library, and no byte of it can be changed."""

import base64
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # re-exported

from conformance.report.attestation.checking import attest, verify
from conformance.report.attestation.envelope import NotProved, opened, sealed
from conformance.report.attestation.keys import key_id, private_key, public_key
from conformance.report.attestation.statement import AttestationError
from conformance.report.reading import ReportError, write_report
from tests.report_samples import sample
from tests.support.keys import KINDS, key_files

TODAY = date(2026, 11, 22)
EDITS = 40


@pytest.fixture(params=KINDS)
def signed(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return a statement, the signer's public key, and the run's folder."""
    secret, public = key_files(tmp_path, request.param)
    write_report(sample(), tmp_path / "run")
    made = attest(tmp_path / "run", secret, None, {})
    return made.path, public, tmp_path / "run"


def edited(content: bytes, at: int, chance: random.Random) -> bytes:
    """Return the content with another byte at one place."""
    other = chance.choice([byte for byte in range(256) if byte != content[at]])
    return content[:at] + bytes([other]) + content[at + 1 :]


def test_it_is_proved_in_one_line(signed: tuple[Path, Path, Path]) -> None:
    told = verify(*signed, TODAY)
    assert "\n" not in told
    assert told.startswith(f"Proved: {key_id(public_key(signed[1]))} signed FAILED ")
    assert "valid until 2027-01-31. Example Operator, staging: non-conformant" in told


@pytest.mark.parametrize("seed", range(2))
def test_no_byte_of_the_statement_can_be_changed(
    signed: tuple[Path, Path, Path], seed: int
) -> None:
    path, chance = signed[0], random.Random(seed)
    whole = path.read_bytes()
    for at in chance.sample(range(len(whole)), EDITS):
        path.write_bytes(edited(whole, at, chance))
        with pytest.raises((NotProved, AttestationError)):
            verify(*signed, TODAY)
    path.write_bytes(whole)
    verify(*signed, TODAY)


def test_no_byte_outside_of_the_payload_can_be_changed(
    signed: tuple[Path, Path, Path],
) -> None:
    path, chance = signed[0], random.Random(7)
    whole = path.read_bytes()
    payload = json.loads(whole)["payload"].encode()
    start = whole.index(payload)
    outside = [at for at in range(len(whole)) if not start <= at < start + len(payload)]
    for at in outside:
        path.write_bytes(edited(whole, at, chance))
        with pytest.raises((NotProved, AttestationError)):
            verify(*signed, TODAY)


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda text: text + " ",
        lambda text: text.rstrip(),
        lambda text: text.replace(",", ", ", 1),
        lambda text: text.replace("payloadType", "payload\\u0054ype", 1),
        lambda text: text.replace("}]", ',"note":"reviewed"}]', 1),
        lambda text: text.replace("SHA256:", "SHA256;", 1),
        lambda text: '{"payload":"e30=",' + text[1:],
    ],
)
def test_what_the_signature_does_not_cover_cannot_be_changed_either(
    rewritten: Any, signed: tuple[Path, Path, Path]
) -> None:
    path = signed[0]
    path.write_text(rewritten(path.read_text()))
    with pytest.raises(NotProved, match=r"it was edited|did not sign it"):
        verify(*signed, TODAY)


def test_no_byte_of_the_report_can_be_changed(signed: tuple[Path, Path, Path]) -> None:
    path, chance = signed[2] / "report.json", random.Random(3)
    whole = path.read_bytes()
    for at in chance.sample(range(len(whole)), EDITS):
        path.write_bytes(edited(whole, at, chance))
        with pytest.raises(NotProved, match="is not the one that was signed"):
            verify(*signed, TODAY)


def test_a_report_cut_short_or_missing(signed: tuple[Path, Path, Path]) -> None:
    path = signed[2] / "report.json"
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(NotProved, match="is not the one that was signed"):
        verify(*signed, TODAY)
    path.unlink()
    with pytest.raises(ReportError, match="missing"):
        verify(*signed, TODAY)


def test_it_holds_on_its_last_day_and_not_after(signed: tuple[Path, Path, Path]) -> None:
    verify(*signed, date(2027, 1, 31))
    with pytest.raises(NotProved, match="it was valid until 2027-01-31: ask for a newer one"):
        verify(*signed, date(2027, 2, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_proves_nothing(
    kind: str, signed: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    _, other = key_files(tmp_path / "other", kind)
    with pytest.raises(NotProved, match="did not sign it"):
        verify(signed[0], other, signed[2], TODAY)


def test_a_statement_that_says_more_than_its_report(
    signed: tuple[Path, Path, Path],
) -> None:
    path, public, folder = signed
    document = opened(path.read_bytes(), public_key(public))
    document["predicate"] |= {"result": "PASSED", "failedTests": []}
    path.write_text(sealed(document, private_key(public.with_suffix(".pem"), {})))
    with pytest.raises(NotProved, match="says of the report what the report does not say"):
        verify(path, public, folder, TODAY)


OTHERS: dict[str, Any] = {
    "no statement": [],
    "is Provenance, not https://in-toto.io": {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "Provenance",
    },
    "lacks what attest writes": {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {"result": "PASSED", "configuration": []},
    },
}


@pytest.mark.parametrize("message", OTHERS)
def test_other_things_that_the_key_signed_are_told_apart(
    message: str, signed: tuple[Path, Path, Path]
) -> None:
    path, public, folder = signed
    path.write_text(sealed(OTHERS[message], private_key(public.with_suffix(".pem"), {})))
    with pytest.raises(AttestationError, match=message.replace("no statement", "no in-toto")):
        verify(path, public, folder, TODAY)


UNREADABLE = {
    b"": "not JSON",
    b"\xff\xfe": "not JSON",
    b"[" * 100_000: "not JSON",
    b"[]": "no DSSE envelope",
    b'{"payload": 7, "payloadType": "x", "signatures": [{}]}': "no DSSE envelope",
    b'{"payload": "e30=", "payloadType": "x", "signatures": []}': "no DSSE envelope",
    b'{"payload": "?", "payloadType": "x", "signatures": [{"sig": "", "keyid": ""}]}': (
        "no DSSE envelope"
    ),
}


@pytest.mark.parametrize("content", UNREADABLE, ids=list(range(len(UNREADABLE))))
def test_what_is_no_envelope_is_named(content: bytes, signed: tuple[Path, Path, Path]) -> None:
    signed[0].write_bytes(content)
    with pytest.raises(AttestationError) as caught:
        verify(*signed, TODAY)
    assert UNREADABLE[content] in str(caught.value)
    assert str(signed[0]) in str(caught.value)


class TestAnotherLibrary:
    """securesystemslib, the reference implementation of DSSE in Python."""

    def key(self, public: Path) -> SSlibKey:
        loaded: Any = load_pem_public_key(public.read_bytes())
        return SSlibKey.from_crypto(loaded, keyid=key_id(public_key(public)))

    def test_it_verifies_what_we_signed(self, signed: tuple[Path, Path, Path]) -> None:
        envelope = Envelope.from_dict(json.loads(signed[0].read_text()))
        envelope.verify([self.key(signed[1])], 1)
        assert envelope.payload_type == "application/vnd.in-toto+json"
        assert json.loads(envelope.payload)["predicate"]["result"] == "FAILED"

    def test_it_refuses_what_was_edited(self, signed: tuple[Path, Path, Path]) -> None:
        document = json.loads(signed[0].read_text())
        payload = base64.b64decode(document["payload"]).replace(b"FAILED", b"PASSED")
        document["payload"] = base64.b64encode(payload).decode()
        with pytest.raises(VerificationError):
            Envelope.from_dict(document).verify([self.key(signed[1])], 1)
