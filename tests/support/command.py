"""Runs `camara-conformance`: in a process of its own, as a user does, or in this one."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from conformance.cli import main

COMMAND = Path(sys.executable).with_name("camara-conformance")
# Far more than any command takes; a hang ends a test, not the day.
LONGEST_SECONDS = 120


@dataclass(frozen=True)
class Said:
    """What a finished command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without a provider that somebody else serves."""
    own = {name: value for name, value in os.environ.items() if "REFERENCE_" not in name}
    return {**own, "COLUMNS": "95", **(more or {})}


def start(
    *arguments: str | Path, cwd: Path, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a command in a folder."""
    return subprocess.Popen(
        [COMMAND, *arguments],
        cwd=cwd,
        env=environment(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> Said:
    """Wait for a command's end."""
    out, err = process.communicate(timeout=LONGEST_SECONDS)
    return Said(process.returncode, out, err)


def said(
    *arguments: str | Path, cwd: Path, variables: Mapping[str, str] | None = None
) -> Said:
    """Run a command in a folder, to its end."""
    return ended(start(*arguments, cwd=cwd, variables=variables))


def said_here(*arguments: str | Path, cwd: Path) -> Said:
    """Run a command in this process, without the second that a new one takes to start.

    Whatever a command lets through, and a new process would show as a traceback, is raised.
    """
    with chdir(cwd):
        result = CliRunner().invoke(main, [str(each) for each in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@dataclass(frozen=True)
class Serving:
    """A provider that `serve` runs, and the variables that it printed."""

    process: subprocess.Popen[str]
    variables: Mapping[str, str]

    def stop(self, number: signal.Signals = signal.SIGINT) -> Said:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return ended(self.process)


@contextmanager
def serving(cwd: Path, *arguments: str) -> Iterator[Serving]:
    """Run `serve` on a free port until the context is left."""
    process = start("serve", "--port", "0", *arguments, cwd=cwd)
    try:
        yield Serving(process, _printed(process))
    finally:
        process.kill()
        process.communicate()


def _printed(process: subprocess.Popen[str]) -> dict[str, str]:
    variables: dict[str, str] = {}
    assert process.stdout is not None
    # The keys of the clients are the last of the variables.
    while "REFERENCE_LIMITED_CLIENT_KEY" not in variables:
        line = process.stdout.readline()
        assert line, "serve ended before it had printed its variables"
        if line.startswith("export "):
            name, value = shlex.split(line)[1].split("=", 1)
            variables[name] = value
    return variables


def wait_until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for something that another process does; AssertionError if it never happens."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.02)


def assert_refused(result: Said, *words: str) -> None:
    """One line on standard error that holds these words, and exit code 2."""
    assert result.code == 2, result
    assert len(result.err.splitlines()) == 1, result.err
    for word in words:
        assert word in result.err


def assert_clear(result: Said, code: int) -> None:
    """No traceback anywhere, and the exit code."""
    assert result.code == code, result
    for text in (result.out, result.err):
        assert "Traceback" not in text
        assert "INTERNALERROR" not in text
        assert not re.search(r'File ".*", line \d+', text)
