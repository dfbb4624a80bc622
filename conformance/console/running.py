"""`run`: one profile after the other, each with its progress and its last lines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.console.progress import RunProgress
from conformance.console.proposing import propose, refuse_existing
from conformance.console.weighing import Weight, weights
from conformance.profile import load_profile
from conformance.report.render import PAGE_NAME
from conformance.report.terminal import summary_lines
from conformance.run.embedded import variables_for
from conformance.run.errors import Unusable
from conformance.run.execution import Finished, execute
from conformance.run.options import Options
from conformance.run.resuming import Earlier, earlier_run
from conformance.run.selection import Prepared, prepare
from conformance.run.workers.side_by_side import why_one

# What a pipeline must hear of first where several profiles end differently.
_WORST_FIRST = (130, 2, 1, 3, 0)
# Of a run that could not begin, every case has the one reason that the sentence gives.
_SENTENCE_AND_PATH = 2


def run_profile(name: str, options: Options, propose_to: Path | None = None) -> Finished:
    """Run one profile and print what a manager reads last.

    `propose_to` is a new file for the deviations that would admit what fails.
    """
    if propose_to is not None:
        refuse_existing(propose_to)
    finished = _run(name, replace(options, profile=name), None)
    if propose_to is not None:
        today = finished.report.started_at.date()
        click.echo(propose(finished.report, propose_to, today))
    return finished


def resume(folder: Path, name: str | None, given: Mapping[str, Any]) -> Finished:
    """Go on with the run in a folder.

    `name` is the profile as the command line has it, None for the run's own; `given` are the
    options that a person wrote. Raises `Unusable` for a run that can't be gone on with.
    """
    earlier = earlier_run(folder)
    options = earlier.with_pace(given)
    profile = name or options.profile
    if profile is None:
        raise Unusable(f"{folder} does not say which profile it is about: name it")
    return _run(profile, options, earlier)


def _run(name: str, options: Options, earlier: Earlier | None) -> Finished:
    with variables_for(name) as variables:
        prepared = prepare(load_profile(name, variables), options)
        title = prepared.profile.title or prepared.profile.name
        left = prepared.cases if earlier is None else earlier.left(prepared)
        if not left:
            click.echo(f"{options.output} holds a finished run: nothing was left to do")
        reason = why_one(prepared.profile)
        if (options.workers or prepared.profile.limits.workers or 1) > 1 and reason:
            click.echo(f"One worker does it all: {reason}")
        with RunProgress(title, len(left), _weights(prepared, earlier)) as progress:
            finished = execute(prepared, options, progress.case, earlier)
    if options.narrowing:
        # A verdict on three requirements must not read like one on all.
        click.echo(f"Only a selection was tested: {', '.join(options.narrowing)}")
    lines = summary_lines(finished.report, finished.folder / PAGE_NAME)
    if finished.left_out:
        left_out = " and ".join(finished.left_out)
        click.echo(f"Not written: {left_out}; `report {finished.folder}` does it")
    for line in lines if finished.began else lines[-_SENTENCE_AND_PATH:]:
        click.echo(line)
    return finished


def _weights(prepared: Prepared, earlier: Earlier | None) -> Mapping[str, Weight]:
    # The day that the verdict goes by is that on which the run began.
    began = datetime.now(UTC) if earlier is None else earlier.head.started_at
    return weights(prepared.requirements, prepared.profile.deviations, began.date())


def worst(codes: Sequence[int]) -> int:
    """Return the exit code that stands for all."""
    return next(code for code in _WORST_FIRST if code in codes)
