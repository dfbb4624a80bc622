"""Explain and list: what is bundled."""

import json

import click

from conformance.commands.completing import complete_requirement
from conformance.commands.shared import clear_errors


@click.command()
@click.argument("requirement", metavar="ID", shell_complete=complete_requirement)
@clear_errors
def explain(requirement: str) -> None:
    """Show a requirement: sentence, level, source, how it is tested, what it takes."""
    from conformance.console.explanation import explained

    for line in explained(requirement):
        click.echo(line)


@click.command("list")
@click.argument("what", type=click.Choice(["profiles", "apis", "requirements", "scenarios"]))
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@clear_errors
def list_(what: str, as_json: bool) -> None:
    """List what is bundled."""
    from conformance.console.listing import LISTINGS, lines

    if as_json:
        click.echo(json.dumps(list(LISTINGS[what]()), indent=1))
        return
    for line in lines(what):
        click.echo(line)
