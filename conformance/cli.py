"""The command line: parse, call, exit code; nothing else.

What a command needs is imported inside it: `--help` must not wait for schemathesis.
"""

import json
import re
import signal
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from conformance import __version__
from conformance.run.errors import breakdown

CONFORMANT, NON_CONFORMANT, USAGE, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
_DEFAULT_PROFILE = "reference"


class _Rate(click.ParamType[float]):
    """`5/s` or plain `5`: requests per second."""

    name = "N/s"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/s)?", str(value))
        if match is None or float(match[1]) <= 0:
            self.fail(f"{value!r} is no rate: write 5/s or 0.5/s", param, ctx)
        return float(match[1])


def _fail(message: object, code: int = USAGE) -> NoReturn:
    click.echo(str(message), err=True)
    sys.exit(code)


def _mendable() -> tuple[type[Exception], ...]:
    """Return the errors that a user can mend; each message says how."""
    from conformance.profile import ProfileError
    from conformance.report.reading import ReportError
    from conformance.run.errors import NothingSelected, UnknownRequirement, Unusable
    from conformance.specs import ContractError, SpecificationError

    of_files = (ContractError, ProfileError, ReportError, SpecificationError)
    return (*of_files, NothingSelected, UnknownRequirement, Unusable)


def _clear_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn every error into one message and an exit code, without a traceback.

    Python's own exit code for a crash is 1, which here says that a provider is at fault.
    """

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except KeyboardInterrupt:
            _fail("interrupted", INTERRUPTED)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if isinstance(error, _mendable()):
                _fail(error)
            _fail(breakdown(error), UNDECIDED)

    return guarded


def _stop_on_termination() -> None:
    """Let a pipeline's SIGTERM end a run the way Ctrl-C does: tidily."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


_selection = (
    click.option("--api", "apis", multiple=True, help="Only this API; can be repeated."),
    click.option(
        "--requirement",
        "requirements",
        multiple=True,
        metavar="GLOB",
        help="Only requirements whose id matches; can be repeated.",
    ),
)


def _with(options: Iterable[Callable[..., Any]]) -> Callable[..., Any]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(tuple(options)):
            command = option(command)
        return command

    return decorate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 95})
@click.version_option(__version__, prog_name="camara-conformance")
def main() -> None:
    """Test a CAMARA SIM Swap or Number Verification provider against what is published.

    Exit codes: 0 conformant; 1 non-conformant, a stale deviation, or a warning with
    --strict; 2 usage or profile error; 3 partial or inconclusive; 130 interrupted.
    """


@main.command()
@click.argument("profiles", nargs=-1, metavar="[PROFILE]...")
@_with(_selection)
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help="Run's folder.")
@click.option("--rate", type=_Rate(), help="Requests per second, in place of the profile's.")
@click.option("--seed", default=0, show_default=True, help="Seed of generated requests.")
@click.option(
    "--max-examples",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="Drawn requests of each sort and operation.",
)
@click.option("--strict", is_flag=True, help="Fail on a SHOULD that fails.")
@click.option(
    "--only-failed",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Only what failed in an earlier run.",
)
@click.option("-k", "keyword", metavar="EXPRESSION", help="Passed to pytest.")
@click.option("-m", "marks", metavar="EXPRESSION", help="Passed to pytest.")
@_clear_errors
def run(profiles: tuple[str, ...], output: Path | None, **chosen: Any) -> None:
    """Test a deployment; without PROFILE, the embedded reference provider.

    PROFILE is a bundled name (see `list profiles`) or the path of a YAML file.
    """
    from conformance.console.running import run_profile, worst
    from conformance.run.options import Options

    _stop_on_termination()
    names = profiles or (_DEFAULT_PROFILE,)
    codes = []
    for name in names:
        folder = output / Path(name).stem if output and len(names) > 1 else output
        codes.append(run_profile(name, Options(output=folder, **chosen)))
    sys.exit(worst(codes))


@main.command()
@click.argument("profile", default=_DEFAULT_PROFILE)
@_with(_selection)
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@_clear_errors
def plan(profile: str, as_json: bool, **chosen: Any) -> None:
    """Show what a run would test, what not, and why; sends nothing."""
    from conformance.console.planning import planned_json, planned_lines
    from conformance.run.options import Options

    show = planned_json if as_json else planned_lines
    for line in show(profile, Options(**chosen)):
        click.echo(line)


@main.command()
@click.argument("profile", default=_DEFAULT_PROFILE)
@_clear_errors
def check(profile: str) -> None:
    """Validate a profile, then reach each API and obtain each kind of token."""
    from conformance.console.checking import check_profile

    sys.exit(CONFORMANT if check_profile(profile, click.echo) else UNDECIDED)


@main.command()
@click.argument("requirement", metavar="ID")
@_clear_errors
def explain(requirement: str) -> None:
    """Show a requirement: sentence, level, source, how it is tested, what it takes."""
    from conformance.console.explanation import explained

    for line in explained(requirement):
        click.echo(line)


@main.command("list")
@click.argument("what", type=click.Choice(["profiles", "apis", "requirements", "scenarios"]))
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@_clear_errors
def list_(what: str, as_json: bool) -> None:
    """List what is bundled."""
    from conformance.console.listing import LISTINGS, lines

    if as_json:
        click.echo(json.dumps(list(LISTINGS[what]()), indent=1))
        return
    for line in lines(what):
        click.echo(line)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@_clear_errors
def report(folder: Path) -> None:
    """Render every format again from report.json in DIR."""
    from conformance.console.rendering import render_again

    for line in render_again(folder):
        click.echo(line)


@main.command()
@click.option("--dialect", default="camara", show_default=True, help="How it speaks.")
@click.option("--fault", "faults", multiple=True, metavar="ID", help="A mistake it makes.")
@click.option("--port", default=9091, show_default=True, type=click.IntRange(0, 65535))
@click.option("--list-faults", is_flag=True, help="Show the faults it can have, and exit.")
@_clear_errors
def serve(dialect: str, faults: tuple[str, ...], port: int, list_faults: bool) -> None:
    """Run the embedded provider on its own, on loopback, until Ctrl-C."""
    from conformance.console.serving import fault_lines, serve_provider

    if list_faults:
        for line in fault_lines():
            click.echo(line)
        return
    serve_provider(dialect, faults, port, click.echo)
