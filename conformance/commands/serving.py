"""The embedded provider on its own."""

import click

from conformance.commands.shared import clear_errors


@click.command()
@click.option("--dialect", default="camara", show_default=True, help="How it speaks.")
@click.option("--fault", "faults", multiple=True, metavar="ID", help="A mistake it makes.")
@click.option(
    "--release",
    "releases",
    multiple=True,
    metavar="API=RELEASE",
    help="An older release of an API, such as sim-swap=1.0.0.",
)
@click.option("--port", default=9091, show_default=True, type=click.IntRange(0, 65535))
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
