"""A run that was killed is gone on with, and ends as if nobody had touched it."""

import json
import os
import random
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.report.journal import (
    CaseRecord,
    ExchangeRecord,
    JournalWriter,
    RunRecord,
    read_journal,
)
from conformance.report.reading import read_report
from tests.support.changed_journals import CHANGES
from tests.support.command import (
    Said,
    assert_clear,
    assert_refused,
    ended,
    said,
    said_here,
    start,
    wait_until,
)
from tests.support.kills import SHORT, assert_kept, concluded, finished, killed, recorded

# The long test of a hundred is tests/benchmarks/kill_and_resume.py.
KILLS = 6
QUICK = (
    *("--requirement", "sim-swap.check.max-age*", "--requirement", "commonalities.*"),
    *("--api", "sim-swap", "--max-examples", "0", "--workers", "1"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run that nobody disturbed."""
    place = tmp_path_factory.mktemp("whole")
    assert_clear(said_here("run", *QUICK, "--output", "out", cwd=place), 0)
    return place / "out"


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder as a kill in the middle of the run leaves it."""
    lines = (whole / "journal.ndjson").read_bytes().splitlines(keepends=True)
    (tmp_path / "out").mkdir()
    path = tmp_path / "out/journal.ndjson"
    path.write_bytes(b"".join(lines[: len(lines) // 2]) + b'{"record":"case","requ')
    return tmp_path / "out"


def resumed(out: Path, *options: str) -> Said:
    """Go on with the run in a folder."""
    return said_here("run", "--resume", "out", *options, cwd=out.parent)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """Stand in for a full disk: no file of this process grows beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_killed_again_and_again(tmp_path: Path) -> None:
    """Each further run is killed at a moment of its own; the last one comes to its end."""
    whole = finished(tmp_path / "whole", *SHORT)
    moments = random.Random(7)
    for _ in range(KILLS):
        before = killed(tmp_path / "out", moments.uniform(0.8, 3.0), *SHORT)
    assert_clear(finished(tmp_path / "out", *SHORT), whole.code)
    report = assert_kept(before, tmp_path / "out")
    assert concluded(report) == concluded(read_report(tmp_path / "whole"))


def test_rest_is_done_and_nothing_twice(whole: Path, out: Path) -> None:
    before = recorded(out)
    assert_clear(resumed(out), 0)
    report = assert_kept(before, out)
    assert concluded(report) == concluded(read_report(whole))
    written = list(read_journal(out / "journal.ndjson"))
    cases = [record.case for record in written if isinstance(record, CaseRecord)]
    assert len(cases) == len(set(cases))
    heads = [record for record in written if isinstance(record, RunRecord)]
    assert [head.plan is None for head in heads] == [False, True]
    assert heads[0].options == heads[1].options


def test_what_earlier_exchanges_showed_is_judged(out: Path) -> None:
    """A row carried by every exchange fails for one that was seen before the kill."""
    row = "commonalities.x-correlator.is-echoed-on-success"
    path = out / "journal.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if row.encode() in line and i > 0)
    record = json.loads(lines[at])
    operation = record["exchange"]["operation"]
    record["findings"] = [
        {"requirement": row, "operation": operation, "message": "the echo is lost"}
    ]
    lines[at] = json.dumps(record).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    assert_clear(resumed(out), 1)
    report = read_report(out)
    (failed,) = (each for each in report.requirements if each.outcome == "failed")
    assert failed.id == row
    told = f"exchange {record['exchange']['n']}: the echo is lost"
    (reason,) = (case.reason for case in failed.cases if case.outcome == "failed")
    assert reason is not None
    assert reason.startswith(told)


def test_placeholders_are_not_used_twice(out: Path) -> None:
    """Two tokens under one name would look like one token to a reader."""
    tokens_before = {
        header[1]
        for record in read_journal(out / "journal.ndjson")
        if isinstance(record, ExchangeRecord)
        for header in record.exchange.request.headers
        if header[0].lower() == "authorization" and "access token" in header[1]
    }
    assert tokens_before
    last = max(recorded(out).exchanges)
    assert_clear(resumed(out), 0)
    later = {
        header[1]
        for exchange in read_report(out).exchanges
        if exchange.n > last
        for header in exchange.request.headers
        if header[0].lower() == "authorization"
    }
    assert not tokens_before & later


def test_interrupted_case_is_done_again(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = start("run", *QUICK, "--rate", "40", "--output", "out", cwd=tmp_path)
    wait_until(lambda: len(recorded(out).cases) >= 3, "the middle of a run")
    running.terminate()
    assert_clear(ended(running), 130)
    assert "error" in recorded(out).cases.values()
    assert_clear(resumed(out, "--rate", "1000"), 0)
    assert concluded(read_report(out)) == concluded(read_report(whole))


def test_finished_run_says_so(whole: Path, tmp_path: Path) -> None:
    out = shutil.copytree(whole, tmp_path / "out")
    before = (out / "report.json").read_bytes(), (out / "journal.ndjson").read_bytes()
    result = resumed(out)
    assert_clear(result, 0)
    assert "out holds a finished run: nothing was left to do" in result.lines
    assert (
        (out / "report.json").read_bytes(),
        (out / "journal.ndjson").read_bytes(),
    ) == before


def test_only_its_report_was_missing(whole: Path, tmp_path: Path) -> None:
    """Killed while the report was written."""
    out = shutil.copytree(whole, tmp_path / "out")
    before = (out / "report.json").read_bytes()
    (out / "report.json").unlink()
    assert_clear(resumed(out), 0)
    assert (out / "report.json").read_bytes() == before


def test_only_its_end_was_missing(whole: Path, tmp_path: Path) -> None:
    out = shutil.copytree(whole, tmp_path / "out")
    path = out / "journal.ndjson"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert_clear(resumed(out), 0)
    assert concluded(read_report(out)) == concluded(read_report(whole))


def test_report_of_a_killed_run(out: Path) -> None:
    result = said_here("report", "out", cwd=out.parent)
    assert_clear(result, 0)
    assert result.lines[-2].endswith("; the run did not finish.")
    report = assert_kept(recorded(out), out)
    assert not report.complete
    assert report.verdict == "inconclusive"
    assert (out / "report.html").stat().st_size > 1000
    assert_clear(resumed(out), 0)
    assert read_report(out).complete


def test_report_of_a_run_killed_again(out: Path) -> None:
    """What was rendered after the first kill says nothing of what came later."""
    assert_clear(said_here("report", "out", cwd=out.parent), 0)
    before = read_report(out)
    with files_no_longer_than((out / "journal.ndjson").stat().st_size + 20_000):
        assert_refused(resumed(out), "can't be written")
    assert_clear(said_here("report", "out", cwd=out.parent), 0)
    assert len(read_report(out).exchanges) > len(before.exchanges)


@pytest.mark.parametrize("name", CHANGES)
def test_another_run_is_refused(name: str, out: Path) -> None:
    change, words = CHANGES[name]
    change(out)
    assert_refused(resumed(out), *words)
    assert not (out / "report.json").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    {
        ("--requirement", "*"): "is a run with --requirement sim-swap.check.max-age* comm",
        ("--strict",): "is a run without --strict",
        ("--seed", "4"): "--seed",
        ("reference-limited",): "the profile reference has changed",
        ("reference", "reference"): "name its profile, or none",
    }.items(),
)
def test_other_options_are_refused(options: tuple[str, ...], words: str, out: Path) -> None:
    assert_refused(resumed(out, *options), words)


def test_a_run_that_still_runs_is_left_alone(out: Path) -> None:
    """Asked from another process: a lock is of a process, not of a thread."""
    with JournalWriter(out / "journal.ndjson"):
        result = said("run", "--resume", "out", cwd=out.parent)
    assert_refused(result, "is being written by another run")


def test_disk_is_full_when_a_run_is_gone_on_with(whole: Path, out: Path) -> None:
    before = recorded(out)
    with files_no_longer_than((out / "journal.ndjson").stat().st_size):
        result = resumed(out)
    assert_refused(result, "out/journal.ndjson can't be written (File too large)")
    assert recorded(out) == before
    assert_clear(resumed(out), 0)
    assert concluded(read_report(out)) == concluded(read_report(whole))


def test_disk_is_full_when_the_report_is_written(out: Path) -> None:
    with files_no_longer_than(1000):
        result = said_here("report", "out", cwd=out.parent)
    assert_refused(result, "out can't be written (File too large)", "run --resume out")
    assert sorted(file.name for file in out.iterdir()) == ["journal.ndjson"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where nobody may")
def test_read_only_folder(out: Path) -> None:
    out.chmod(0o500)
    (out / "journal.ndjson").chmod(0o400)
    assert_refused(resumed(out), "journal.ndjson can't be written (Permission denied)")
    assert_refused(said_here("report", "out", cwd=out.parent), "out can't be written")
