"""From outcomes to the exit code: what outranks what, what a deviation is worth, and when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.outcomes import Outcome
from conformance.profile import Profile
from conformance.profile.settings import Deviation
from conformance.verdict import ExitCode, Judged, exit_code, judged, outcome_over, verdict
from tests.support.profiles import profile

TODAY = date(2026, 11, 20)
WORST_FIRST: list[Outcome] = ["failed", "error", "not-testable", "passed", "not-offered"]


def deviation(until: date = TODAY) -> Deviation:
    """Return a deviation from requirement `a` that excuses until that day, included."""
    return Deviation(requirement="a", reason="known", until=until)


def row(
    outcome: Outcome, level: str = "MUST", admitted: Deviation | None = None, name: str = "a"
) -> Judged:
    """Return a judged requirement."""
    return judged(name, level, outcome, admitted, TODAY)


@given(st.lists(st.sampled_from(WORST_FIRST), min_size=1))
def test_the_worst_case_is_the_requirements_outcome(outcomes: list[Outcome]) -> None:
    assert outcome_over(outcomes) == min(outcomes, key=WORST_FIRST.index)


def test_requirement_without_cases_is_not_offered() -> None:
    assert outcome_over([]) == "not-offered"


@pytest.mark.parametrize(
    ("outcome", "until", "state", "excused"),
    [
        ("failed", date(2026, 11, 21), "admitted", True),
        ("failed", TODAY, "admitted", True),
        ("failed", date(2026, 11, 19), "expired", False),
        ("passed", date(2026, 11, 21), "stale", False),
        ("passed", date(2026, 11, 19), "stale", False),
        ("not-testable", TODAY, "admitted", False),
        ("error", TODAY, "admitted", False),
    ],
)
def test_what_a_deviation_is_worth(
    outcome: Outcome, until: date, state: str, excused: bool
) -> None:
    found = row(outcome, admitted=deviation(until))
    assert (found.deviation_state, found.excused) == (state, excused)


@pytest.mark.parametrize(
    ("until", "state"), [(TODAY, "admitted"), (date(2026, 11, 19), "expired")]
)
def test_requirement_that_passes_in_part_is_not_stale(until: date, state: str) -> None:
    found = judged("a", "MUST", "passed", deviation(until), TODAY, whole=False)
    assert found.deviation_state == state
    assert exit_code("conformant", [found], strict=False) == ExitCode.CONFORMANT


def test_failure_without_a_deviation_is_not_excused() -> None:
    assert (row("failed").deviation_state, row("failed").excused) == (None, False)


ADMITTED = row("failed", admitted=deviation())
EXPIRED = row("failed", admitted=deviation(date(2026, 11, 19)))
STALE = row("passed", admitted=deviation())


@pytest.mark.parametrize(
    ("rows", "decided", "code", "strict_code"),
    [
        ([], "inconclusive", 3, 3),
        ([row("not-offered")], "inconclusive", 3, 3),
        ([row("passed"), row("not-offered")], "conformant", 0, 0),
        ([row("failed", "SHOULD"), row("failed", "MAY")], "conformant", 0, 1),
        ([row("failed", "MAY")], "conformant", 0, 0),
        ([row("passed"), row("not-testable", "SHOULD")], "conformant", 0, 0),
        ([ADMITTED, row("passed")], "conformant-with-deviations", 0, 0),
        (
            [row("failed", "SHOULD", deviation())],
            "conformant-with-deviations",
            0,
            0,
        ),
        ([row("not-testable"), ADMITTED], "partial", 3, 3),
        ([row("not-testable"), row("failed", "SHOULD")], "partial", 3, 1),
        ([row("error"), row("not-testable")], "inconclusive", 3, 3),
        ([row("error", "SHOULD")], "inconclusive", 3, 3),
        ([row("failed"), row("error"), row("not-testable")], "non-conformant", 1, 1),
        ([EXPIRED], "non-conformant", 1, 1),
        ([STALE], "conformant", 1, 1),
        ([STALE, row("not-testable")], "partial", 1, 1),
    ],
)
def test_verdict_and_exit_code(
    rows: list[Judged], decided: str, code: int, strict_code: int
) -> None:
    found, _ = verdict(rows)
    assert found == decided
    assert exit_code(found, rows, strict=False) == code
    assert exit_code(found, rows, strict=True) == strict_code


def test_reasons_name_the_requirements_and_count_what_is_left_out() -> None:
    rows = [row("failed", name=f"row-{number}") for number in range(7)]
    _, reasons = verdict(rows)
    assert reasons == ["7 requirements failed: row-0, row-1, row-2, row-3, row-4 and 2 more."]


def test_reasons_tell_of_expired_and_stale_deviations() -> None:
    stale = row("passed", admitted=deviation(), name="b")
    _, reasons = verdict([EXPIRED, stale])
    assert any(
        "The deviation from a ended on 2026-11-19: it excuses nothing." in reason
        for reason in reasons
    )
    assert "b passes: remove its deviation from the profile." in reasons


def test_warning_tells_that_its_deviation_ended() -> None:
    """A SHOULD past its date is a warning again: named, and fatal by --strict alone."""
    warned = row("failed", "SHOULD", deviation(date(2026, 11, 19)))
    decided, reasons = verdict([warned, row("passed")])
    assert decided == "conformant"
    assert reasons == ["The deviation from a ended on 2026-11-19: it excuses nothing."]
    assert exit_code(decided, [warned], strict=True) == ExitCode.NON_CONFORMANT


ROWS = st.builds(
    row,
    st.sampled_from(WORST_FIRST),
    st.sampled_from(["MUST", "SHOULD", "MAY"]),
    st.none() | st.builds(deviation, st.dates(date(2026, 11, 18), date(2026, 11, 22))),
)


@given(st.lists(ROWS, max_size=6))
def test_nothing_unexcused_hides_behind_a_zero(rows: list[Judged]) -> None:
    decided, reasons = verdict(rows)
    code = exit_code(decided, rows, strict=False)
    good = all(
        each.excused or each.outcome in ("passed", "not-offered")
        for each in rows
        if each.level == "MUST"
    )
    assert good or code != ExitCode.CONFORMANT
    assert reasons or decided == "conformant"
    assert exit_code(decided, rows, strict=True) in {code, ExitCode.NON_CONFORMANT}


def test_deviations_come_from_the_profile_with_their_last_day() -> None:
    of: Profile = profile(
        deviations=[{"requirement": "a", "reason": "known", "until": "2026-11-20"}]
    )
    assert judged("a", "MUST", "failed", of.deviations[0], TODAY).excused
    assert not judged("a", "MUST", "failed", of.deviations[0], date(2026, 11, 21)).excused
