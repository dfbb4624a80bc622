"""Init: a profile to begin with."""

import sys
from pathlib import Path
from typing import Any

import click

from conformance.commands.shared import PATH, clear_errors

_ENVIRONMENTS = ("local", "sandbox", "staging", "production")
_AUTHENTICATION = ("private_key_jwt", "client_secret_basic", "client_secret_post")
_FLOWS = ("ciba", "authorization_code", "client_credentials", "jwt_bearer")


class _Flow(click.Choice[str]):
    """A flow, in the spelling of `authorization` or in that of `apis.….flow`."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return it in the spelling of `authorization`."""
        return super().convert(str(value).replace("-", "_"), param, ctx)


@click.command()
@click.option("--output", type=PATH, metavar="FILE", help="New file.")
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
@click.option("--name", help="What commands and reports call the deployment.")
@click.option("--operator", help="Whose it is.")
@click.option("--country", metavar="CC", help="Where, as two letters; with --operator.")
@click.option(
    "--environment", type=click.Choice(_ENVIRONMENTS), help="Without it, production: careful."
)
@click.option("--sim-swap", metavar="URL", help="Base URL of SIM Swap.")
@click.option("--number-verification", metavar="URL", help="Base URL of Number Verification.")
@click.option(
    "--release", metavar="RELEASE", help="CAMARA release of the APIs; else as the URLs end."
)
@click.option("--discovery", metavar="URL", help="Authorization server's metadata document.")
@click.option(
    "--client-authentication",
    "authentication",
    type=click.Choice(_AUTHENTICATION),
    help="How the client proves who it is.",
)
@click.option(
    "--flow",
    "flows",
    multiple=True,
    type=_Flow(_FLOWS),
    help="How tokens are to be had; can be repeated.",
)
@click.option(
    "--line", "lines", multiple=True, metavar="ID", help="A test line's name; can be repeated."
)
@clear_errors
def init(output: Path | None, force: bool, **given: Any) -> None:
    """Write a commented profile, from flags or from a few questions.

    Without --output it goes to standard output. Secrets and phone numbers are never asked
    for: the profile takes them from environment variables.
    """
    from conformance.console.beginning import answered, written

    ask = sys.stdin.isatty() and not (given["sim_swap"] or given["number_verification"])
    click.echo(written(answered(given, ask=ask), output, force=force), nl=False)
