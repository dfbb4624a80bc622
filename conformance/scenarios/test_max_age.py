"""What `maxAge` means: hours, 240 by default, 1 to 2400."""

from datetime import UTC, datetime
from math import ceil, floor

from conformance.plan.facts import DEFAULT_MAX_AGE, LARGEST_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.requirement import requirement
from conformance.target.sim_swap import SimSwap


@requirement("sim-swap.check.older-swap-is-not-reported")
def test_swap_before_the_window(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """The last swap lies outside the hours asked for."""
    widest = min(LARGEST_MAX_AGE, api.hours_of_monitored_period or LARGEST_MAX_AGE)
    assert sim_swap.check(line, max_age=widest).swapped is True

    answer = sim_swap.check(line, max_age=floor(hours_since_swap(line)) - 1)
    assert answer.swapped is False


@requirement("sim-swap.check.max-age-is-in-hours")
def test_unit_of_max_age(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """Just above the age of the swap in hours it shows, just below it does not.

    Minutes or seconds would miss the swap above; days would still show it below.
    """
    age = hours_since_swap(line)
    widest = min(LARGEST_MAX_AGE, api.hours_of_monitored_period or LARGEST_MAX_AGE)

    assert sim_swap.check(line, max_age=min(ceil(age) + 1, widest)).swapped is True
    assert sim_swap.check(line, max_age=floor(age) - 1).swapped is False


@requirement("sim-swap.check.max-age-defaults-to-240")
def test_absent_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """A request that names no hours is answered like one that names 240."""
    recent = hours_since_swap(line) < DEFAULT_MAX_AGE
    named = sim_swap.check(line, max_age=DEFAULT_MAX_AGE)
    assert named.swapped is recent

    assert sim_swap.check(line).swapped is recent


@requirement("sim-swap.check.smallest-max-age-is-accepted")
def test_smallest_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """One hour is the smallest window that the contract allows."""
    sim_swap.check(line, max_age=1).succeeded()


@requirement("sim-swap.check.largest-max-age-is-accepted")
def test_largest_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """2400 hours are the largest window that the contract allows."""
    sim_swap.check(line, max_age=LARGEST_MAX_AGE).succeeded()


def hours_since_swap(line: Subscriber) -> float:
    """Return how many hours ago the line's SIM changed, as the profile knows it."""
    hours = line.hours_since_swap(datetime.now(UTC))
    assert hours is not None, "the plan gives this case a line whose swap time is known"
    return hours
