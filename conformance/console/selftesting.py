"""`selftest`: how far it is, whatever is not as it should be, and the score."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from conformance.report.text import one_line
from conformance.selftest.execution import Performed, Settings, perform, planned
from conformance.selftest.files import new_folder, write
from conformance.selftest.model import VERDICTS, FaultTrial, Selftest, tally
from conformance.selftest.workers import Result
from conformance.verdict import ExitCode

_LINES_BETWEEN = 50
_ALARM_CHARACTERS = 300


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else _counted()


def _counted() -> int:
    return os.cpu_count() or 1


def tried(settings: Settings, output: Path | None) -> int:
    """Carry out a self-test, show it, write its folder; return the exit code."""
    jobs = planned(settings)
    folder = new_folder(output)
    with _Progress(len(jobs)) as progress:
        performed = perform(jobs, settings, progress.done)
    page = write(performed.result, folder)
    for line in _lines(performed):
        click.echo(line)
    click.echo(f"Matrix: {page}")
    return _code(performed)


def _code(performed: Performed) -> int:
    if performed.interrupted:
        return ExitCode.INTERRUPTED
    if performed.obstacle is not None:
        return ExitCode.UNDECIDED
    return ExitCode.CONFORMANT if performed.result.good else ExitCode.NON_CONFORMANT


class _Progress:
    """A bar on a terminal, a line now and then in a pipe; and each thing that is wrong."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, TimeElapsedColumn(), transient=True)

    def __enter__(self) -> Self:
        self._bar.disable = not self._bar.console.is_terminal
        self._bar.add_task("Self-test", total=self._total)
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def done(self, result: Result) -> None:
        """Count a finished run, and tell what is wrong with it."""
        self._done += 1
        for line in _wrong(result):
            self._line(line)
        self._bar.advance(self._bar.task_ids[0])
        if self._bar.disable and self._done % _LINES_BETWEEN == 0:
            self._line(f"{self._done} of {self._total} runs")

    def _line(self, text: str) -> None:
        if self._bar.disable:
            click.echo(text)
        else:
            self._bar.console.print(text, markup=False, highlight=False)


def _wrong(result: Result) -> Iterator[str]:
    if not isinstance(result, FaultTrial):
        for alarm in result.alarms:
            told = one_line(alarm, _ALARM_CHARACTERS)
            yield f"false alarm, {result.subject}, seed {result.seed}: {told}"
    elif result.verdict != "caught":
        yield f"{result.verdict:<9} {result.level} {result.id}: {_why(result)}"


def _why(trial: FaultTrial) -> str:
    if trial.note is not None:
        return one_line(trial.note, _ALARM_CHARACTERS)
    others = ", ".join(each.requirement for each in trial.others)
    return {
        "partly": f"silent: {', '.join(trial.silent)}",
        "overblown": f"{', '.join((*trial.failing, others))}",
        "elsewhere": f"by {others}, not by {', '.join(trial.silent)}",
        "missed": f"by {', '.join(trial.silent)} and all else",
    }[trial.verdict]


_HOW: Mapping[str, str] = {
    "MUST": "caught under an expected row",
    "SHOULD": "shown as a warning",
    "MAY": "shown for information",
}


def _lines(performed: Performed) -> Iterator[str]:
    result = performed.result
    if result.selection:
        # A score of a few faults must not read like one of all.
        yield f"Only a selection was tried: {', '.join(result.selection)}"
    if result.faults:
        yield from _areas(result)
    for level, of_level in result.by_level().items():
        yield f"{level:<7} {of_level.good} of {of_level.seeded} faults {_HOW[level]}"
    subjects = len({run.subject for run in result.honest})
    yield (
        f"Honest  {result.alarms} false alarms in {len(result.honest)} runs "
        f"({subjects} providers, {result.seeds} seeds)"
    )
    seconds = (result.finished_at - result.started_at).total_seconds()
    yield (
        f"Each fault met the rows that must catch it and a sample of {result.sample} others; "
        f"{len(result.faults) + len(result.honest)} of {result.planned} runs in "
        f"{seconds:.0f} s, {result.workers} at a time."
    )
    if performed.interrupted or performed.obstacle:
        yield performed.obstacle or "Interrupted: what was done is kept."


def _areas(result: Selftest) -> Iterator[str]:
    areas = result.by_area()
    width = max(map(len, areas))
    yield f"{'':<{width}}  seeded{''.join(f'{name:>11}' for name in VERDICTS)}"
    for area, faults in areas.items():
        counted = tally(faults)
        cells = "".join(f"{counted.verdicts.get(name, 0) or '.':>11}" for name in VERDICTS)
        yield f"{area.replace('_', ' '):<{width}}  {counted.seeded:>6}{cells}"
