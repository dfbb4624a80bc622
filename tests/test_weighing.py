"""What a failed case counts for, as the line says that a run prints of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from conformance.console.progress import RunProgress
from conformance.console.weighing import Weight, weights
from conformance.outcomes import CaseResult, Outcome
from conformance.profile.settings import Deviation
from conformance.specs import Level, all_requirements

TODAY = datetime.now(UTC).date()
BINDING, LESSER, FREE = (
    next(row for row in all_requirements() if row.level is level) for level in Level
)


def deviation(requirement: str, until: date = TODAY, ticket: str | None = None) -> Deviation:
    """Return a deviation as a profile has it."""
    return Deviation(requirement=requirement, reason="known", ticket=ticket, until=until)


def shown(
    outcome: Outcome, capsys: pytest.CaptureFixture[str], found: Mapping[str, Weight]
) -> str:
    """Return the line about a case of the binding row."""
    with RunProgress("acme", 1, found) as progress:
        progress.case(CaseResult("a-case", BINDING.id, outcome, "why", 0.1, ()))
    return capsys.readouterr().out.splitlines()[-1]


def test_lesser_requirement_warns_and_what_demands_nothing_informs() -> None:
    found = weights([BINDING, LESSER, FREE], [], TODAY)
    assert found == {LESSER.id: Weight("warning"), FREE.id: Weight("note")}


def test_deviation_admits_to_its_last_day() -> None:
    for row in (BINDING, LESSER):
        found = weights([BINDING, LESSER], [deviation(row.id, ticket="T-1")], TODAY)
        assert found[row.id] == Weight("deviates", f"admitted until {TODAY}, T-1")
    past = deviation(BINDING.id, TODAY - timedelta(days=1))
    assert weights([BINDING], [past], TODAY) == {}


def test_line_of_each_sort(capsys: pytest.CaptureFixture[str]) -> None:
    admitted = {BINDING.id: Weight("deviates", "admitted until 2027-01-31")}
    assert shown("failed", capsys, {}) == "failed  a-case: why"
    assert shown("failed", capsys, {BINDING.id: Weight("warning")}) == "warning a-case: why"
    assert shown("failed", capsys, admitted) == (
        "deviates a-case: why (admitted until 2027-01-31)"
    )
    # What broke was not judged: no deviation admits that.
    assert shown("error", capsys, admitted) == "error   a-case: why"
    assert shown("passed", capsys, admitted) == "acme: 1 case"


def test_reason_of_errors_is_told_once_and_that_of_failures_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Cases of several workers end in any order: the first to fail may be another."""
    outcomes: tuple[Outcome, ...] = ("failed", "failed", "error", "error")
    with RunProgress("acme", 4, {}) as progress:
        for number, outcome in enumerate(outcomes):
            progress.case(CaseResult(f"case-{number}", BINDING.id, outcome, "why", 0.1, ()))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "failed  case-0: why",
        "failed  case-1: why",
        "error   case-2: why",
        "error   case-3: as before",
    ]


def test_ticket_can_do_nothing_to_a_terminal() -> None:
    long = deviation(BINDING.id, ticket="T" * 500)
    remark = weights([BINDING], [long], TODAY)[BINDING.id].remark
    assert remark is not None
    assert len(remark) < 100
