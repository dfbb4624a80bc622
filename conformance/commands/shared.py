"""What the commands share: exit codes, options, and errors told in one message."""

import re
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from conformance.commands.completing import complete_api, complete_requirement
from conformance.run.errors import breakdown

if TYPE_CHECKING:
    from conformance.run.shards import Shard

CONFORMANT, NON_CONFORMANT, USAGE, UNDECIDED, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT_PROFILE = "reference"


PATH = click.Path(path_type=Path)
"""A file or folder; whether it is of use is told by what reads it."""


class Rate(click.ParamType[float]):
    """`5/s` or plain `5`: requests per second."""

    name = "N/s"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number; a text that is none is a usage error."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:/s)?", str(value))
        if match is None or float(match[1]) <= 0:
            self.fail(f"{value!r} is no rate: write 5/s or 0.5/s", param, ctx)
        return float(match[1])


class ShardOf(click.ParamType["Shard"]):
    """`2/8`: the second part of eight."""

    name = "I/N"

    def convert(self, value: Any, param: Any, ctx: Any) -> "Shard":
        """Return the shard; a text that is none is a usage error."""
        from conformance.run.shards import shard

        try:
            return shard(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def fail(message: object, code: int = USAGE) -> NoReturn:
    """End with a message on the error stream and an exit code."""
    click.echo(str(message), err=True)
    sys.exit(code)


def _mendable() -> tuple[type[Exception], ...]:
    """Return the errors that a user can mend; each message says how."""
    from conformance.profile import ProfileError
    from conformance.report.attestation.statement import AttestationError
    from conformance.report.reading import ReportError
    from conformance.run.errors import NothingSelected, UnknownRequirement, Unusable
    from conformance.specs import ContractError, SpecificationError

    of_files = (AttestationError, ContractError, ProfileError, ReportError, SpecificationError)
    return (*of_files, NothingSelected, UnknownRequirement, Unusable)


def clear_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn every error into one message and an exit code, without a traceback.

    Python's own exit code for a crash is 1, which here says that a provider is at fault.
    """

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except KeyboardInterrupt as stopped:
            _stop_listening()
            fail(str(stopped) or "interrupted", INTERRUPTED)
        except SystemExit as ending:
            if ending.code == INTERRUPTED:
                _stop_listening()
            raise
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if isinstance(error, _mendable()):
                fail(error)
            fail(breakdown(error), UNDECIDED)

    return guarded


def _stop_listening() -> None:
    """Let an end that was asked for be the last word: no second Ctrl-C, no traceback."""
    with suppress(ValueError):  # only the main thread has a say in signals
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)


def stop_on_termination() -> None:
    """Let a pipeline's SIGTERM end a run the way Ctrl-C does: tidily."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def written(**options: Any) -> dict[str, Any]:
    """Return those of a command's options that a person wrote."""
    context = click.get_current_context()
    return {
        name: value
        for name, value in options.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


selection = (
    click.option(
        "--api",
        "apis",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_api,
        help="Only this API; can be repeated.",
    ),
    click.option(
        "--requirement",
        "requirements",
        multiple=True,
        metavar="GLOB",
        shell_complete=complete_requirement,
        help="Only requirements whose id matches; can be repeated.",
    ),
)


def in_format(*words: str, help: str) -> Callable[..., Any]:  # noqa: A002 - click's own name
    """Return `--format` as a decorator: one of the words, the first by default."""
    return click.option(
        "--format",
        "form",
        default=words[0],
        show_default=True,
        type=click.Choice(words),
        help=help,
    )


def with_options(options: Iterable[Callable[..., Any]]) -> Callable[..., Any]:
    """Return a decorator that gives a command several options, in their order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(tuple(options)):
            command = option(command)
        return command

    return decorate
