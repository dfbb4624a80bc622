"""`run`: one profile after the other, each with its progress and its last lines."""

from collections.abc import Sequence
from pathlib import Path

import click

from conformance.console.progress import RunProgress
from conformance.console.proposing import propose, refuse_existing
from conformance.profile import load_profile
from conformance.report.render import PAGE_NAME
from conformance.report.terminal import summary_lines
from conformance.run.embedded import variables_for
from conformance.run.execution import Finished, execute
from conformance.run.options import Options
from conformance.run.selection import prepare

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
    with variables_for(name) as variables:
        prepared = prepare(load_profile(name, variables), options)
        title = prepared.profile.title or prepared.profile.name
        with RunProgress(title, len(prepared.cases)) as progress:
            finished = execute(prepared, options, progress.case)
    if options.narrowing:
        # A verdict on three requirements must not read like one on all.
        click.echo(f"Only a selection was tested: {', '.join(options.narrowing)}")
    lines = summary_lines(finished.report, finished.folder / PAGE_NAME)
    for line in lines if finished.began else lines[-_SENTENCE_AND_PATH:]:
        click.echo(line)
    if propose_to is not None:
        today = finished.report.started_at.date()
        click.echo(propose(finished.report, propose_to, today))
    return finished


def worst(codes: Sequence[int]) -> int:
    """Return the exit code that stands for all."""
    return next(code for code in _WORST_FIRST if code in codes)
