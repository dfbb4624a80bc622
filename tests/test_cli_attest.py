"""`attest` and `verify` as a person runs them: what they print, and the code they end with."""

import re
from pathlib import Path

import pytest

from conformance.report.model import Selection
from conformance.report.reading import write_report
from tests.report_samples import sample
from tests.support.command import assert_clear, assert_refused, said_here
from tests.support.keys import key_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a run, and a pair of keys beside it."""
    key_files(tmp_path)
    write_report(sample(), tmp_path / "run")
    return tmp_path


ATTEST = ("attest", "run", "--key", "ed25519.pem", "--valid-until", "2999-12-31")
VERIFY = ("verify", "run/statement.intoto.jsonl", "--key", "ed25519.pub", "--report", "run")


def test_what_attest_signs_verify_proves(folder: Path) -> None:
    signed = said_here(*ATTEST, cwd=folder)
    assert signed.code == 0, signed
    assert re.fullmatch(
        r"Signed FAILED with SHA256:\S{43}, valid until 2999-12-31\.\n"
        r"Statement: run/statement\.intoto\.jsonl\n",
        signed.out,
    )
    proved = said_here(*VERIFY, cwd=folder)
    assert proved.code == 0, proved
    assert len(proved.lines) == 1
    assert proved.out.startswith("Proved: SHA256:")


def test_a_selection_is_not_proved_to_be_the_whole(folder: Path) -> None:
    narrowed = Selection(options=("--requirement sim-swap.*",))
    write_report(sample().model_copy(update={"selection": narrowed}), folder / "run")
    said_here(*ATTEST, cwd=folder)
    proved = said_here(*VERIFY, cwd=folder)
    assert proved.code == 0, proved
    assert len(proved.lines) == 1
    assert proved.out.endswith(" Only a selection was tested: --requirement sim-swap.*\n")


def test_the_same_report_and_key_give_the_same_statement(folder: Path) -> None:
    written = []
    for _ in range(2):
        assert said_here(*ATTEST, cwd=folder).code == 0
        written.append((folder / "run/statement.intoto.jsonl").read_bytes())
    assert written[0] == written[1]


def test_an_edited_report_ends_with_1_in_one_line(folder: Path) -> None:
    said_here(*ATTEST, cwd=folder)
    report = folder / "run/report.json"
    report.write_text(report.read_text().replace("got 200 OK", "got 400 OK", 1))
    result = said_here(*VERIFY, cwd=folder)
    assert_clear(result, 1)
    assert result.out == ""
    assert "not proved: the report in run is not the one that was signed" in result.err
    assert len(result.err.splitlines()) == 1


def test_an_expired_statement_ends_with_1(folder: Path) -> None:
    options = (*ATTEST[:-1], "2026-11-20")
    assert said_here(*options, cwd=folder).code == 0
    result = said_here(*VERIFY, cwd=folder)
    assert_clear(result, 1)
    assert "it was valid until 2026-11-20" in result.err


def test_validity_that_ends_before_the_run_is_refused(folder: Path) -> None:
    assert_refused(said_here(*ATTEST[:-1], "2026-11-19", cwd=folder), "before the run ended")


BAD_INPUT = {
    "report.json is missing": ("attest", "empty", *ATTEST[2:]),
    "nowhere.pem": (*ATTEST[:3], "nowhere.pem"),
    "holds no private key": (*ATTEST[:3], "ed25519.pub"),
    "nothing.jsonl: cannot be read": ("verify", "nothing.jsonl", *VERIFY[2:]),
    "it is not JSON": ("verify", "ed25519.pub", *VERIFY[2:]),
    "no DSSE envelope": ("verify", "run/report.json", *VERIFY[2:]),
    "which a verifier must not have": (*VERIFY[:3], "ed25519.pem", *VERIFY[4:]),
    "empty/report.json is missing": (*VERIFY[:5], "empty"),
}


@pytest.mark.parametrize("words", BAD_INPUT)
def test_what_cannot_be_read_ends_with_2_in_one_line(words: str, folder: Path) -> None:
    (folder / "empty").mkdir()
    said_here(*ATTEST, cwd=folder)
    assert_refused(said_here(*BAD_INPUT[words], cwd=folder), words)


DAMAGED = {
    "newer": ('"schema": 1', '"schema": 2', "upgrade camara-conformance"),
    "edited": ('"not-offered": 1', '"not-offered": 0', "summary does not agree"),
    "whitewashed": (
        '"verdict": "non-conformant"',
        '"verdict": "conformant"',
        "verdict conformant does not agree with the requirements",
    ),
    "invented": ('"seed": 7', '"certified": true, "seed": 7', "certified: this member is"),
}


@pytest.mark.parametrize("how", DAMAGED)
@pytest.mark.parametrize("command", [ATTEST, ("report", "run")], ids=["attest", "report"])
def test_a_damaged_report_is_refused_by_name(
    how: str, command: tuple[str, ...], folder: Path
) -> None:
    before, after, words = DAMAGED[how]
    report = folder / "run/report.json"
    text = report.read_text()
    assert before in text
    report.write_text(text.replace(before, after, 1))
    assert_refused(said_here(*command, cwd=folder), "report.json", words)
    assert {path.name for path in (folder / "run").iterdir()} == {"report.json"}


def test_a_report_cut_short_is_refused_by_name(folder: Path) -> None:
    report = folder / "run/report.json"
    report.write_bytes(report.read_bytes()[:-200])
    for command in (ATTEST, ("report", "run")):
        assert_refused(said_here(*command, cwd=folder), "report.json is cut short")


def test_a_killed_run_is_rendered_as_unfinished_and_not_signed(folder: Path) -> None:
    write_report(sample().model_copy(update={"complete": False}), folder / "run")
    assert_refused(said_here(*ATTEST, cwd=folder), "the run did not finish")
    (folder / "run/report.json").unlink()
    (folder / "run/journal.ndjson").touch()
    assert_refused(said_here(*ATTEST, cwd=folder), "its journal is there")


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "run/statement.intoto.jsonl").mkdir()
    assert_refused(said_here(*ATTEST, cwd=folder), "run can't be written")
