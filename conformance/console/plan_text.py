"""What a plan says: which cases would run, which would not, and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from conformance.plan import PlannedCase
from conformance.report.untested import totals


def plan_lines(cases: Sequence[PlannedCase]) -> Iterator[str]:
    """Return a plan as text: the cases by operation, then totals by reason."""
    by_operation: dict[str, list[PlannedCase]] = defaultdict(list)
    for case in cases:
        by_operation[case.operation_id].append(case)
    for operation, planned in by_operation.items():
        yield operation
        yield from (f"  {_mark(case)} {case.id}" for case in planned)
        yield ""
    yield from _totals(cases)


def _mark(case: PlannedCase) -> str:
    return f"{'run' if case.withheld is None else case.withheld.outcome:<12}"


def _totals(cases: Sequence[PlannedCase]) -> Iterator[str]:
    runs = sum(case.withheld is None for case in cases)
    requirements = len({case.requirement.id for case in cases})
    yield f"{runs} of {len(cases)} cases of {requirements} requirements would run."
    withheld = [case.withheld for case in cases if case.withheld is not None]
    yield from totals((why.outcome, why.reason) for why in withheld)
    untested = {
        case.requirement.id
        for case in cases
        if case.requirement.level == "MUST"
        and case.withheld is not None
        and case.withheld.outcome == "not-testable"
    }
    if untested:
        yield f"At best partial: {len(untested)} MUST could not be tested, or not in whole."
