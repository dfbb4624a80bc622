"""What can be wrong with a date-time.

RFC 3339 section 5.6 with a time zone, any fraction of a second, `t` and `z` in either case
(Commonalities API Design Guide 0.6, section 2.2).
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from conformance.checks.envelope import json_object
from conformance.exchanges import Response

_DATE_TIME = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"[Tt]((?:[01]\d|2[0-3]):[0-5]\d:)([0-5]\d|60)(\.\d+)?"
    r"(?:[Zz]|([+-](?:[01]\d|2[0-3]):[0-5]\d))\Z",
    re.ASCII,
)
# The first GSM call was made on 1 July 1991: no SIM is older.
_FIRST_SIMS = datetime(1991, 1, 1, tzinfo=UTC)
_LAST = datetime.max.replace(microsecond=0)
# Clocks of two machines may differ; an hour is the error of a forgotten time zone.
_TOLERANCE = timedelta(minutes=5)


def parsed(text: str) -> datetime | None:
    """Return the moment that an RFC 3339 date-time names, None where it is none."""
    match = _DATE_TIME.match(text)
    if match is None:
        return None
    day, minutes, second, fraction, offset = match.groups()
    leap = second == "60"
    seconds = ("59" if leap else second) + (fraction or "")[:7]
    try:
        moment = datetime.fromisoformat(f"{day}T{minutes}{seconds}{offset or '+00:00'}")
    except ValueError:  # 30 February
        return None
    at_the_end = moment.replace(tzinfo=None) >= _LAST
    return moment + timedelta(seconds=1) if leap and not at_the_end else moment


def is_no_date_time(text: str) -> str | None:
    """Say so where a text is not an RFC 3339 date-time with a time zone."""
    if parsed(text) is not None:
        return None
    return f"{text!r} is not an RFC 3339 date-time with a time zone"


def is_implausible(text: str, response: Response) -> str | None:
    """Say so where a SIM changed in the future, or before there were SIMs."""
    moment = parsed(text)
    if moment is None:
        return None
    if moment - _now(response) > _TOLERANCE:
        return f"{text!r} lies in the future"
    return f"{text!r} lies before the first SIM card" if moment < _FIRST_SIMS else None


def latest_sim_change_is_implausible(response: Response) -> str | None:
    """Say so where a success of `retrieve-date` tells a time that can't be."""
    body = json_object(response)
    told = body.get("latestSimChange") if body is not None else None
    return is_implausible(told, response) if isinstance(told, str) else None


def latest_sim_change_is_absent(response: Response) -> str | None:
    """Say so where a success of `retrieve-date` leaves the member out; null is written."""
    body = json_object(response)
    absent = body is not None and "latestSimChange" not in body
    return "latestSimChange is absent" if absent else None


def _now(response: Response) -> datetime:
    """Return the later of the provider's clock and our own: either may be the wrong one."""
    here = datetime.now(UTC)
    try:
        there = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, OverflowError):
        return here
    return max(here, there) if there.tzinfo is not None else here
