"""The embedded provider on its own."""

import click

from conformance.commands.completing import (
    complete_dialect,
    complete_fault,
    complete_spoken_release,
)
from conformance.commands.shared import clear_errors


@click.command()
@click.option(
    "--dialect",
    default="camara",
    show_default=True,
    metavar="NAME",
    shell_complete=complete_dialect,
    help="How it speaks: as published, or as an operator does.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    shell_complete=complete_fault,
    help="A mistake it makes; can be repeated.",
)
@click.option(
    "--release",
    "releases",
    multiple=True,
    metavar="API=RELEASE",
    shell_complete=complete_spoken_release,
    help="An older release of an API, such as sim-swap=1.0.0; can be repeated.",
)
@click.option(
    "--port",
    default=9091,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where on loopback; 0 takes one that is free.",
)
@click.option("--list-faults", is_flag=True, help="Show the faults it can have, and exit.")
@clear_errors
def serve(
    dialect: str,
    faults: tuple[str, ...],
    releases: tuple[str, ...],
    port: int,
    list_faults: bool,
) -> None:
    """Run the embedded provider on its own, on loopback, until Ctrl-C."""
    from conformance.console.serving import fault_lines, serve_provider

    if list_faults:
        for line in fault_lines():
            click.echo(line)
        return
    serve_provider(dialect, faults, port, click.echo, releases)
