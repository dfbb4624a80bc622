"""Keeps to the profile's limits: requests per second, and requests in all."""

import threading
import time

from conformance.target.errors import RequestBudgetSpent


class Pacer:
    """Spaces requests evenly and counts them; every kind of request passes through it."""

    def __init__(self, requests_per_second: float, max_requests: int) -> None:
        self._gap = 1 / requests_per_second
        self._left = max_requests
        self._max_requests = max_requests
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when the next request may leave; raise `RequestBudgetSpent` if none may."""
        with self._lock:
            if self._left <= 0:
                raise RequestBudgetSpent(
                    f"all {self._max_requests} requests of limits.max_requests are spent; "
                    "raise the limit or select fewer requirements with --requirement"
                )
            self._left -= 1
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + self._gap
        if at > now:
            time.sleep(at - now)

    def back_off(self, seconds: float) -> None:
        """Let nobody send for so many seconds: the target asked for a pause."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)
