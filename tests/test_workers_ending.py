"""Runs with workers that end before their time: nothing is lost, and nobody is left behind."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from conformance.report.journal import CaseRecord, read_journal
from conformance.report.reading import read_report
from tests.support.command import assert_clear, ended, serving, start, wait_until

# Slow enough that a signal finds a run in its middle, and every worker busy.
SLOWLY = ("--rate", "40", "--workers", "16")
IN_THE_MIDDLE = 10
# With a machine that does much else; the benchmark says what it takes on its own.
SOON_SECONDS = 20


def recorded(folder: Path) -> dict[str, CaseRecord]:
    """Return the cases that a journal holds so far."""
    journal = folder / "journal.ndjson"
    if not journal.exists():
        return {}
    records = read_journal(journal)
    return {each.case: each for each in records if isinstance(each, CaseRecord)}


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Return the ids of a process's children."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return [int(each) for each in listed.split()]


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that waits for its parent to notice does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def in_the_middle(tmp_path: Path, *options: str) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a run, and return it with its workers when it is well on its way."""
    running = start("run", *SLOWLY, "--output", "out", *options, cwd=tmp_path)
    wait_until(lambda: len(recorded(tmp_path / "out")) >= IN_THE_MIDDLE, "the middle of a run")
    workers = workers_of(running)
    assert len(workers) >= 16
    return running, workers


@pytest.mark.parametrize("by_terminal", [True, False], ids=["SIGINT to all", "SIGTERM"])
def test_interrupted(by_terminal: bool, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes of a terminal at once, a pipeline's SIGTERM only one."""
    running, workers = in_the_middle(tmp_path)
    for pid in (*workers, running.pid) if by_terminal else (running.pid,):
        os.kill(pid, signal.SIGINT if by_terminal else signal.SIGTERM)
    result = ended(running)
    assert_clear(result, 130)
    assert result.lines[-1] == "Report: out/report.html"
    report = read_report(tmp_path / "out")
    assert not report.complete
    outcomes = {case.id: case.outcome for row in report.requirements for case in row.cases}
    done = recorded(tmp_path / "out")
    assert outcomes.items() >= {(case, record.outcome) for case, record in done.items()}
    assert {record.outcome for record in done.values()} <= {"passed", "not-offered"}
    assert not any(map(alive, workers))


def test_killed(tmp_path: Path) -> None:
    """Nobody goes on asking a target when the run is gone."""
    running, workers = in_the_middle(tmp_path)
    running.kill()
    ended(running)
    wait_until(lambda: not any(map(alive, workers)), "the workers' end", SOON_SECONDS)


def test_worker_that_dies_costs_its_case(tmp_path: Path) -> None:
    rows = ("--requirement", "sim-swap.*", "--max-examples", "5")
    running, workers = in_the_middle(tmp_path, *rows)
    os.kill(workers[0], signal.SIGKILL)
    os.kill(workers[1], signal.SIGKILL)
    result = ended(running)
    assert_clear(result, 3)
    report = read_report(tmp_path / "out")
    assert report.complete
    cases = [case for row in report.requirements for case in row.cases]
    broken = [case for case in cases if case.outcome == "error"]
    assert 1 <= len(broken) <= 2
    for case in broken:
        assert case.reason == "signal SIGKILL ended the process that carried it out"
    assert {case.outcome for case in cases} == {"error", "passed", "not-offered"}


def test_target_that_dies_in_the_middle(tmp_path: Path) -> None:
    with serving(tmp_path) as provider:
        options = ("run", *SLOWLY, "--output", "out")
        running = start(*options, cwd=tmp_path, variables=provider.variables)
        out = tmp_path / "out"
        wait_until(lambda: len(recorded(out)) >= IN_THE_MIDDLE, "the middle of a run")
        provider.process.kill()
        result = ended(running)
    assert_clear(result, 3)
    assert "the target stopped answering: " in result.lines[-2]
    report = read_report(out)
    assert report.verdict == "inconclusive"
    asked = {exchange.case for exchange in report.exchanges if exchange.error is not None}
    # Three in a row are enough to know that it is gone; others were on their way.
    assert len(asked) <= 3 + 16
