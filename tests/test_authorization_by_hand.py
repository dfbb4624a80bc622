"""`device: interactive`: a person opens the request on a device, in a real terminal."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from conformance.bundled import folder
from conformance.reference import ReferenceProvider
from conformance.report.reading import read_report

NUMBER = "+447700900101"
# The everyday flow, the flow of a scenario, and one that troubles nobody.
ROWS = (
    "number-verification.verify.own-number-is-verified",
    "authorization-code.code-brings-an-access-token",
    "authorization-code.unknown-code-is-refused",
)


@pytest.fixture
def command(tmp_path: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Return a run against a provider whose devices only a person can show."""
    text = (folder("profiles") / "reference.yaml").read_text("utf-8")
    text = re.sub(r"device: .*\n\s+header: .*\n", "device: interactive\n", text)
    assert "device: interactive" in text
    (tmp_path / "profile.yaml").write_text(text, "utf-8")
    rows = [word for row in ROWS for word in ("--requirement", row)]
    output = ["--output", str(tmp_path / "run")]
    program = "from conformance.cli import main; main()"
    words = [sys.executable, "-c", program, "run", str(tmp_path / "profile.yaml")]
    with ReferenceProvider() as provider:
        yield [*words, *rows, *output], {**os.environ, **provider.variables}


def outcomes(tmp_path: Path) -> dict[str, tuple[str, str | None]]:
    """Return outcome and reason of each requirement's first case."""
    report = read_report(tmp_path / "run")
    return {row.id: (row.cases[0].outcome, row.cases[0].reason) for row in report.requirements}


def follow(url: str) -> str:
    """Open a request as the device of the line would, and return where it ends."""
    answer = httpx.get(url, headers={"x-network-msisdn": NUMBER})
    assert answer.status_code == 302
    return answer.headers["location"]


def answered(words: list[str], environment: dict[str, str], typed: str | None) -> str:
    """Run in a terminal, answering each question, and return all that it showed.

    Each address is opened on the device and its redirect typed, unless `typed` is given.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    )
    os.close(theirs)
    shown, seen = "", 0
    for text in printed(ours):
        shown += text
        for question in re.finditer(r"(http://\S+/authorize\?\S+)\s+> ", shown[seen:]):
            seen = len(shown)
            answer = follow(question[1]) if typed is None else typed
            os.write(ours, f"{answer}\n".encode())
    process.kill()
    process.wait()
    os.close(ours)
    return shown


def printed(terminal: int) -> Iterator[str]:
    """Yield what a program prints into a terminal until it ends, for 60 s at most."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            try:
                yield os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # the other end is closed: the run is over
                return


def test_person_shows_the_device(
    command: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """The address is printed, and the redirect that comes back is redeemed."""
    shown = answered(*command, typed=None)

    assert {row: found[0] for row, found in outcomes(tmp_path).items()} == dict.fromkeys(
        ROWS, "passed"
    ), shown
    assert shown.count("/authorize?") == 2


def test_person_who_gives_up(
    command: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """An empty line leaves the case out, and the next one goes on."""
    answered(*command, typed="")

    found = outcomes(tmp_path)
    assert found[ROWS[0]] == (
        "not-testable",
        "a person was asked at the terminal and typed nothing",
    )
    assert found[ROWS[2]][0] == "passed"


def test_nobody_is_there(command: tuple[list[str], dict[str, str]], tmp_path: Path) -> None:
    """Without a terminal nobody is asked, and nobody waits."""
    words, environment = command
    run = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )

    found = outcomes(tmp_path)
    for row in ROWS[:2]:
        outcome, reason = found[row]
        assert outcome == "not-testable"
        assert "a person at a terminal" in str(reason)
    assert found[ROWS[2]][0] == "passed"
    assert b"/authorize?" not in run.stdout + run.stderr


def test_nothing_of_it_is_kept(
    command: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """The codes that a person types do not get into any file of the run."""
    shown = answered(*command, typed=None)

    codes = re.findall(r"callback\?code=([\w-]+)", shown)
    kept = [path for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert codes
    for path in kept:
        text = path.read_bytes()
        assert not [code for code in codes if code.encode() in text], path
