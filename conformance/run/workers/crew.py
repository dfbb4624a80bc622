"""The processes that carry out cases side by side, each forked from this one.

A process forked after collection has everything imported and planned, and starts in a few
milliseconds; threads would share one interpreter lock and pytest's fixtures, which know of
no second thread; pytest-xdist's workers import all of it again. See tests/benchmarks/.
"""

import gc
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from time import monotonic

import pytest

from conformance.outcomes import INTERRUPTED
from conformance.run.workers.worker import Done, Met, carry_out_what_comes
from conformance.scenarios.plugin import ConformancePlugin
from conformance.scenarios.session import Session


def can_fork() -> bool:
    """Whether workers can be had: macOS' own libraries break in a forked process."""
    return hasattr(os, "fork") and sys.platform != "darwin"


@dataclass
class Member:
    """One forked process, and what it is busy with."""

    pid: int
    line: "Connection[int, Met | Done]"
    item: pytest.Item | None = None
    heard_at: float = field(default_factory=monotonic)
    """When it last gave a sign of life (monotonic seconds)."""


class Crew:
    """Forked processes, and the line to each; `finished` and `lost` say what becomes of items.

    `finished` gets an item with what the process made of it; `lost` one whose process died,
    and the words for it.
    """

    def __init__(
        self,
        session: Session,
        plugin: ConformancePlugin,
        items: Sequence[pytest.Item],
        finished: Callable[[pytest.Item, Done], None],
        lost: Callable[[pytest.Item, str], None],
    ) -> None:
        self._session = session
        self._plugin = plugin
        self._items = items
        self._places = {id(item): place for place, item in enumerate(items)}
        self._finished = finished
        self._lost = lost
        self.members: list[Member] = []

    @property
    def busy(self) -> list[Member]:
        """The processes that carry out something."""
        return [member for member in self.members if member.item is not None]

    @property
    def idle(self) -> Member | None:
        """A process that has nothing to do, None if there is none."""
        return next((member for member in self.members if member.item is None), None)

    def enlist(self) -> Member:
        """Fork one more process. Raises OSError where the machine has none to give."""
        here, there = Pipe()
        with warnings.catch_warnings():
            # Threads of ours (the embedded provider's, a progress bar's) stay behind, and
            # hold no lock that the worker takes.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            carry_out_what_comes(there, self._session, self._plugin, self._items)
        there.close()
        member = Member(pid, here)
        self.members.append(member)
        return member

    def retire(self, member: Member) -> None:
        """End a process that has nothing to do."""
        self.members.remove(member)
        member.line.close()
        os.waitpid(member.pid, 0)

    def assign(self, member: Member, item: pytest.Item) -> None:
        """Let a process carry out an item."""
        member.item, member.heard_at = item, monotonic()
        with suppress(OSError):  # it died: its line says so when it is read
            member.line.send(self._places[id(item)])

    def listen(self, seconds: float | None) -> None:
        """Take in what the processes say within so many seconds; None waits for a word."""
        lines = {member.line: member for member in self.members}
        for line in wait(list(lines), seconds):
            self._hear(lines[line])  # type: ignore[index]

    def _hear(self, member: Member) -> None:
        try:
            said = member.line.recv()
        except (EOFError, OSError):
            self._bury(member)
            return
        member.heard_at = monotonic()
        for kind, value in said.secrets:
            self._session.recorder.redactor.add_secret(kind, value)
        if isinstance(said, Met):
            self._session.recorder.record(said.exchange)
            return
        item, member.item = member.item, None
        # What is interrupted has not been carried out; a resumed run does it again.
        if item is not None and said.result.reason != INTERRUPTED:
            self._finished(item, said)

    def _bury(self, member: Member) -> None:
        self.members.remove(member)
        member.line.close()
        _, status = os.waitpid(member.pid, 0)
        if member.item is not None:
            self._lost(member.item, _how(os.waitstatus_to_exitcode(status)))

    def dismiss(self) -> None:
        """End all processes, wherever they stand; what they have said is still taken in.

        Nobody is asked to come to an end: a process holds nothing that its own end leaves
        undone, and Ctrl-C has to end a run within two seconds, its report among them.
        """
        self._lost = lambda _item, _how: None
        for member in self.members:
            os.kill(member.pid, signal.SIGKILL)
        try:
            while self.members:
                self.listen(None)
        finally:
            for member in self.members:
                member.line.close()
                os.waitpid(member.pid, 0)
            self.members.clear()


@contextmanager
def at_work(crew: Crew) -> Iterator[Callable[[], None]]:
    """Keep a crew until the context is left, however it is left.

    Ctrl-C and SIGTERM wait until the function is called that is given, so that nothing is
    half taken in; it raises KeyboardInterrupt then.
    """
    heard: list[int] = []

    def stop_if_told() -> None:
        if heard:
            raise KeyboardInterrupt

    # What is there before the fork is not looked at again, or each process would copy it.
    gc.freeze()
    try:
        with _signals(lambda number, _: heard.append(number)):
            try:
                yield stop_if_told
            finally:
                crew.dismiss()
    finally:
        gc.unfreeze()


@contextmanager
def _signals(handler: Callable[[int, object], None]) -> Iterator[None]:
    """Take the signals that end a run; another thread than the main one gets none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handler) for number in numbers]
    try:
        yield
    finally:
        for number, earlier in zip(numbers, before, strict=True):
            signal.signal(number, earlier)


def _how(code: int) -> str:
    if code < 0:
        return f"signal {signal.Signals(-code).name} ended the process that carried it out"
    return f"the process that carried it out ended by itself (exit code {code})"
