"""`run A B C`: several targets in turn, and a table of them at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

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
_COLUMNS: tuple[Outcome, ...] = ("passed", "failed", "error", "not-testable", "not-offered")


@dataclass(frozen=True)
class Target:
    """One target of a fleet: its profile as it was named, and how its run ended."""

    name: str
    finished: Finished | None
    problem: str | None = None
    """Why there is no run."""

    @property
    def code(self) -> int:
        """What its run alone would have ended with."""
        return int(self.finished.exit_code if self.finished else ExitCode.USAGE)


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
    return worst([target.code for target in done])


def table(targets: Sequence[Target]) -> Iterator[str]:
    """Return the targets as lines: requirements by outcome, verdict, folder."""
    yield ""
    width = max(len("target"), *(len(target.name) for target in targets))
    yield f"{'target':<{width}}  {'  '.join(_COLUMNS)}  verdict"
    for target in targets:
        yield f"{target.name:<{width}}  {_told(target)}"


def _told(target: Target) -> str:
    if target.finished is None:
        return f"not tested: {target.problem}"
    report = target.finished.report
    outcomes = [row.outcome for row in report.requirements]
    counts = (f"{outcomes.count(each):>{len(each)}}" for each in _COLUMNS)
    return f"{'  '.join(counts)}  {report.verdict}  {target.finished.folder}"


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
        return Target(name, ended[0])
    except _MENDABLE as error:
        click.echo(f"{name}: {error}", err=True)
        return Target(name, None, str(error).splitlines()[0])


def _folders(names: Sequence[str], output: Path | None) -> Iterator[Path | None]:
    """Return a folder for each; profiles of the same name get different ones."""
    taken: set[str] = set()
    for name in names:
        stem, number = Path(name).stem, 1
        while (unique := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        taken.add(unique)
        yield None if output is None else output / unique
