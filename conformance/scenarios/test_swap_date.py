"""SIM Swap `retrieve-date` tells the right date, in the right form, or null."""

from datetime import UTC, datetime, timedelta
from math import ceil, floor

from conformance.checks import dates
from conformance.plan.facts import LARGEST_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.expect import nothing_wrong
from conformance.scenarios.lines import lines_to_ask
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import DateAnswer
from conformance.target.sim_swap import SimSwap

# What the profile knows of a line need not be exact to the minute; a forgotten time zone
# is off by an hour at least.
_TOLERANCE = timedelta(minutes=59)
_HOURS_A_DAY = 24


@requirement("sim-swap.retrieve-date.swap-date-is-reported")
def test_swapped_line(sim_swap: SimSwap, line: Subscriber) -> None:
    """A line whose SIM changed has a date."""
    assert moment(sim_swap.retrieve_date(line)) is not None


@requirement("sim-swap.retrieve-date.swap-date-agrees-with-the-known-swap")
def test_known_swap(sim_swap: SimSwap, line: Subscriber) -> None:
    """The date is the one at which the operator changed the SIM."""
    known = line.changed_at(datetime.now(UTC))

    assert_close(moment(sim_swap.retrieve_date(line)), known)


@requirement("sim-swap.retrieve-date.activation-date-when-never-swapped")
def test_never_swapped(sim_swap: SimSwap, line: Subscriber) -> None:
    """Where all history is kept, a line that never swapped has its activation date."""
    assert_close(moment(sim_swap.retrieve_date(line)), line.activated)


@requirement(
    "sim-swap.retrieve-date.no-sim-has-null-date",
    "sim-swap.retrieve-date.swap-before-the-monitored-period-has-null-date",
    "sim-swap.retrieve-date.never-swapped-has-null-date-when-history-is-limited",
)
def test_nothing_to_tell(sim_swap: SimSwap, line: Subscriber) -> None:
    """A date that does not exist, or that may not be kept, is null."""
    assert sim_swap.retrieve_date(line).latest_sim_change is None


@requirement("sim-swap.retrieve-date.date-has-a-time-zone")
def test_form_of_the_date(sim_swap: SimSwap, line: Subscriber) -> None:
    """RFC 3339 with a zone: without one, the date means another hour elsewhere."""
    answer = sim_swap.retrieve_date(line)

    nothing_wrong(answer, dates.is_no_date_time(answer.latest_sim_change or "null"))


@requirement("sim-swap.retrieve-date.monitored-period-is-positive")
def test_monitored_period(
    run: Session, sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """A provider that tells its own limit tells a number of days; it need not tell one.

    Many tell it beside a null only, which other lines than the first one may have.
    """
    limit = api.hours_of_monitored_period
    asked = lines_to_ask(run, sim_swap.operations["retrieve-date"], line)
    for each in asked if limit is not None else [line]:
        period = sim_swap.retrieve_date(each).monitored_period
        if period is not None:
            assert_days(period, limit)
            return


@requirement("sim-swap.retrieve-date.agrees-with-check")
def test_date_and_check_agree(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """`check` flips where `retrieve-date` says that the swap was."""
    changed = moment(sim_swap.retrieve_date(line))
    assert changed is not None
    hours = (datetime.now(UTC) - changed) / timedelta(hours=1)
    widest = min(LARGEST_MAX_AGE, api.hours_of_monitored_period or LARGEST_MAX_AGE)

    if ceil(hours) + 1 <= widest:
        assert sim_swap.check(line, max_age=ceil(hours) + 1).swapped is True
    if floor(hours) - 1 >= 1:
        shorter = min(floor(hours) - 1, widest)
        assert sim_swap.check(line, max_age=shorter).swapped is False


def moment(answer: DateAnswer) -> datetime | None:
    """Return the moment that an answer tells, None for null."""
    told = answer.latest_sim_change
    if told is None:
        return None
    parsed = dates.parsed(told)
    assert parsed is not None, dates.is_no_date_time(told)
    return parsed


def assert_close(told: datetime | None, known: datetime | None) -> None:
    """Assert that two moments are the same within what a profile can know."""
    assert told is not None, "the date is null"
    assert known is not None, "the plan gives this case a line whose date is known"
    assert abs(told - known) <= _TOLERANCE, f"{told.isoformat()} is not {known.isoformat()}"


def assert_days(period: object, limit: int | None) -> None:
    """Assert that a period is a number of days, and the limit, given in hours, if any."""
    assert isinstance(period, int), f"monitoredPeriod {period!r} is no integer"
    assert period > 0, f"monitoredPeriod is {period}"
    if limit is not None:
        difference = abs(period * _HOURS_A_DAY - limit)
        assert difference < _HOURS_A_DAY, f"{period} days are not the profile's {limit} h"
