"""Lies of the API operations: in contract, and not true."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from conformance.exchanges import Request, Response
from tests.mutation.answers import with_member
from tests.mutation.lies import lie

_DATE = "latestSimChange"
_NUMBER = "devicePhoneNumber"
_CHECK = "sim-swap.check."
_RETRIEVE = "sim-swap.retrieve-date."
_VERIFY = "number-verification.verify."
_SHARE = "number-verification.device-phone-number."


def _said(response: Response) -> Any:
    return json.loads(response.body)


def _asked(request: Request) -> Any:
    return json.loads(request.body or b"{}")


@lie("/check", _CHECK + "recent-swap-is-reported-by-default")
def swap_flipped(_: Request, response: Response) -> Response:
    """Whatever is true is denied, and the other way round."""
    return with_member(response, "swapped", not _said(response)["swapped"])


@lie("/check", _CHECK + "old-swap-is-not-reported-by-default")
def always_swapped(_: Request, response: Response) -> Response:
    """Every SIM was swapped: the safe answer."""
    return with_member(response, "swapped", True)


@lie("/check", _CHECK + "recent-swap-is-reported-by-default")
def never_swapped(_: Request, response: Response) -> Response:
    """No SIM was swapped: the answer of a table that nobody fills."""
    return with_member(response, "swapped", False)


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


def _moved(by: timedelta) -> Callable[[Response], Response]:
    def move(response: Response) -> Response:
        told = _said(response)[_DATE]
        if told is None:
            return response
        moment = datetime.fromisoformat(told) + by
        return with_member(response, _DATE, moment.isoformat())

    return move


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_an_hour_late(_: Request, response: Response) -> Response:
    """Local time in winter, marked as UTC."""
    return _moved(timedelta(hours=1))(response)


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_an_hour_early(_: Request, response: Response) -> Response:
    """UTC, marked as local time in winter."""
    return _moved(timedelta(hours=-1))(response)


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_half_an_hour_off(_: Request, response: Response) -> Response:
    """The moment at which a batch was read, not that of the swap."""
    return _moved(timedelta(minutes=30))(response)


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_a_day_early(_: Request, response: Response) -> Response:
    """The day before."""
    return _moved(timedelta(days=-1))(response)


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_a_year_early(_: Request, response: Response) -> Response:
    """A digit of the year is another one."""
    return _moved(timedelta(days=-365))(response)


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_at_midnight(_: Request, response: Response) -> Response:
    """Only the day is kept."""
    told = _said(response)[_DATE]
    return response if told is None else with_member(response, _DATE, f"{told[:10]}T00:00:00Z")


@lie("/retrieve-date", _RETRIEVE + "swap-date-agrees-with-the-known-swap")
def date_relabelled(_: Request, response: Response) -> Response:
    """The hour of UTC is said to be one two hours ahead of it."""
    told = _said(response)[_DATE]
    return response if told is None else with_member(response, _DATE, f"{told[:19]}+02:00")


@lie("/retrieve-date", _RETRIEVE + "activation-date-when-never-swapped")
def day_and_month_exchanged(_: Request, response: Response) -> Response:
    """The day was read as the month wherever it can be one."""
    told = _said(response)[_DATE]
    if told is None or int(told[8:10]) > 12:
        return response
    return with_member(response, _DATE, f"{told[:5]}{told[8:10]}-{told[5:7]}{told[10:]}")


@lie("/retrieve-date", _RETRIEVE + "date-is-plausible")
def date_in_the_future(_: Request, response: Response) -> Response:
    """A SIM will be changed tomorrow."""
    moment = datetime.now(UTC) + timedelta(days=1)
    return with_member(response, _DATE, moment.isoformat())


@lie("/retrieve-date", _RETRIEVE + "date-is-plausible")
def date_of_1970(_: Request, response: Response) -> Response:
    """Zero seconds since 1970 stand for no date."""
    return with_member(response, _DATE, "1970-01-01T00:00:00Z")


@lie("/retrieve-date", _RETRIEVE + "swap-date-is-reported")
def null_for_every_date(_: Request, response: Response) -> Response:
    """Nothing is known of any line."""
    return with_member(response, _DATE, None)


@lie("/retrieve-date", _RETRIEVE + "no-sim-has-null-date")
def date_for_every_null(_: Request, response: Response) -> Response:
    """A line without a SIM has a date."""
    never = _said(response)[_DATE] is None
    return with_member(response, _DATE, "2021-03-01T00:00:00Z") if never else response


@lie(
    "/retrieve-date",
    _RETRIEVE + "swap-before-the-monitored-period-has-null-date",
    dialect="camara-limited",
)
def date_before_the_period(_: Request, response: Response) -> Response:
    """What lies before the monitored period is told."""
    never = _said(response)[_DATE] is None
    return with_member(response, _DATE, "2021-03-01T00:00:00Z") if never else response


@lie("/retrieve-date", _RETRIEVE + "monitored-period-is-positive", dialect="camara-limited")
def period_of_zero(_: Request, response: Response) -> Response:
    """The monitored period is no time at all."""
    return with_member(response, "monitoredPeriod", 0)


@lie("/retrieve-date", _RETRIEVE + "monitored-period-is-positive", dialect="camara-limited")
def period_below_zero(_: Request, response: Response) -> Response:
    """The monitored period is counted backwards."""
    return with_member(response, "monitoredPeriod", -30)


@lie("/retrieve-date", _RETRIEVE + "monitored-period-is-positive", dialect="camara-limited")
def period_in_hours(_: Request, response: Response) -> Response:
    """The monitored period is told in hours."""
    days = _said(response).get("monitoredPeriod")
    return response if days is None else with_member(response, "monitoredPeriod", days * 24)


@lie("/verify", _VERIFY + "own-number-is-verified")
def verified_flipped(_: Request, response: Response) -> Response:
    """The right number is denied and every other one confirmed."""
    told = _said(response)["devicePhoneNumberVerified"]
    return with_member(response, "devicePhoneNumberVerified", not told)


@lie("/verify", _VERIFY + "other-number-is-not-verified")
def always_verified(_: Request, response: Response) -> Response:
    """Every number is the device's: whoever asks is logged in."""
    return with_member(response, "devicePhoneNumberVerified", True)


@lie("/verify", _VERIFY + "own-number-is-verified")
def never_verified(_: Request, response: Response) -> Response:
    """No number is the device's."""
    return with_member(response, "devicePhoneNumberVerified", False)


@lie("/verify", _VERIFY + "other-hash-is-not-verified")
def hash_always_verified(request: Request, response: Response) -> Response:
    """A hash is as good as any other."""
    hashed = "hashedPhoneNumber" in _asked(request)
    return with_member(response, "devicePhoneNumberVerified", True) if hashed else response


@lie("/verify", _VERIFY + "upper-case-hash-is-verified")
def hash_in_capitals_not_verified(request: Request, response: Response) -> Response:
    """Hashes are compared as text."""
    hashed = _asked(request).get("hashedPhoneNumber", "")
    odd = hashed != hashed.lower()
    return with_member(response, "devicePhoneNumberVerified", False) if odd else response


def _digits(response: Response, change: Callable[[str], str]) -> Response:
    return with_member(response, _NUMBER, change(_said(response)[_NUMBER]))


@lie("/device-phone-number", _SHARE + "own-number-is-shared")
def last_digit_changed(_: Request, response: Response) -> Response:
    """The number is the next one."""
    return _digits(response, lambda told: told[:-1] + str((int(told[-1]) + 1) % 10))


@lie("/device-phone-number", _SHARE + "own-number-is-shared")
def digits_exchanged(_: Request, response: Response) -> Response:
    """Two digits stand in the wrong order."""
    return _digits(response, lambda told: told[:-2] + told[-1] + told[-2])


@lie("/device-phone-number", _SHARE + "own-number-is-shared")
def last_digit_lost(_: Request, response: Response) -> Response:
    """The number is cut by a column's width."""
    return _digits(response, lambda told: told[:-1])


@lie("/device-phone-number", _SHARE + "own-number-is-shared")
def country_code_doubled(_: Request, response: Response) -> Response:
    """The country code is put before a number that has one."""
    return _digits(response, lambda told: "+44" + told[1:])


@lie("/device-phone-number", _SHARE + "answers-belong-to-the-subscriber")
def always_one_number(_: Request, response: Response) -> Response:
    """Every device has the first line's number."""
    return with_member(response, _NUMBER, "+447700900101")
