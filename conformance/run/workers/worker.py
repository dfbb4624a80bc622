"""A forked process that carries out one case after the other, as it is told.

It judges; its parent redacts, numbers placeholders, looks at every exchange and writes, so
that a report does not show how many processes there were.
"""

import os
import random
import select
import signal
import stat
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

import pytest

from conformance.exchanges import Exchange
from conformance.outcomes import CaseResult
from conformance.scenarios.plugin import ConformancePlugin
from conformance.scenarios.session import Session
from conformance.target.redaction import Redactor

Secrets = tuple[tuple[str, str], ...]
"""What each secret is, and the secret."""
_FILE_DESCRIPTORS = (Path("/proc/self/fd"), Path("/dev/fd"))


@dataclass(frozen=True)
class Met:
    """An exchange as it was, and the secrets met before it. It never leaves this machine."""

    exchange: Exchange
    secrets: Secrets


@dataclass(frozen=True)
class Done:
    """What became of a case, its reason not yet redacted."""

    result: CaseResult
    secrets: Secrets
    absences: tuple[str | None, ...]
    """For each error: why the target could not be reached; None where it was another error."""


class PassedOn(Redactor):
    """Leaves text as it is, and keeps secrets for the process that redacts."""

    def __init__(self) -> None:
        super().__init__()
        self._met: list[tuple[str, str]] = []

    def add_secret(self, kind: str, value: str) -> str:
        """Keep a secret."""
        self._met.append((kind, value))
        return value

    def text(self, text: str) -> str:
        """Return the text as it is."""
        return text

    def taken(self) -> Secrets:
        """Return what has been kept since the last time."""
        met, self._met = self._met, []
        return tuple(met)


def carry_out_what_comes(
    line: "Connection[Met | Done, int]",
    session: Session,
    plugin: ConformancePlugin,
    items: Sequence[pytest.Item],
) -> NoReturn:
    """Carry out items by their places until it is told to end; ends the process."""
    code = 1
    try:
        # The parent alone hears Ctrl-C and SIGTERM, and ends this process when it is over.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _settle_in(line, session, plugin)
        while True:
            item = items[line.recv()]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    except EOFError:
        code = 0
    finally:
        # Whatever went wrong, and not by way of exit handlers: those are the parent's, as is
        # what it has not yet written, and the code that it goes on with from here.
        os._exit(code)


def _settle_in(
    line: "Connection[Met | Done, int]", session: Session, plugin: ConformancePlugin
) -> None:
    _let_go_of_sockets(line.fileno())
    threading.Thread(target=_end_with_the_parent, args=(line.fileno(),), daemon=True).start()
    random.seed()
    secrets = PassedOn()
    absences: list[str | None] = []
    session.recorder.redactor = secrets
    # A case may send several requests at a time, each from a thread of its own.
    speaking = threading.Lock()

    def met(exchange: Exchange) -> None:
        with speaking:
            line.send(Met(exchange, secrets.taken()))

    session.recorder.send_elsewhere(met)
    session.target.reconnect()

    def done(result: CaseResult) -> None:
        line.send(Done(result, secrets.taken(), tuple(absences)))
        absences.clear()

    plugin.speak_through(done, absences.append)


def _let_go_of_sockets(own: int) -> None:
    """Give up the parent's connections, or the other side would never see them closed.

    The numbers stay taken, by nothing: objects of the parent's may yet close them.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    place = next(each for each in _FILE_DESCRIPTORS if each.exists())
    for number in [int(each.name) for each in place.iterdir()]:
        with suppress(OSError):  # the one that listed them is closed by now
            if number != own and stat.S_ISSOCK(os.fstat(number).st_mode):
                os.dup2(nothing, number, inheritable=False)


def _end_with_the_parent(line: int) -> None:
    """End this process when its parent has, even while it sleeps through a user's wait."""
    poll = select.poll()
    poll.register(line, 0)  # an end is told in any case
    poll.poll()
    os._exit(1)
