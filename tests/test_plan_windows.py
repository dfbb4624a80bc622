"""How few lines do for all that a plan asks for, by the age of their last SIM change."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.plan.traits import remedy
from conformance.plan.windows import swapped, together
from conformance.report.untested import totals

ADD = "add under subscribers: "


def asking(*traits: str) -> list[str]:
    """Return the reasons of cases that ask for lines with these traits."""
    return [ADD + remedy(trait) for trait in traits]


def test_one_fresh_and_one_old_line_do_for_eight_windows() -> None:
    within = [f"swapped-within-{hours}h" for hours in (119, 23, 11, 13)]
    before = [f"swapped-before-{hours}h" for hours in (241, 261, 121, 25)]
    reasons = asking(*within, *before, "swapped-between-2h-and-2400h", "silent")
    said = list(totals(("not-testable", reason) for reason in reasons))
    assert said == [
        f"    5 not-testable: {ADD}a line whose last SIM change was 2 to 11 h ago",
        f"    4 not-testable: {ADD}a line whose last SIM change was more than 261 h ago",
        f"    1 not-testable: {reasons[-1]}",
    ]


def test_longest_quiet_line_does_for_the_others() -> None:
    reasons = asking("never-swapped-for-25h", "never-swapped-for-2401h", "swapped-within-5h")
    assert together(reasons) == {
        **dict.fromkeys(reasons[:2], reasons[1]),
        reasons[2]: reasons[2],
    }


@pytest.mark.parametrize("reason", [*asking("swapped", "no-sim", "served"), "held back", ""])
def test_other_reasons_are_left_alone(reason: str) -> None:
    assert together([reason]) == {}


WINDOWS = st.tuples(st.integers(0, 12), st.integers(1, 12)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
SPELLED = {
    ADD + swapped(low, high): (low, high) for low, high in itertools.combinations(range(25), 2)
}


@settings(deadline=None)
@given(st.lists(WINDOWS, min_size=1, max_size=4))
def test_each_window_is_served_and_by_the_fewest(windows: list[tuple[int, int]]) -> None:
    """Ages of whole hours suffice: what two windows have in common is an hour or nothing."""
    asked = {ADD + swapped(*window): window for window in windows}
    found = together(asked)
    for reason, (low, high) in asked.items():
        from_, until = SPELLED[found[reason]]
        assert low <= from_ < until <= high
    one_less = itertools.combinations(range(25), len(set(found.values())) - 1)
    assert not any(
        all(any(low <= age < high for age in ages) for low, high in windows)
        for ages in one_less
    )
