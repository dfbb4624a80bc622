"""`merge`: the shards of a run, joined, and its last lines."""

from collections.abc import Sequence
from pathlib import Path

import click

from conformance.report.render import PAGE_NAME
from conformance.report.terminal import summary_lines
from conformance.run.merging import merge


def merge_folders(folders: Sequence[Path], output: Path) -> int:
    """Join shards, print what the whole run would have printed, and return the exit code."""
    report, code = merge(folders, output)
    for line in summary_lines(report, output / PAGE_NAME):
        click.echo(line)
    return int(code)
