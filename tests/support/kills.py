"""Runs that are killed at some moment, and what must be left of them."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from conformance.cli import main
from conformance.report.journal import (
    CaseRecord,
    ExchangeRecord,
    has_records,
    read_journal,
)
from conformance.report.model import Report
from conformance.report.reading import JOURNAL_NAME, read_report
from tests.support.command import Said, ended, said, start

# A good part of the suite, exchange-carried rows and generated requests among it, in seconds.
SHORT = (
    *("--requirement", "sim-swap.check.*", "--requirement", "commonalities.*"),
    *("--max-examples", "1"),
)


@dataclass(frozen=True)
class Recorded:
    """What a journal holds: outcomes by case, and the numbers of the exchanges."""

    cases: dict[str, str]
    exchanges: frozenset[int]


def recorded(folder: Path) -> Recorded:
    """Return what was recorded before a kill; nothing where it came before the head."""
    cases, exchanges = {}, set()
    if has_records(folder / JOURNAL_NAME):
        for record in read_journal(folder / JOURNAL_NAME):
            if isinstance(record, CaseRecord):
                cases[record.case] = str(record.outcome)
            elif isinstance(record, ExchangeRecord):
                exchanges.add(record.exchange.n)
    return Recorded(cases, frozenset(exchanges))


def killed(folder: Path, seconds: float, *options: str) -> Recorded:
    """Begin a run, or go on with it, and kill it after so many seconds."""
    process = start("run", *begun_or_resumed(folder, options), cwd=folder.parent)
    time.sleep(seconds)
    process.kill()
    ended(process)
    return recorded(folder)


def finished(folder: Path, *options: str) -> Said:
    """Begin a run, or go on with it, to its end."""
    return said("run", *begun_or_resumed(folder, options), cwd=folder.parent)


class Forked:
    """The command in a copy of this process, which need not load everything anew.

    For a process without threads: a copy has only the one that made it.
    """

    def __init__(self, *arguments: str) -> None:
        self._pid = os.fork()
        if self._pid == 0:
            _become(arguments)

    def kill_after(self, seconds: float) -> None:
        """Let it run for so long, then kill it; it may have come to its end by then."""
        time.sleep(seconds)
        os.kill(self._pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Return the exit code, negative where a signal ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


def _become(arguments: tuple[str, ...]) -> NoReturn:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    code = 99
    try:
        main(list(arguments))
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


def begun_or_resumed(folder: Path, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return how the command line goes on: a run killed before its head begins again."""
    if has_records(folder / JOURNAL_NAME):
        return ("--resume", str(folder))
    return (*options, "--output", str(folder))


def concluded(report: Report) -> dict[str, object]:
    """Return what two runs of the same target must agree in."""
    return {
        "verdict": report.verdict,
        "reasons": report.verdict_reasons,
        "complete": report.complete,
        "seed": report.seed,
        "requirements": [(row.id, row.outcome) for row in report.requirements],
        "cases": {c.id: c.outcome for row in report.requirements for c in row.cases},
        "coverage": [(each.tag, each.outcome) for each in report.scenario_coverage],
    }


def assert_kept(before: Recorded, folder: Path) -> Report:
    """Whatever was recorded before a kill stands in the report of the folder."""
    report = read_report(folder)
    cases = {c.id: c.outcome for row in report.requirements for c in row.cases}
    assert cases.items() >= before.cases.items()
    assert before.exchanges <= {exchange.n for exchange in report.exchanges}
    return report
