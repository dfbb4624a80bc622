"""What many tests look at and none may change: one finished run of the bundled profile."""

import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.command import Said, said
from tests.support.detected import detected_lines

# A shell that starts the tests in the background lets them, and the commands that they start
# and interrupt, ignore Ctrl-C; those would go on for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    with suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


# Hypothesis' 200 ms an example are those of an idle machine.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@dataclass(frozen=True)
class FinishedRun:
    """What `run` said, and the folder that it left."""

    said: Said
    folder: Path


@pytest.fixture(scope="session")
def reference_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """`camara-conformance run`, as the README has it, in an empty folder."""
    cwd = tmp_path_factory.mktemp("reference-run")
    result = said("run", cwd=cwd)
    (folder,) = (cwd / "camara-conformance-reports").iterdir()
    return FinishedRun(result, folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show which faults were caught, and by which requirement."""
    ended = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    for line in detected_lines(report for report in ended if report.when == "call"):
        terminalreporter.write_line(line)
