"""Exchanges that stay in the file they were written to, and are read when they are asked for.

A run of fifty thousand exchanges is reported within the memory of one of five hundred.
"""

import weakref
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Generic, TypeVar, overload

Item = TypeVar("Item")

# A run's usual two thousand, in some twenty mebibytes; what comes after these is read each
# time it is asked for.
_AT_HAND = 2_500


class OnDisk(Sequence[Item], Generic[Item]):
    """The numbered items of one file, in the order of their numbers.

    The file stays open, so that what takes its name later does no harm. Raises OSError where
    it can't be opened.
    """

    def __init__(self, path: Path, read: Callable[[bytes], Item]) -> None:
        self._read = read
        self._file: BinaryIO = path.open("rb")
        self._lock = Lock()
        self._at_hand: dict[int, Item] | None = None
        self.numbers = array("Q")
        """The items' own numbers, which a case names them by."""
        self._offsets = array("Q")
        self._lengths = array("Q")
        weakref.finalize(self, self._file.close)

    def place(self, number: int, offset: int, length: int) -> None:
        """Add an item by its number and its bytes' place in the file."""
        self.numbers.append(number)
        self._offsets.append(offset)
        self._lengths.append(length)

    def sort(self) -> None:
        """Put the items in the order of their numbers: workers finish in any order."""
        order = sorted(range(len(self.numbers)), key=self.numbers.__getitem__)
        for places in (self.numbers, self._offsets, self._lengths):
            places[:] = array("Q", [places[index] for index in order])

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        if self._at_hand is None or not 0 <= index < _AT_HAND:
            return self._read(self._bytes(index))
        if index not in self._at_hand:
            self._at_hand[index] = self._read(self._bytes(index))
        return self._at_hand[index]

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Keep the first few thousand items in memory, for what reads them all repeatedly."""
        self._at_hand = {}
        try:
            yield
        finally:
            self._at_hand = None

    def _bytes(self, index: int) -> bytes:
        with self._lock:
            self._file.seek(self._offsets[index])
            return self._file.read(self._lengths[index])

    def __iter__(self) -> Iterator[Item]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        """Compare item by item with any other sequence of items."""
        if not isinstance(other, OnDisk | tuple | list):
            return NotImplemented
        return len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} items in {self._file.name}>"


def _same(one: object, other: object) -> bool:
    return one == other


def place_of(number: int, rising: Sequence[int]) -> int | None:
    """Return where a number stands among rising ones, None where it does not."""
    index = bisect_left(rising, number)
    return index if index < len(rising) and rising[index] == number else None


class ByNumber(Mapping[int, Item]):
    """Numbered items looked up by their numbers, which must rise; keeps none of them."""

    def __init__(self, items: Sequence[Item], numbers: Sequence[int]) -> None:
        self._items = items
        self._numbers = numbers

    def __getitem__(self, number: int) -> Item:
        """Return an item; raises KeyError for a number that none has."""
        index = place_of(number, self._numbers)
        if index is None:
            raise KeyError(number)
        return self._items[index]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
