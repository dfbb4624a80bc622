"""When the last SIM change of a line must have been, in words; and which few lines do for all.

Many cases ask for a line of their own window of hours. They are told in one sentence each, but
whoever adds lines wants to know how few: one line serves every window that its age lies in.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import NamedTuple

_SWAPPED = "a line whose last SIM change was "
_QUIET = "a line with no SIM change and activated "
_ASKED = re.compile(
    r"(?P<what>.*(?:last SIM change was|activated) )"
    r"(?:less than (?P<within>\d+)|more than (?P<before>\d+)|(?P<low>\d+) to (?P<high>\d+))"
    r" h ago\Z"
)
# Two windows that have less than so many hours in common can't be served by one line for long.
_ROOM_HOURS = 1


class _Window(NamedTuple):
    """Ages in hours, `low` to `high`."""

    high: float
    low: float

    def __str__(self) -> str:
        if self.high == inf:
            return f"more than {self.low:g} h ago"
        if self.low == 0:
            return f"less than {self.high:g} h ago"
        return f"{self.low:g} to {self.high:g} h ago"


def swapped(low: float, high: float) -> str:
    """Say what line has a last SIM change so many hours ago; `high` is inf without a limit."""
    return f"{_SWAPPED}{_Window(high, low)}"


def quiet(hours: float) -> str:
    """Say what line has had its first SIM for more than so many hours."""
    return f"{_QUIET}{_Window(inf, hours)}"


def together(reasons: Iterable[str]) -> Mapping[str, str]:
    """Return reasons that ask for a line of a window → what asks for one that does for more.

    As few lines as can be serve all of them. Reasons that ask for something else are absent.
    """
    asked: dict[str, dict[str, _Window]] = {}
    for reason in reasons:
        found = _ASKED.match(reason)
        if found is not None:
            asked.setdefault(found["what"], {})[reason] = _window(found)
    return {
        reason: f"{what}{shared}"
        for what, windows in asked.items()
        for shared in _fewest(windows.values())
        for reason, window in windows.items()
        if window.low <= shared.low and shared.high <= window.high
    }


def _window(found: re.Match[str]) -> _Window:
    high, low = found["within"] or found["high"], found["before"] or found["low"]
    return _Window(float(high) if high else inf, float(low) if low else 0)


def _fewest(windows: Iterable[_Window]) -> Iterator[_Window]:
    """Yield the fewest windows such that each of those given holds one of them."""
    shared: _Window | None = None
    # By their upper ends: what does not reach below the first of them needs a line of its own.
    for window in sorted(set(windows)):
        if shared is not None and window.low + _ROOM_HOURS <= shared.high:
            shared = _Window(shared.high, max(shared.low, window.low))
            continue
        if shared is not None:
            yield shared
        shared = window
    if shared is not None:
        yield shared
