"""SIM Swap `check` tells a recent swap from an old one and from none."""

from collections.abc import Mapping
from typing import Any

from conformance.plan.facts import DEFAULT_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.test_window import widest
from conformance.target.answers import UnexpectedAnswer
from conformance.target.sim_swap import SimSwap

# By these the service says that it has nothing to tell of the line.
_HAS_NO_ANSWER = (404, 422)


@requirement("sim-swap.check.recent-swap-is-reported-by-default")
def test_recent_swap_without_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """The last swap lies within the 240 hours that count where none are named."""
    assert sim_swap.check(line).swapped is True


@requirement("sim-swap.check.swap-within-max-age-is-reported")
def test_swap_within_max_age(
    sim_swap: SimSwap, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The last swap lies within the hours asked for."""
    assert sim_swap.check(line, max_age=example["max_age"]).swapped is True


@requirement("sim-swap.check.old-swap-is-not-reported-by-default")
def test_old_swap_without_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """The last swap lies outside the 240 hours that count where none are named."""
    assert sim_swap.check(line).swapped is False


@requirement("sim-swap.check.never-swapped-is-not-reported-by-default")
def test_never_swapped_without_max_age(sim_swap: SimSwap, line: Subscriber) -> None:
    """The SIM never changed and was activated long ago."""
    assert sim_swap.check(line).swapped is False


@requirement("sim-swap.check.never-swapped-is-not-reported")
def test_never_swapped_with_max_age(
    sim_swap: SimSwap, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The SIM never changed and was activated before the hours asked for."""
    assert sim_swap.check(line, max_age=example["max_age"]).swapped is False


@requirement("sim-swap.check.no-sim-is-not-reported")
def test_line_without_sim(sim_swap: SimSwap, line: Subscriber, api: ApiProfile) -> None:
    """There was no SIM that could have been changed."""
    # Asked for by name: an operator that keeps less than the default may refuse the default.
    answer = sim_swap.check(line, max_age=min(DEFAULT_MAX_AGE, widest(api)))
    if answer.status in _HAS_NO_ANSWER:
        return
    if answer.swapped:
        raise UnexpectedAnswer(f"{answer}: a line without a SIM has a swap")
