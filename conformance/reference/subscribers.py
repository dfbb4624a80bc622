"""The lines of the provider: one in every state that a test can need."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Consent(StrEnum):
    """What the user of a line does when a client asks for a token."""

    GRANTED = "granted"
    SLOW = "slow"
    """Granted, but only `SLOW_SECONDS` after the question."""
    DENIED = "denied"
    NEVER_ANSWERS = "never-answers"
    MISSING = "missing"
    """Would have to be asked on a screen, which this provider has none of."""


SLOW_SECONDS = 3


@dataclass(frozen=True)
class Subscriber:
    """One line and all that the operator knows of it."""

    id: str
    phone_number: str
    """E.164 with the plus."""
    changed_at: datetime | None = None
    """Last change of the SIM, whole seconds UTC; None is never."""
    activated_at: datetime | None = None
    """When the first SIM was activated; None is a line without a SIM."""
    served: bool = True
    """False for a line that the service is not for, an IoT line for instance."""
    consent: Consent = Consent.GRANTED


class Subscribers:
    """The directory of lines, found by phone number or by id."""

    def __init__(self, lines: list[Subscriber]) -> None:
        self._by_number = {line.phone_number: line for line in lines}
        self._by_id = {line.id: line for line in lines}

    def __iter__(self) -> Iterator[Subscriber]:
        return iter(self._by_id.values())

    def by_number(self, phone_number: str) -> Subscriber | None:
        """Return the line of a number in E.164 with the plus, None if it is not ours."""
        return self._by_number.get(phone_number)

    def by_id(self, line_id: str) -> Subscriber:
        """Return the line with that id; KeyError if there is none."""
        return self._by_id[line_id]


FIRST_SIM = datetime(2020, 5, 1, tzinfo=UTC)
OLDER_SIM = datetime(2019, 3, 15, 9, 30, tzinfo=UTC)

SWAPPED_HOURS_AGO = {
    "swapped-3h": 3,
    "swapped-20h": 20,
    "swapped-100h": 100,
    "swapped-9d": 216,
    "swapped-11d": 264,
    "swapped-90d": 2160,
    "swapped-200d": 4800,
}
"""Lines with a swap: inside and outside of 24, 120, 240 and 2400 hours."""


# The numbers lie in the range that Ofcom keeps free for drama: +44 7700 900000 to 900999.
def _number(index: int) -> str:
    """Return the fictitious number with that index, 0 to 99."""
    return f"+4477009001{index:02d}"


UNKNOWN_NUMBER = _number(99)
"""The line `nobody`: well-formed and in no directory."""


def _swapped(now: datetime) -> list[Subscriber]:
    """Return the lines with a known swap, measured back from `now`."""
    start = now.replace(microsecond=0)
    return [
        Subscriber(line, _number(index), start - timedelta(hours=hours), FIRST_SIM)
        for index, (line, hours) in enumerate(SWAPPED_HOURS_AGO.items(), start=1)
    ]


def subscribers(now: datetime) -> Subscribers:
    """Return the directory; swap times are fixed from here on, relative to `now` (aware)."""
    return Subscribers(
        [
            *_swapped(now),
            Subscriber("never", _number(10), activated_at=FIRST_SIM),
            Subscriber("never-too", _number(11), activated_at=OLDER_SIM),
            Subscriber("no-sim", _number(12)),
            Subscriber("iot", _number(13), served=False, activated_at=FIRST_SIM),
            Subscriber(
                "silent", _number(20), consent=Consent.NEVER_ANSWERS, activated_at=FIRST_SIM
            ),
            Subscriber("refuses", _number(21), consent=Consent.DENIED, activated_at=FIRST_SIM),
            Subscriber("slow", _number(22), consent=Consent.SLOW, activated_at=FIRST_SIM),
            Subscriber(
                "no-consent", _number(23), consent=Consent.MISSING, activated_at=FIRST_SIM
            ),
            Subscriber("ts43", _number(24), activated_at=FIRST_SIM),
        ]
    )
