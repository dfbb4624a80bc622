"""Judgements on date-times: RFC 3339 with a zone, and neither future nor prehistoric."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import dates
from tests.support.messages import response

MOMENT = datetime(2023, 7, 3, 12, 27, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-07-03T12:27:08Z",
        "2023-07-03t12:27:08z",
        "2023-07-03T14:27:08+02:00",
        "2023-07-03T06:57:08-05:30",
        "2023-07-03T12:27:08-00:00",
        *(f"2023-07-03T12:27:08.{'0' * digits}Z" for digits in range(1, 10)),
    ],
)
def test_every_spelling_of_a_moment_is_read(text: str) -> None:
    assert dates.is_no_date_time(text) is None
    assert dates.parsed(text) == MOMENT


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("12:27:08.5Z", 500_000),
        ("12:27:08.123456789Z", 123_456),
        ("12:27:08.9999999Z", 999_999),
    ],
)
def test_fraction_is_read_to_the_microsecond(text: str, microsecond: int) -> None:
    assert dates.parsed(f"2023-07-03T{text}") == MOMENT.replace(microsecond=microsecond)


def test_leap_second_is_the_next_second() -> None:
    leap = dates.parsed("2016-12-31T23:59:60Z")
    assert leap == datetime(2017, 1, 1, tzinfo=UTC)
    assert dates.parsed("9999-12-31T23:59:60+14:00") is not None
    assert dates.is_no_date_time("9999-12-31T23:59:60.5Z") is None


@pytest.mark.parametrize(
    "text",
    [
        "2023-07-03T12:27:08",
        "2023-07-03 12:27:08Z",
        "2023-07-03T12:27Z",
        "2023-07-03",
        "20230703T122708Z",
        "2023-07-03T12:27:08+0200",
        "2023-07-03T12:27:08+02",
        "2023-07-03T12:27:08.Z",
        "2023-07-03T12:27:08,5Z",
        "2023-02-30T12:27:08Z",
        "2023-13-01T12:27:08Z",
        "2023-07-03T24:00:00Z",
        "2023-07-03T12:60:08Z",
        "2023-07-03T12:27:61Z",
        "2023-07-03T12:27:08+24:00",
        "2023-07-03T12:27:08Z\n",
        " 2023-07-03T12:27:08Z",
        "٢٠٢٣-07-03T12:27:08Z",
        "1688387228",
        "Mon, 03 Jul 2023 12:27:08 GMT",
        "null",
        "",
    ],
)
def test_everything_else_is_named(text: str) -> None:
    said = dates.is_no_date_time(text)
    assert said == f"{text!r} is not an RFC 3339 date-time with a time zone"
    assert dates.is_implausible(text, response()) is None


OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=OFFSETS))
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    assert dates.parsed(moment.isoformat()) == moment


@given(st.text() | st.from_regex(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)\Z"))
def test_any_text_is_judged_without_raising(text: str) -> None:
    read = dates.parsed(text)
    assert (dates.is_no_date_time(text) is None) is (read is not None)
    dates.is_implausible(text, response(200, date=format_datetime(MOMENT, usegmt=True)))


def test_implausible_dates_are_named() -> None:
    future = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
    assert dates.is_implausible(future, response()) == f"{future!r} lies in the future"
    early = "1990-12-31T23:59:59Z"
    assert dates.is_implausible(early, response()) == (
        "'1990-12-31T23:59:59Z' lies before the first SIM card"
    )
    assert dates.is_implausible("1991-01-01T00:00:00Z", response()) is None
    just_now = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    assert dates.is_implausible(just_now, response()) is None


def test_clock_of_the_provider_counts_where_it_is_ahead() -> None:
    ahead = datetime.now(UTC) + timedelta(hours=2)
    answer = response(200, date=format_datetime(ahead, usegmt=True))
    assert dates.is_implausible(ahead.isoformat(), answer) is None
    later = (ahead + timedelta(minutes=10)).isoformat()
    assert dates.is_implausible(later, answer) == f"{later!r} lies in the future"


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +" + "9" * 20,
        "Mon, 01 Jan 2024 00:00:00 -0000",
        "yesterday",
        "",
    ],
)
@pytest.mark.parametrize(
    "text", ["9999-12-31T23:59:60Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"]
)
def test_ends_of_time_do_not_raise(text: str, date: str) -> None:
    dates.is_implausible(text, response(200, date=date))


@pytest.mark.parametrize("body", [b"", b"[]", b"{'a'}", b"[" * 100_000, b"7", b"null"])
def test_what_is_no_object_tells_no_date(body: bytes) -> None:
    assert dates.latest_sim_change_is_absent(response(200, body)) is None
    assert dates.latest_sim_change_is_implausible(response(200, body)) is None


def test_date_of_a_success_is_looked_at() -> None:
    early = "1990-12-31T23:59:59Z"
    told = response(200, {"latestSimChange": early})
    assert dates.latest_sim_change_is_implausible(told) == (
        f"{early!r} lies before the first SIM card"
    )
    assert dates.latest_sim_change_is_absent(told) is None
    for fine in ({"latestSimChange": None}, {"latestSimChange": 7}, {}):
        assert dates.latest_sim_change_is_implausible(response(200, fine)) is None
    assert dates.latest_sim_change_is_absent(response(200, {})) == "latestSimChange is absent"
