"""Keeps to the profile's limits: requests per second, at a time, and in all."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from conformance.target.errors import RequestBudgetSpent
from conformance.target.sharing import Shared

# What a 429 costs that does not say how long to wait, or says it in no way that is known.
_UNTOLD_PAUSE_SECONDS = 1.0


class Pacer:
    """Spaces requests evenly and counts them; every kind of request passes through it.

    All processes that share its memory keep to the limits together.
    """

    def __init__(
        self, requests_per_second: float, max_requests: int, at_a_time: int, shared: Shared
    ) -> None:
        self._gap = 1 / requests_per_second
        self._max_requests = max_requests
        self.at_a_time = at_a_time
        """How many requests may be on their way."""
        self._shared = shared

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Enter when the next request may leave, and stay until its answer is there.

        Raises `RequestBudgetSpent` if none may.
        """
        with self._shared.slot(self.at_a_time):
            self._wait()
            yield

    def back_off(self, seconds: float) -> None:
        """Let nobody send for so many seconds: the target asked for a pause."""
        self._shared.no_turn_before(time.monotonic() + seconds)

    @property
    def has_room(self) -> bool:
        """Whether fewer requests are on their way than may be."""
        return self._shared.has_free_slot(self.at_a_time)

    def _wait(self) -> None:
        if not self._shared.spend(self._max_requests):
            raise RequestBudgetSpent(
                f"all {self._max_requests} requests of limits.max_requests are spent; "
                "raise the limit or select fewer requirements with --requirement"
            )
        # One waits and the others stand behind it, so that a pause which the target asks for
        # in the meantime holds for all, and they do not leave together at its end. The
        # monotonic clock is one for all processes of a machine.
        with self._shared.turn():
            at = time.monotonic()
            while (turn := self._shared.next_turn) > at:
                time.sleep(turn - at)
                at = turn
            self._shared.no_turn_before(at + self._gap)


def pause_of(retry_after: str | None, date: str | None) -> float:
    """Return the seconds that a 429 asks for: `Retry-After` is a number, or a date.

    A date counts from the answer's own `Date`, whose clock it was read from; one that has
    passed asks for nothing (RFC 9110 section 10.2.3).
    """
    wish = (retry_after or "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    until = _instant(wish)
    if until is None:
        return _UNTOLD_PAUSE_SECONDS
    now = _instant(date or "") or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
