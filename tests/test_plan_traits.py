"""Traits: which line of a profile a case gets, and what to add where there is none."""

from typing import Any

import pytest

from conformance import specs
from conformance.plan import Withheld
from conformance.plan.traits import Lines, remedy
from conformance.profile import Subscriber
from tests.support.lines import NOW, changed, line, never
from tests.support.profiles import profile

ROWS = specs.all_requirements()


def has(trait: str, told: dict[str, Any], monitored: int | None = None) -> bool:
    """Whether a line has a trait."""
    lines = profile(subscribers=[told]).subscribers
    return isinstance(Lines(lines, NOW, monitored).having(trait), Subscriber)


@pytest.mark.parametrize(
    ("trait", "told", "fits"),
    [
        ("served", line(), True),
        ("served", line(sim="none"), False),
        ("served", line(service="not-applicable"), False),
        ("served", line(service="unknown"), False),
        ("served", line(consent="denied"), False),
        ("served", line(consent={"granted_after": {"seconds": 1}}), False),
        ("swapped", changed(3), True),
        ("swapped", line(), False),
        ("swapped", never(3), False),
        ("swapped", line(sim={"changed": {"hours_ago": 0}}), False),  # after the plan's now
        ("swapped-within-23h", changed(23), True),
        ("swapped-within-23h", changed(23.01), False),
        ("swapped-before-241h", changed(241), True),
        ("swapped-before-241h", changed(240.9), False),
        ("swapped-between-2h-and-2400h", changed(2), True),
        ("swapped-between-2h-and-2400h", changed(1.9), False),
        ("swapped-between-2h-and-2400h", changed(2400.1), False),
        ("never-swapped-for-241h", never(241), True),
        ("never-swapped-for-241h", never(240.9), False),
        ("never-swapped-for-241h", never(), True),
        ("never-swapped-for-241h", changed(300), False),
        ("never-swapped-with-activation", never(1), True),
        ("never-swapped-with-activation", never(), False),
        ("no-sim", line(sim="none"), True),
        ("no-sim", line(sim="none", service="unknown"), False),
        ("no-sim", line(), False),
        ("not-applicable", line(service="not-applicable"), True),
        ("unknown", line(service="unknown"), True),
        ("unknown", line(), False),
        ("ts43", line(operator_token="secret-token"), True),
        ("ts43", line(), False),
    ],
)
def test_trait_holds_up_to_its_edge(trait: str, told: dict[str, Any], fits: bool) -> None:
    assert has(trait, told) is fits


@pytest.mark.parametrize(
    ("trait", "told", "fits"),
    [
        ("swapped", changed(71), True),
        ("swapped", changed(71.5), False),
        ("swapped-within-239h", changed(72), False),
        ("swapped-before-monitored-period", changed(73), True),
        ("swapped-before-monitored-period", changed(72.5), False),
        ("never-swapped-before-monitored-period", never(73), True),
        ("never-swapped-before-monitored-period", never(72.5), False),
        ("never-swapped-before-monitored-period", never(), False),
    ],
)
def test_monitored_period_is_kept_an_hour_away(
    trait: str, told: dict[str, Any], fits: bool
) -> None:
    assert has(trait, told, monitored=72) is fits
    before_the_period = "monitored-period" in trait
    assert has(trait, told) is (not before_the_period)


def test_second_line_has_another_number() -> None:
    twins = [line("a"), {**line("a"), "id": "a-too"}, line("b")]
    lines = Lines(profile(subscribers=twins).subscribers, NOW, None)
    first = lines.having("served")
    assert isinstance(first, Subscriber)
    second = lines.having("other-served", besides=first)
    assert isinstance(second, Subscriber)
    assert second.id == "b"


def every_trait() -> set[str]:
    """Return the traits that the rows ask for."""
    found = {row.needs.subscriber for row in ROWS}
    found |= {row.needs.other_subscriber for row in ROWS}
    found |= {each.subscriber for row in ROWS for each in row.examples}
    return {trait for trait in found if trait is not None}


@pytest.mark.parametrize("trait", sorted(every_trait()))
def test_missing_line_is_named_with_what_to_add(trait: str) -> None:
    withheld = Lines((), NOW, None).having(trait)
    assert withheld == Withheld("not-testable", f"add under subscribers: {remedy(trait)}")
    hours = {part for part in trait.replace("h", "").split("-") if part.isdigit()}
    assert all(number in remedy(trait) for number in hours)
