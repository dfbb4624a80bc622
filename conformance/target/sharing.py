"""What the processes of one run know together: counters, locks, and findings worth keeping.

A run forks its workers from one process. They share a piece of anonymous memory, which no
file system ever sees (tokens lie in it), and locks. Until `share` is called there is one
process, and only its own threads wait for each other.
"""

import mmap
import os
import pickle
import struct
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from zlib import crc32

from conformance.target.locks import Locks

# Never touched as a whole: what is written of it is what it costs.
_SIZE = 8 * 1024 * 1024
_NUMBER = struct.Struct("<q")
_INSTANT = struct.Struct("<d")
_NEXT_AT, _SPENT_AT, _NUMBER_AT, _LENGTH_AT, _LOG_AT = 0, 8, 16, 24, 64
# The places of the locks.
_COUNTERS, _LOG, _TURN, _FIRST_SLOT, _FIRST_NAME = 0, 1, 2, 3, 1 << 20
Value = TypeVar("Value")


class Shared:
    """The memory of one run; each process that is forked after `share` sees it alike."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _SIZE)
        self._locks = Locks()
        self._known: dict[Hashable, Any] = {}
        self._read = 0
        self._reading = threading.Lock()

    def share(self) -> None:
        """Make ready for processes that are forked from now on. Raises OSError."""
        self._locks.share()

    @property
    def last_number(self) -> int:
        """The number of the exchange that began last."""
        return self._number(_NUMBER_AT)

    def next_number(self, first: int, step: int) -> int:
        """Return the next exchange's number: `first`, then one `step` further each."""
        with self._locks.held(_COUNTERS):
            last = self._number(_NUMBER_AT)
            number = last + step if last else first
            _NUMBER.pack_into(self._memory, _NUMBER_AT, number)
        return number

    def number_after(self, number: int) -> None:
        """Let the numbers go on after this one."""
        _NUMBER.pack_into(self._memory, _NUMBER_AT, number)

    def spend(self, most: int) -> bool:
        """Count one more request; False if `most` have been spent already."""
        with self._locks.held(_COUNTERS):
            spent = self._number(_SPENT_AT)
            _NUMBER.pack_into(self._memory, _SPENT_AT, min(most, spent + 1))
        return spent < most

    @property
    def next_turn(self) -> float:
        """The instant before which no request may leave."""
        return float(_INSTANT.unpack_from(self._memory, _NEXT_AT)[0])

    def no_turn_before(self, instant: float) -> None:
        """Let no further request leave before an instant."""
        with self._locks.held(_COUNTERS):
            _INSTANT.pack_into(self._memory, _NEXT_AT, max(instant, self.next_turn))

    @contextmanager
    def slot(self, slots: int) -> Iterator[None]:
        """Hold one of so many slots; wait where others hold them all."""
        # Each thread begins at a place of its own, so that few try the same one.
        home = (os.getpid() + threading.get_native_id()) % slots
        places = [_FIRST_SLOT + (home + step) % slots for step in range(slots)]
        place = next((each for each in places if self._locks.attempt(each)), None)
        if place is None:
            place = places[0]
            self._locks.take(place)
        try:
            yield
        finally:
            self._locks.leave(place)

    def has_free_slot(self, slots: int) -> bool:
        """Tell whether one of the slots is held by nobody; asked by who holds none."""
        for place in range(_FIRST_SLOT, _FIRST_SLOT + slots):
            if self._locks.attempt(place):
                self._locks.leave(place)
                return True
        return False

    def get(self, key: Hashable) -> Any:
        """Return what any process has put under a key, None where none has."""
        if self._locks.shared:
            with self._reading:
                self._read_on()
        return self._known.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """Keep a value for all processes; it can be pickled."""
        self._known[key] = value
        if self._locks.shared:
            with self._locks.held(_LOG), self._reading:
                self._read_on()
                self._write(pickle.dumps((key, value)))
            self._known[key] = value

    def once(
        self,
        key: Hashable,
        make: Callable[[], Value],
        still_good: Callable[[Value], bool] = lambda _: True,
    ) -> Value:
        """Return what is kept under a key, made by the first who asks; others wait for it.

        Raises what `make` raises; the next who asks tries again.
        """
        kept = self.get(key)
        if kept is None or not still_good(kept):
            with self._alone(key):
                kept = self.get(key)
                if kept is None or not still_good(kept):
                    kept = make()
                    self.put(key, kept)
        return kept  # type: ignore[no-any-return]

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one after the other in here."""
        with self._locks.held(_TURN):
            yield

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[None]:
        place = _FIRST_NAME + crc32(repr(key).encode())
        # Two that wait for each other: the kernel sees it, and one makes it twice.
        taken = self._locks.take_unless_in_a_circle(place)
        try:
            yield
        finally:
            if taken:
                self._locks.leave(place)

    def _number(self, at: int) -> int:
        return int(_NUMBER.unpack_from(self._memory, at)[0])

    def _read_on(self) -> None:
        end = self._number(_LENGTH_AT)
        while self._read < end:
            at = _LOG_AT + self._read
            length = self._number(at)
            start = at + _NUMBER.size
            key, value = pickle.loads(self._memory[start : start + length])  # noqa: S301 - ours
            self._known[key] = value
            self._read += _NUMBER.size + length

    def _write(self, entry: bytes) -> None:
        at = _LOG_AT + self._read
        if at + _NUMBER.size + len(entry) > _SIZE:
            return  # full: from now on each process finds out for itself
        _NUMBER.pack_into(self._memory, at, len(entry))
        start = at + _NUMBER.size
        self._memory[start : start + len(entry)] = entry
        self._read += _NUMBER.size + len(entry)
        _NUMBER.pack_into(self._memory, _LENGTH_AT, self._read)
