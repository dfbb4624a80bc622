"""The same line has the same answer, whichever kind of token asks."""

import pytest

from conformance.checks import dates
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_window import widest
from conformance.target.sim_swap import SimSwap

# Two windows tell lines apart that one would not.
_WINDOWS = (12, 240)

pytestmark = pytest.mark.long


@requirement("sim-swap.check.kinds-of-token-agree")
def test_check_with_both_kinds(
    run: Session,
    sim_swap: SimSwap,
    line: Subscriber,
    other_line: Subscriber,
    api: ApiProfile,
) -> None:
    """By the token and by the number: two ways to one line."""
    by_number = SimSwap(run.operations("sim-swap", "two-legged"))
    hours = sorted({min(each, widest(api)) for each in _WINDOWS})

    def told(by: SimSwap, each: Subscriber) -> list[bool]:
        return [by.check(each, max_age=window).swapped for window in hours]

    by_token = {each.id: told(sim_swap, each) for each in (line, other_line)}
    for each in (line, other_line):
        assert told(by_number, each) == by_token[each.id], f"{each.id} differs at {hours} h"


@requirement("sim-swap.retrieve-date.kinds-of-token-agree")
def test_date_with_both_kinds(
    run: Session, sim_swap: SimSwap, line: Subscriber, other_line: Subscriber
) -> None:
    """All three-legged requests have one body: only the token tells them apart."""
    by_number = SimSwap(run.operations("sim-swap", "two-legged"))
    by_token = {each.id: _second(sim_swap, each) for each in (line, other_line)}

    for each in (line, other_line):
        assert _second(by_number, each) == by_token[each.id], f"{each.id} has two dates"


def _second(sim_swap: SimSwap, line: Subscriber) -> object:
    """Return the date told, to the second."""
    told = sim_swap.retrieve_date(line).latest_sim_change
    parsed = dates.parsed(told) if told is not None else None
    return parsed.replace(microsecond=0) if parsed is not None else told
