"""Decisions about the answer itself: windows, dates, comparisons and the shape of bodies."""

import hashlib
from datetime import datetime, timedelta

from conformance.reference.dialects import Dialect
from conformance.reference.subscribers import Subscriber

Document = dict[str, object]


def window(hours: int) -> timedelta:
    """Return how far back a maxAge reaches."""
    return timedelta(hours=hours)


def swapped(line: Subscriber, back: timedelta, now: datetime) -> bool:
    """Return whether the SIM of a line changed within `back` before `now`."""
    return line.changed_at is not None and now - line.changed_at <= back


def latest_change(line: Subscriber, dialect: Dialect, now: datetime) -> datetime | None:
    """Return the last change, else the activation, as far as the dialect keeps them."""
    change = line.changed_at or line.activated_at
    if change is None or dialect.kept_days is None:
        return change
    return change if now - change <= timedelta(days=dialect.kept_days) else None


def monitored_period(change: datetime | None, dialect: Dialect) -> int | None:
    """Return the days to tell beside a missing date; None leaves the member out."""
    return dialect.kept_days if change is None else None


def write_time(moment: datetime) -> object:
    """Return a time as RFC 3339 has it, with a time zone."""
    return moment.isoformat().replace("+00:00", "Z")


def number_matches(given: str, line: Subscriber) -> bool:
    """Return whether a plain number is that of the line."""
    return given == line.phone_number


def hash_of(line: Subscriber) -> str:
    """Return the SHA-256, in hexadecimal, of a line's number with its plus."""
    return hashlib.sha256(line.phone_number.encode("ascii")).hexdigest()


def hash_matches(given: str, expected: str) -> bool:
    """Return whether two hexadecimal hashes are the same; case carries no meaning."""
    return given.lower() == expected.lower()


def shared_number(line: Subscriber) -> str:
    """Return the number to tell for a device."""
    return line.phone_number


def check_body(is_swapped: bool) -> Document:
    """Return the body of an answer of check."""
    return {"swapped": is_swapped}


def date_body(change: object, days: int | None) -> Document:
    """Return the body of an answer of retrieve-date; null stays in it, as it is required."""
    body: Document = {"latestSimChange": change}
    if days is not None:
        body["monitoredPeriod"] = days
    return body


def verify_body(verified: bool) -> Document:
    """Return the body of an answer of verify."""
    return {"devicePhoneNumberVerified": verified}


def share_body(phone_number: str) -> Document:
    """Return the body of an answer of device-phone-number."""
    return {"devicePhoneNumber": phone_number}
