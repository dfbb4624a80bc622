"""Locks that threads of several processes take: one holds a place at a time.

Among processes they are record locks on a file without a name: the kernel takes those back
from a process that is killed, where a semaphore would stay taken for ever. They belong to
whole processes, so that each process keeps its own threads apart besides.
"""

import errno
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Who may not wait, because the kernel sees a circle of processes, asks again after so long.
_AGAIN_SECONDS = 0.005


class Locks:
    """Places by their numbers; until `share` is called they bind one process alone."""

    def __init__(self) -> None:
        self._file: Any = None
        self._own: dict[int, threading.Lock] = {}

    @property
    def shared(self) -> bool:
        """Whether other processes may hold places."""
        return self._file is not None

    def share(self) -> None:
        """Make ready for processes that are forked from now on. Raises OSError."""
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the run

    def attempt(self, place: int) -> bool:
        """Take a place if nobody holds it; False if somebody does."""
        own = self._of_threads(place)
        if not own.acquire(blocking=False):
            return False
        if self._locked(place, wait=False):
            return True
        own.release()
        return False

    def leave(self, place: int) -> None:
        """Give a place back."""
        if self._file is not None:
            # Imported late: Windows has none, and there no second process ever runs.
            import fcntl

            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)
        self._of_threads(place).release()

    @contextmanager
    def held(self, place: int) -> Iterator[None]:
        """Hold a place, after whoever holds it now."""
        self.take(place)
        try:
            yield
        finally:
            self.leave(place)

    def take(self, place: int) -> None:
        """Wait for a place and take it."""
        # A circle of processes is none of threads: somebody in it goes on, and gives back.
        while not self.take_unless_in_a_circle(place):
            time.sleep(_AGAIN_SECONDS)

    def take_unless_in_a_circle(self, place: int) -> bool:
        """Wait for a place and take it; False where processes would wait for each other."""
        own = self._of_threads(place)
        own.acquire()
        taken = False
        try:
            taken = self._locked(place, wait=True)
        finally:
            if not taken:
                own.release()
        return taken

    def _of_threads(self, place: int) -> threading.Lock:
        return self._own.setdefault(place, threading.Lock())

    def _locked(self, place: int, *, wait: bool) -> bool:
        if self._file is None:
            return True
        import fcntl

        how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
        try:
            fcntl.lockf(self._file, how, 1, place)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True
