"""`run A B C`: several targets in turn, a table of them at the end, and a page beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.console.comparing import comparing
from conformance.console.gating import Pipeline, in_pipeline
from conformance.console.running import run_profile, worst
from conformance.outcomes import Outcome
from conformance.profile import ProfileError, load_profile
from conformance.report.reading import ReportError
from conformance.run.embedded import variables_for
from conformance.run.errors import NothingSelected, UnknownRequirement, Unusable
from conformance.run.execution import Finished
from conformance.run.options import Options
from conformance.specs import ContractError, SpecificationError
from conformance.verdict import ExitCode

# What is wrong with one target must not keep the others from being tested.
_MENDABLE = (
    *(ContractError, NothingSelected, ProfileError, ReportError),
    *(SpecificationError, UnknownRequirement, Unusable),
)
PAGE_NAME = "compare.html"
_FEWEST_COMPARED = 2
_COLUMNS: tuple[Outcome, ...] = ("passed", "failed", "error", "not-testable", "not-offered")


@dataclass(frozen=True)
class Target:
    """One target of a fleet: its profile as it was named, and how its run ended.

    Its report is left on disk: a fleet may have hundreds.
    """

    name: str
    code: int
    """What its run alone would have ended with."""
    told: str
    """Its row of the table, or why there is no run."""
    folder: Path | None = None


def run_fleet(
    names: Sequence[str], output: Path | None, chosen: Mapping[str, Any], pipeline: Pipeline
) -> int:
    """Run several profiles, one after the other, and return the exit code for all.

    One after the other, because each keeps its target as busy as its limits allow, and one
    machine's processors anyway. Every profile is read before the first is run: raises
    `ProfileError` for one that is of no use. Ctrl-C ends the fleet, not one target.
    """
    for name in names:
        _read(name)
    done: list[Target] = []
    for name, folder in zip(names, _folders(names, output), strict=True):
        done.append(_tested(name, Options(output=folder, **chosen), pipeline))
        if done[-1].code == ExitCode.INTERRUPTED:
            break
    for line in table(done):
        click.echo(line)
    codes = [target.code for target in done]
    if ExitCode.INTERRUPTED not in codes:
        codes += _compared(done, output)
    return worst(codes)


def _compared(targets: Sequence[Target], output: Path | None) -> Iterator[int]:
    """Write the page of requirements × targets; yields an exit code where that fails."""
    folders = [target.folder for target in targets if target.folder is not None]
    if len(folders) < _FEWEST_COMPARED:
        return
    moment = datetime.now(UTC)
    page = folders[0].parent / f"compare-{moment:%Y%m%dT%H%M%SZ}.html"
    try:
        lines = comparing(folders, page if output is None else output / PAGE_NAME, "html")
        click.echo("\n".join(["", *lines]))
    except (ReportError, Unusable) as error:
        click.echo(f"The runs can't be compared: {error}", err=True)
        yield int(ExitCode.USAGE)


def table(targets: Sequence[Target]) -> Iterator[str]:
    """Return the targets as lines: requirements by outcome, verdict, folder."""
    yield ""
    width = max(len("target"), *(len(target.name) for target in targets))
    yield f"{'target':<{width}}  {'  '.join(_COLUMNS)}  verdict"
    for target in targets:
        yield f"{target.name:<{width}}  {target.told}"


def _told(finished: Finished) -> str:
    outcomes = [row.outcome for row in finished.report.requirements]
    counts = (f"{outcomes.count(each):>{len(each)}}" for each in _COLUMNS)
    return f"{'  '.join(counts)}  {finished.report.verdict}  {finished.folder}"


def _read(name: str) -> None:
    with variables_for(name) as variables:
        load_profile(name, variables)


def _tested(name: str, options: Options, pipeline: Pipeline) -> Target:
    ended: list[Finished] = []

    def run() -> Finished:
        ended.append(run_profile(name, options))
        return ended[0]

    try:
        in_pipeline(run, pipeline)
        return Target(name, int(ended[0].exit_code), _told(ended[0]), ended[0].folder)
    except _MENDABLE as error:
        click.echo(f"{name}: {error}", err=True)
        problem = f"not tested: {str(error).splitlines()[0]}"
        return Target(name, int(ExitCode.USAGE), problem)


def _folders(names: Sequence[str], output: Path | None) -> Iterator[Path | None]:
    """Return a folder for each; profiles of the same name get different ones."""
    taken: set[str] = set()
    for name in names:
        stem, number = Path(name).stem, 1
        while (unique := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        taken.add(unique)
        yield None if output is None else output / unique
