"""What is made of a finished run's folder."""

from pathlib import Path

import click

from conformance.commands.shared import PATH, clear_errors


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@clear_errors
def report(folder: Path) -> None:
    """Render every format again from report.json in DIR.

    Where a run was killed before it wrote one, it is made of the journal.
    """
    from conformance.console.rendering import render_again

    for line in render_again(folder):
        click.echo(line)
