"""What holds between the answers of `check` for several windows, whatever the history."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil, floor

import pytest

from conformance.plan.facts import DEFAULT_MAX_AGE, LARGEST_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.lines import lines_to_ask
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_swap_date import moment
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.target.sim_swap import SimSwap

# Hours, days, weeks and months as applications ask for them, and both bounds. In mixed order:
# a provider that remembers the question before shows it.
_WINDOWS = (240, 1, 720, 24, LARGEST_MAX_AGE, 12, 168, 1440, 48, 241, 336, 72)

pytestmark = pytest.mark.long


@requirement("sim-swap.check.absent-max-age-is-answered-as-240")
def test_default_of_many_lines(run: Session, sim_swap: SimSwap, line: Subscriber) -> None:
    """Left out or written out, it is the same question."""
    for each in lines_to_ask(run, sim_swap.operations["check"], line):
        left_out = sim_swap.check(each).swapped
        written_out = sim_swap.check(each, max_age=DEFAULT_MAX_AGE).swapped

        assert left_out is written_out, f"{each.id} without maxAge and with 240 differ"


@requirement("sim-swap.check.wider-window-keeps-a-swap")
def test_windows_of_one_line(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """A window holds what a narrower one holds."""
    hours = [each for each in _WINDOWS if each <= widest(api)]
    told = {each: sim_swap.check(line, max_age=each).swapped for each in hours}

    narrowest = min((each for each in hours if told[each]), default=LARGEST_MAX_AGE)
    lost = [each for each in sorted(hours) if each > narrowest and not told[each]]
    assert not lost, f"a swap within {narrowest} h is not within {lost[0]} h"


@requirement("sim-swap.check.flips-where-retrieve-date-says")
def test_flip_and_date(
    run: Session, sim_swap: SimSwap, line: Subscriber, api: ApiProfile
) -> None:
    """The two operations tell the same event, each in its own way."""
    swapped = line_with_a_swap(run, sim_swap, line, widest(api))
    flip = smallest(widest(api), lambda hours: sim_swap.check(swapped, max_age=hours).swapped)

    answer = sim_swap.retrieve_date(swapped)
    changed = moment(answer)
    if changed is None:
        days = answer.monitored_period
        forgotten = isinstance(days, int) and days * 24 <= flip
        assert forgotten, f"check reports a swap {flip} h ago, retrieve-date none"
        return
    age = (datetime.now(UTC) - changed) / timedelta(hours=1)
    if not floor(age) <= flip <= ceil(age) + 1:
        raise UnexpectedAnswer(f"{answer}: check turns to true at {flip} h")


def line_with_a_swap(
    run: Session, sim_swap: SimSwap, line: Subscriber, hours: int
) -> Subscriber:
    """Return the first line that has one within so many hours; `NotTestable` if none has."""
    for each in lines_to_ask(run, sim_swap.operations["check"], line):
        if sim_swap.check(each, max_age=hours).swapped:
            return each
    raise NotTestable(f"no swap within {hours} h is reported: add a line that has one")


def smallest(largest: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number from 1 for which it holds, known to hold for the largest."""
    low = 1
    while low < largest:
        middle = (low + largest) // 2
        low, largest = (low, middle) if holds(middle) else (middle + 1, largest)
    return largest


def widest(api: ApiProfile) -> int:
    """Return the most hours that may be asked for at this provider."""
    return min(LARGEST_MAX_AGE, api.hours_of_monitored_period or LARGEST_MAX_AGE)
