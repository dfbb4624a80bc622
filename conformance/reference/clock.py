"""The provider's clock: real time plus what a test has put on top, so that nobody waits."""

import time
from datetime import UTC, datetime


class Clock:
    """Real time that can be moved forward. Everything here that expires asks this clock."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC."""
        return time.time() + self._ahead

    def moment(self) -> datetime:
        """Return the time as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`; tokens, codes and CIBA requests age with it."""
        self._ahead += seconds
