"""Polling the token endpoint, never faster than the provider allows."""

import time
from collections.abc import Callable
from typing import TypeVar

# CIBA Core 7.3: what a client waits between polls where the answer names no interval.
DEFAULT_INTERVAL_SECONDS = 5.0
# CIBA Core 11: slow_down asks for five seconds more on this and every later poll.
SLOW_DOWN_SECONDS = 5.0

UNANSWERED = ("authorization_pending", "slow_down")
"""Errors that say: not yet."""
Answer = TypeVar("Answer")


def interval_of(told: object, floor: float) -> float:
    """Return the seconds to keep between two polls.

    `told` is the member `interval` of the backchannel answer, None where it is absent;
    `floor` the profile's own least pause.
    """
    return max(number(told, DEFAULT_INTERVAL_SECONDS), floor)


def number(value: object, otherwise: float) -> float:
    """Return a JSON number that is not negative, else what holds where there is none."""
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if usable else otherwise  # type: ignore[arg-type]


def until_answered(
    poll: Callable[[], Answer],
    error_of: Callable[[Answer], object],
    interval: float,
    longest: float,
) -> Answer:
    """Poll until the user has answered, and return the last answer.

    It still says `authorization_pending` or `slow_down` where that would have taken more
    than `longest` seconds. The first poll leaves at once.
    """
    deadline = time.monotonic() + longest
    while True:
        answer = poll()
        error = error_of(answer)
        if error not in UNANSWERED:
            return answer
        interval += SLOW_DOWN_SECONDS if error == "slow_down" else 0
        if time.monotonic() + interval > deadline:
            return answer
        time.sleep(interval)
