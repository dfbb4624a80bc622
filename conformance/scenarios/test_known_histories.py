"""What is known of all the profile's lines is told, not only what is known of one.

A provider that keeps a copy of the last weeks, or cuts a wide window, is right about the line
that changed its SIM last, and wrong about the others.
"""

from datetime import UTC, datetime
from math import ceil, floor

import pytest

from conformance.plan.facts import DEFAULT_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.lines import lines_known
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_max_age import hours_since_swap
from conformance.scenarios.test_swap_date import assert_close, moment
from conformance.scenarios.test_window import widest
from conformance.target.sim_swap import SimSwap

# Hours between what is asked for and the edge: how hours are rounded is stated nowhere.
_EDGE_HOURS = 1
_SHORTEST_AGE = 2

pytestmark = pytest.mark.long


@requirement("sim-swap.check.each-known-swap-is-in-its-window")
def test_window_of_each_swap(
    run: Session, sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """Just above the age of a swap it shows, just below it does not, however old it is."""
    oldest = min(_hours_kept(api), widest(api) - _EDGE_HOURS)
    now = datetime.now(UTC)

    def swap(each: Subscriber) -> datetime | None:
        age = each.hours_since_swap(now)
        known = age is not None and _SHORTEST_AGE <= age <= oldest
        return each.changed_at(now) if known else None

    for each in lines_known(run, sim_swap.operations["check"], line, swap):
        age = hours_since_swap(each)
        holding, missing = ceil(age) + _EDGE_HOURS, floor(age) - _EDGE_HOURS
        told = [sim_swap.check(each, max_age=hours).swapped for hours in (holding, missing)]
        assert told[0] is True, f"{each.id} has a swap {age:.0f} h ago, not in {holding} h"
        assert told[1] is False, f"{each.id} has a swap {age:.0f} h ago, and in {missing} h"


@requirement("sim-swap.retrieve-date.each-known-date-is-told")
def test_date_of_each_line(
    run: Session, sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """The last swap, or the activation of a line that had none, however long ago."""
    now = datetime.now(UTC)

    def known(each: Subscriber) -> datetime | None:
        return _date(each, api, now)

    for each in lines_known(run, sim_swap.operations["retrieve-date"], line, known):
        told = moment(sim_swap.retrieve_date(each))
        try:
            assert_close(told, known(each) or each.changed_at(now))
        except AssertionError as wrong:
            raise AssertionError(f"{each.id}: {wrong}") from None


def _date(line: Subscriber, api: ApiProfile, now: datetime) -> datetime | None:
    """Return the date that a provider has to tell for a line, None where it may have none."""
    everything = api.history == "unlimited" and api.hours_of_monitored_period is None
    if line.never_swapped:
        return line.activated if everything else None
    age = line.hours_since_swap(now)
    kept = age is not None and (everything or age <= _hours_kept(api) - _EDGE_HOURS)
    return line.changed_at(now) if kept else None


def _hours_kept(api: ApiProfile) -> float:
    """Return for how many hours the profile says that swaps are kept.

    One that says nothing of it leaves the default of maxAge, which has to be answered.
    """
    if api.hours_of_monitored_period is not None:
        return api.hours_of_monitored_period
    return float("inf") if api.history == "unlimited" else DEFAULT_MAX_AGE
