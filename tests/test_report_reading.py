"""report.json is written whole, read back equal, and every damage has its own words."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.report.reading import ReportError, read_report, write_report
from tests.report_samples import sample


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return write_report(sample(), tmp_path / "run")


def damage(path: Path, **members: Any) -> Path:
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | members), encoding="utf-8")
    return path


def test_what_was_written_is_read_back(written: Path) -> None:
    assert read_report(written) == read_report(written.parent) == sample()


def test_the_same_report_has_the_same_bytes(written: Path, tmp_path: Path) -> None:
    again = write_report(read_report(written), tmp_path / "again")
    assert again.read_bytes() == written.read_bytes()
    assert written.read_bytes().endswith(b"}\n")
    assert [file.name for file in written.parent.iterdir()] == ["report.json"]


def test_the_head_stands_before_the_bulk(written: Path) -> None:
    members = list(json.loads(written.read_text(encoding="utf-8")))
    assert members[0] == "schema"
    assert members[-1] == "exchanges"


def test_a_missing_report_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"report\.json is missing: name the folder"):
        read_report(tmp_path)


def test_a_killed_run_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "journal.ndjson").touch()
    with pytest.raises(ReportError, match="its journal is there"):
        read_report(tmp_path)


def test_a_report_cut_anywhere_is_called_cut_short(written: Path) -> None:
    whole = written.read_bytes().rstrip()
    for length in range(1, len(whole), 97):
        written.write_bytes(whole[:length])
        with pytest.raises(ReportError, match=r"report\.json is cut short: copy it again"):
            read_report(written)


def test_a_report_cut_inside_a_character_is_called_cut_short(written: Path) -> None:
    written.write_bytes('{"schema": "é'.encode()[:-1])
    with pytest.raises(ReportError, match="is cut short"):
        read_report(written)


WRONG_TEXTS = {
    "": "not JSON",
    "<html></html>": "line 1, column 1: not JSON",
    "[]": "is JSON, but no report",
    '{"schema": 1,, "seed": 7}': "line 1, column 14: not JSON",
    '{"schema": NaN}': "holds NaN, which is no JSON number",
    '{"schema": -Infinity}': "holds -Infinity",
    '{"schema": 1, "schema": 1}': "member 'schema' stands twice",
    '{"schema": 2}': "of schema 2, this release reads schema 1: upgrade",
    '{"schema": true}': "schema is True, not 1: it is no report",
    "{}": "schema is None, not 1",
    '{"schema": ' + "9" * 5000 + "}": "holds JSON that no report holds",
    '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}": "holds JSON that no report holds",
}


@pytest.mark.parametrize("text", WRONG_TEXTS, ids=list(WRONG_TEXTS.values()))
def test_what_is_no_report_is_refused_in_words(text: str, written: Path) -> None:
    written.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        read_report(written)
    assert WRONG_TEXTS[text] in str(caught.value)
    assert str(written) in str(caught.value)


def test_other_encodings_are_refused(written: Path) -> None:
    written.write_bytes(b'{"schema": "\xff"}')
    with pytest.raises(ReportError, match="byte 12 is not UTF-8"):
        read_report(written)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(ReportError, match="cannot be read"):
        read_report(tmp_path)


WRONG_MEMBERS: dict[str, dict[str, Any]] = {
    "verdict: Input should be 'conformant'": {"verdict": "certified"},
    "not 'certified'": {"verdict": "certified"},
    "seed: Input should be a valid integer": {"seed": "7"},
    "certified: this member is unknown here; remove it": {"certified": True},
    "target.apis: Tuple should have at least 1 item": {
        "target": {"operator": None, "apis": []}
    },
    "suite.version: this member is missing": {"suite": {"name": "camara-conformance"}},
    "started_at: a date is written as text": {"started_at": 1_780_000_000},
    "the report: summary does not agree": {"exchanges": [], "requirements": []},
    "exchanges[0].n: Input should be greater than or equal to 1, not 0": {
        "exchanges": [{"n": 0}]
    },
    "and 7 more": {"exchanges": [{"n": 0}]},
}


@pytest.mark.parametrize("message", WRONG_MEMBERS)
def test_a_wrong_member_is_named_by_its_path(message: str, written: Path) -> None:
    damage(written, **WRONG_MEMBERS[message])
    with pytest.raises(ReportError) as caught:
        read_report(written)
    assert message in str(caught.value)


def test_a_number_too_large_for_a_float_is_refused(written: Path) -> None:
    text = written.read_text(encoding="utf-8").replace('"seconds": 0.5', '"seconds": 1e999', 1)
    written.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"cases\[0\]\.seconds: Input should be a finite"):
        read_report(written)


def test_a_failed_write_leaves_the_old_report(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_report(sample("another reason"), written.parent)
    assert written.read_bytes() == before
    assert [file.name for file in written.parent.iterdir()] == ["report.json"]
