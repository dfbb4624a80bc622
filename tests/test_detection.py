"""Each faulty provider is caught, under each requirement that must catch it."""

from collections.abc import Callable

import pytest

from conformance import specs
from conformance.reference import FAULTS, Fault
from conformance.run.options import Options
from tests.support.detected import DETECTED
from tests.support.suite import run_suite

_GRAVEST_FIRST = ["MUST", "SHOULD", "MAY"]
Note = Callable[[str, object], None]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_fault_fails_its_requirements(fault: Fault, record_property: Note) -> None:
    """The suite, narrowed to the rows that the fault names, fails under each of them."""
    options = Options(requirements=fault.caught_by)
    seen = run_suite(
        fault.dialect,
        [fault.id],
        options,
        fault.security_release,
        fault.tls,
        fault.api_releases,
    )

    outcomes = {identifier: seen.outcomes.get(identifier) for identifier in fault.caught_by}
    for identifier, outcome in outcomes.items():
        record_property(DETECTED, [fault.id, identifier, str(outcome)])
    assert set(outcomes.values()) == {"failed"}, outcomes


@pytest.mark.parametrize(
    "row", {row.id: row for row in specs.all_requirements()}.values(), ids=lambda row: row.id
)
def test_each_requirement_has_a_fault(row: specs.Requirement) -> None:
    """A row that no faulty provider fails has not been shown to test anything."""
    faults = [fault.id for fault in FAULTS.values() if row.id in fault.caught_by]

    assert faults or row.excluded is not None


def test_a_must_fault_breaks_a_must() -> None:
    """A fault's level is that of the gravest requirement that catches it."""
    levels = {row.id: row.level.value for row in specs.all_requirements()}

    for fault in FAULTS.values():
        gravest = min((levels[each] for each in fault.caught_by), key=_GRAVEST_FIRST.index)
        assert fault.level == gravest, fault.id
