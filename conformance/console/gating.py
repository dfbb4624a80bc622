"""A run in somebody's pipeline: annotations for the forge, a gate against an earlier run."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from conformance.report.comparison.diff import Difference, difference
from conformance.report.comparison.diff_text import conclusion, failing_lines
from conformance.report.formats.github import annotations, attention, silence
from conformance.report.reading import read_report
from conformance.run.execution import Finished
from conformance.verdict import ExitCode


@dataclass(frozen=True)
class Pipeline:
    """What a pipeline wants of a run besides its report."""

    baseline: Path | None = None
    """An earlier run's folder or report.json: only what newly fails ends with 1."""
    github: bool = False
    """Whether GitHub's runner reads the output."""
    strict: bool = False
    """Whether a SHOULD that newly fails counts."""


def in_pipeline(run: Callable[[], Finished], pipeline: Pipeline) -> int:
    """Carry out a run and return the exit code, which a baseline changes and no verdict.

    Raises `ReportError` for a baseline of no use, before anything is sent.
    """
    baseline = read_report(pipeline.baseline) if pipeline.baseline is not None else None
    with _quoted(pipeline):
        finished = run()
        code = int(finished.exit_code)
        if baseline is not None:
            code = _gated(finished, difference(baseline, finished.report), pipeline)
    if pipeline.github:
        for line in annotations(finished.report):
            click.echo(line)
    return code


@contextmanager
def _quoted(pipeline: Pipeline) -> Iterator[None]:
    """Keep a runner from taking what a target says for a command."""
    if not pipeline.github:
        yield
        return
    token = secrets.token_hex(16)
    click.echo(silence(token))
    try:
        yield
    finally:
        click.echo(attention(token))


def _gated(finished: Finished, found: Difference, pipeline: Pipeline) -> int:
    newly = found.newly_failing(strict=pipeline.strict)
    click.echo(
        f"Against the baseline: {_first_lower(conclusion(found, strict=pipeline.strict))}"
    )
    for line in failing_lines(newly):
        click.echo(line)
    if found.only_before:
        click.echo(f"  of the baseline, {len(found.only_before)} requirements were not tested")
    if finished.exit_code is ExitCode.INTERRUPTED:
        return int(ExitCode.INTERRUPTED)
    if newly:
        return int(ExitCode.NON_CONFORMANT)
    undecided = finished.report.verdict in ("partial", "inconclusive")
    # A failure that was known must not hide what could not be judged this time.
    if undecided or found.standing_now("error"):
        return int(ExitCode.UNDECIDED)
    return int(ExitCode.CONFORMANT)


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]
