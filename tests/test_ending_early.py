"""Runs that end before their time: what was recorded is kept, and reported."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from conformance.report.journal import CaseRecord, EndRecord, read_journal
from conformance.report.model import Report
from conformance.report.reading import read_report
from tests.support.command import (
    COMMAND,
    LONGEST_SECONDS,
    Said,
    assert_clear,
    ended,
    environment,
    serving,
    start,
    wait_until,
)

# Slow enough that a signal finds a run in its middle.
SLOWLY = ("--rate", "40")
IN_THE_MIDDLE = 10


def recorded(folder: Path) -> list[CaseRecord]:
    """Return the cases that a journal holds so far."""
    journal = folder / "journal.ndjson"
    if not journal.exists():
        return []
    return [record for record in read_journal(journal) if isinstance(record, CaseRecord)]


def wait_for_cases(folder: Path) -> None:
    """Wait until a run is well on its way."""
    wait_until(lambda: len(recorded(folder)) >= IN_THE_MIDDLE, "the middle of a run")


def assert_nothing_lost(folder: Path) -> Report:
    """Whatever the journal holds stands in the report, which is whole."""
    report = read_report(folder)
    outcomes = {case.id: case.outcome for row in report.requirements for case in row.cases}
    done = {case.case: case.outcome for case in recorded(folder)}
    assert len(done) >= IN_THE_MIDDLE
    assert outcomes.items() >= done.items()
    assert "passed" in done.values()
    for rendering in ("report.html", "junit.xml"):
        assert (folder / rendering).stat().st_size > 1000
    return report


def test_provider_that_dies_in_the_middle(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with serving(tmp_path) as provider:
        options = ("run", *SLOWLY, "--output", "out")
        running = start(*options, cwd=tmp_path, variables=provider.variables)
        wait_for_cases(out)
        provider.process.kill()
        result = ended(running)
    assert_clear(result, 3)
    assert "the target stopped answering: no connection to " in result.lines[-2]
    report = assert_nothing_lost(out)
    assert report.verdict == "inconclusive"
    broken = [c for row in report.requirements for c in row.cases if c.outcome == "error"]
    # Three in a row are enough to know that it is gone. Each of four workers may have had a
    # request on its way; two failures at the same moment may count as one.
    asked = {exchange.case for exchange in report.exchanges if exchange.error is not None}
    assert len(broken) > len(asked)
    assert len(asked) <= 3 * 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(number: signal.Signals, tmp_path: Path) -> None:
    running = start("run", *SLOWLY, "--output", "out", cwd=tmp_path)
    wait_for_cases(tmp_path / "out")
    running.send_signal(number)
    result = ended(running)
    assert_clear(result, 130)
    assert result.lines[-1] == "Report: out/report.html"
    assert result.lines[-2].endswith("; the run did not finish.")
    report = assert_nothing_lost(tmp_path / "out")
    assert not report.complete
    assert report.verdict == "inconclusive"
    assert not any(
        isinstance(r, EndRecord) for r in read_journal(tmp_path / "out/journal.ndjson")
    )


def test_killed(tmp_path: Path) -> None:
    running = start("run", *SLOWLY, "--output", "out", cwd=tmp_path)
    wait_for_cases(tmp_path / "out")
    running.kill()
    ended(running)
    assert len(recorded(tmp_path / "out")) >= IN_THE_MIDDLE


def test_disk_that_fills_up(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk; it is met in mid-run."""
    # Of nearly 5 MB: the longest cases begin first, and the first of them ends at 0.5 MB.
    blocks = 1500
    result = subprocess.run(
        ["bash", "-c", f'ulimit -f {blocks}; exec "$0" run --output out', COMMAND],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    finished = Said(result.returncode, result.stdout, result.stderr)
    assert_clear(finished, 2)
    assert finished.err.count("out/journal.ndjson can't be written (File too large)") == 1
    lines = (tmp_path / "out/journal.ndjson").read_text().splitlines()
    assert json.loads(lines[0])["record"] == "run"
    assert len(recorded(tmp_path / "out")) > 1
