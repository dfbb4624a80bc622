"""Lies of the API operations: in contract, and not true."""

import json
from datetime import UTC, datetime, timedelta
from operator import not_
from typing import Any

from conformance.exchanges import Request, Response
from tests.mutation.answers import with_member
from tests.mutation.changes import Change, changed, set_to
from tests.mutation.lies import lie, lies

_DATE = "latestSimChange"
_PERIOD = "monitoredPeriod"
_VERIFIED = "devicePhoneNumberVerified"
_NUMBER = "devicePhoneNumber"
_CHECK = "sim-swap.check."
_RETRIEVE = "sim-swap.retrieve-date."
_VERIFY = "number-verification.verify."
_SHARE = "number-verification.device-phone-number."


def _said(response: Response) -> Any:
    return json.loads(response.body)


def _asked(request: Request) -> Any:
    return json.loads(request.body or b"{}")


_SWAPS = {
    _CHECK + "recent-swap-is-reported-by-default": (
        (
            "swap_flipped",
            "Whatever is true is denied, and the other way round.",
            changed("swapped", not_),
        ),
        (
            "never_swapped",
            "No SIM was swapped: the answer of a table that nobody fills.",
            set_to("swapped", False),
        ),
    ),
    _CHECK + "old-swap-is-not-reported-by-default": (
        (
            "always_swapped",
            "Every SIM was swapped: the safe answer.",
            set_to("swapped", True),
        ),
    ),
}
lies("/check", _SWAPS)


@lie("/check", _CHECK + "old-swap-is-not-reported-by-default")
def swapped_unless_hours_are_named(request: Request, response: Response) -> Response:
    """Without maxAge everything counts."""
    return response if "maxAge" in _asked(request) else with_member(response, "swapped", True)


@lie("/check", _CHECK + "swap-within-max-age-is-reported")
def not_swapped_in_a_short_window(request: Request, response: Response) -> Response:
    """Less than a day is no window: the source is loaded at night."""
    short = _asked(request).get("maxAge", 240) < 24
    return with_member(response, "swapped", False) if short else response


@lie(
    "/check", _CHECK + "largest-max-age-is-accepted", _CHECK + "never-swapped-is-not-reported"
)
def swapped_in_the_widest_window(request: Request, response: Response) -> Response:
    """The largest maxAge means ever, so a SIM's activation counts."""
    widest = _asked(request).get("maxAge") == 2400
    return with_member(response, "swapped", True) if widest else response


def _moved(**by: int) -> Change:
    """Return what moves the date by a time: the arguments of a timedelta."""
    return changed(
        _DATE, lambda told: (datetime.fromisoformat(told) + timedelta(**by)).isoformat()
    )


def _day_for_month(told: str) -> str:
    day, month = told[8:10], told[5:7]
    return told if int(day) > 12 else f"{told[:5]}{day}-{month}{told[10:]}"


def _tomorrow(response: Response) -> Response:
    moment = datetime.now(UTC) + timedelta(days=1)
    return with_member(response, _DATE, moment.isoformat())


def _date_for_null(response: Response) -> Response:
    never = _said(response)[_DATE] is None
    return with_member(response, _DATE, "2021-03-01T00:00:00Z") if never else response


_DATES = {
    _RETRIEVE + "swap-date-agrees-with-the-known-swap": (
        ("date_an_hour_late", "Local time in winter, marked as UTC.", _moved(hours=1)),
        ("date_an_hour_early", "UTC, marked as local time in winter.", _moved(hours=-1)),
        (
            "date_half_an_hour_off",
            "The moment at which a batch was read, not that of the swap.",
            _moved(minutes=30),
        ),
        ("date_a_day_early", "The day before.", _moved(days=-1)),
        ("date_a_year_early", "A digit of the year is another one.", _moved(days=-365)),
        (
            "date_at_midnight",
            "Only the day is kept.",
            changed(_DATE, lambda told: f"{told[:10]}T00:00:00Z"),
        ),
        (
            "date_relabelled",
            "The hour of UTC is said to be one two hours ahead of it.",
            changed(_DATE, lambda told: f"{told[:19]}+02:00"),
        ),
    ),
    _RETRIEVE + "activation-date-when-never-swapped": (
        (
            "day_and_month_exchanged",
            "The day was read as the month wherever it can be one.",
            changed(_DATE, _day_for_month),
        ),
    ),
    _RETRIEVE + "date-is-plausible": (
        ("date_in_the_future", "A SIM will be changed tomorrow.", _tomorrow),
        (
            "date_of_1970",
            "Zero seconds since 1970 stand for no date.",
            set_to(_DATE, "1970-01-01T00:00:00Z"),
        ),
    ),
    _RETRIEVE + "swap-date-is-reported": (
        ("null_for_every_date", "Nothing is known of any line.", set_to(_DATE, None)),
    ),
    _RETRIEVE + "no-sim-has-null-date": (
        ("date_for_every_null", "A line without a SIM has a date.", _date_for_null),
    ),
}
_PERIODS = {
    _RETRIEVE + "swap-before-the-monitored-period-has-null-date": (
        (
            "date_before_the_period",
            "What lies before the monitored period is told.",
            _date_for_null,
        ),
    ),
    _RETRIEVE + "monitored-period-is-positive": (
        ("period_of_zero", "The monitored period is no time at all.", set_to(_PERIOD, 0)),
        (
            "period_below_zero",
            "The monitored period is counted backwards.",
            set_to(_PERIOD, -30),
        ),
        (
            "period_in_hours",
            "The monitored period is told in hours.",
            changed(_PERIOD, lambda days: days * 24),
        ),
    ),
}
lies("/retrieve-date", _DATES)
lies("/retrieve-date", _PERIODS, dialect="camara-limited")

_VERIFICATIONS = {
    _VERIFY + "own-number-is-verified": (
        (
            "verified_flipped",
            "The right number is denied and every other one confirmed.",
            changed(_VERIFIED, not_),
        ),
        ("never_verified", "No number is the device's.", set_to(_VERIFIED, False)),
    ),
    _VERIFY + "other-number-is-not-verified": (
        (
            "always_verified",
            "Every number is the device's: whoever asks is logged in.",
            set_to(_VERIFIED, True),
        ),
    ),
}
lies("/verify", _VERIFICATIONS)


@lie("/verify", _VERIFY + "other-hash-is-not-verified")
def hash_always_verified(request: Request, response: Response) -> Response:
    """A hash is as good as any other."""
    hashed = "hashedPhoneNumber" in _asked(request)
    return with_member(response, _VERIFIED, True) if hashed else response


@lie("/verify", _VERIFY + "upper-case-hash-is-verified")
def hash_in_capitals_not_verified(request: Request, response: Response) -> Response:
    """Hashes are compared as text."""
    hashed = _asked(request).get("hashedPhoneNumber", "")
    odd = hashed != hashed.lower()
    return with_member(response, _VERIFIED, False) if odd else response


_NUMBERS = {
    _SHARE + "own-number-is-shared": (
        (
            "last_digit_changed",
            "The number is the next one.",
            changed(_NUMBER, lambda told: told[:-1] + str((int(told[-1]) + 1) % 10)),
        ),
        (
            "digits_exchanged",
            "Two digits stand in the wrong order.",
            changed(_NUMBER, lambda told: told[:-2] + told[-1] + told[-2]),
        ),
        (
            "last_digit_lost",
            "The number is cut by a column's width.",
            changed(_NUMBER, lambda told: told[:-1]),
        ),
        (
            "country_code_doubled",
            "The country code is put before a number that has one.",
            changed(_NUMBER, lambda told: "+44" + told[1:]),
        ),
    ),
    _SHARE + "answers-belong-to-the-subscriber": (
        (
            "always_one_number",
            "Every device has the first line's number.",
            set_to(_NUMBER, "+447700900101"),
        ),
    ),
}
lies("/device-phone-number", _NUMBERS)
