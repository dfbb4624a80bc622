"""Diff and compare: several reports beside each other."""

import sys
from pathlib import Path

import click

from conformance.commands.shared import PATH, clear_errors, in_format


@click.command()
@click.argument("old", type=PATH, metavar="OLD")
@click.argument("new", type=PATH, metavar="NEW")
@in_format("text", "markdown", help="For a terminal, or for a pull request.")
@click.option("--strict", is_flag=True, help="Fail on a SHOULD that newly fails, too.")
@clear_errors
def diff(old: Path, new: Path, form: str, strict: bool) -> None:
    """Show what changed between two runs.

    OLD and NEW are folders of runs, or their report.json. Exit codes: 0 nothing newly fails;
    1 something does; 2 a report that can't be read.
    """
    from conformance.console.comparing import differing

    lines, code = differing(old, new, form, strict=strict)
    for line in lines:
        click.echo(line)
    sys.exit(int(code))


@click.command()
@click.argument("places", nargs=-1, required=True, type=PATH, metavar="DIR...")
@click.option(
    "--output",
    type=PATH,
    metavar="FILE",
    help="Page to write; by default comparison.html, and standard output for Markdown.",
)
@in_format("html", "markdown", help="A page, or text for a pull request.")
@clear_errors
def compare(places: tuple[Path, ...], output: Path | None, form: str) -> None:
    """Write one page about several targets: requirements × targets.

    DIR is the folder of a run, or its report.json; each report.html beside one is linked.
    """
    from conformance.console.comparing import comparing

    for line in comparing(places, output, form):
        click.echo(line)
