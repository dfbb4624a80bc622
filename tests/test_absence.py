"""Lines that a deployment can't have: said in the profile, shown, and never a way around."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from conformance.plan import PlannedCase
from conformance.plan.traits import remedy
from conformance.profile import Profile, ProfileError, load_profile
from conformance.profile.absence import ABSENCES, Absence
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.verdict import judged, outcome_over, verdict
from tests.profile_support import MINIMAL
from tests.support.profiles import profile

SORTS = get_args(Absence)
LINES: dict[str, dict[str, Any]] = {
    "no-sim": {"sim": "none"},
    "not-applicable": {"service": "not-applicable"},
    "ts43": {"operator_token": "a-token"},
    "silent": {"consent": "never-answers"},
    "refuses": {"consent": "denied"},
    "slow": {"consent": {"granted_after": {"seconds": 3}}},
    "no-consent": {"consent": "missing"},
}


@pytest.fixture(scope="module")
def reference() -> Iterator[Profile]:
    """Return the reference profile, for which every sort of line exists."""
    with ReferenceProvider("camara") as provider:
        yield load_profile("reference", provider.variables)


def without(of: Profile, sort: str, declared: bool) -> list[PlannedCase]:
    """Return the cases of a profile whose lines of that sort are taken out."""
    lines = tuple(line for line in of.subscribers if not line.is_of_sort(sort))  # type: ignore[arg-type]
    unavailable = (sort,) if declared else ()
    changed = of.model_copy(
        update={"subscribers": lines, "subscribers_unavailable": unavailable}
    )
    return list(prepare(changed, Options()).cases)


def reasons(cases: list[PlannedCase], outcome: str) -> dict[str, str]:
    """Return the cases with that outcome, each with its reason."""
    withheld = {case.id: case.withheld for case in cases}
    return {i: why.reason for i, why in withheld.items() if why and why.outcome == outcome}


@pytest.mark.parametrize("sort", SORTS)
def test_what_needs_such_a_line_is_not_offered_once_the_profile_says_so(
    sort: str, reference: Profile
) -> None:
    silent = reasons(without(reference, sort, declared=False), "not-testable")
    said = without(reference, sort, declared=True)
    offered = reasons(said, "not-offered")
    assert silent
    key = f"subscribers_unavailable: [{sort}] if {ABSENCES[sort]}"
    assert all(key in reason for reason in silent.values())
    assert all(
        offered[case]
        == f"the profile says that {ABSENCES[sort]} (subscribers_unavailable: {sort})"
        for case in silent
    )
    # And nothing else is let off.
    assert reasons(said, "not-testable") == {}
    before = reasons(list(prepare(reference, Options()).cases), "not-offered")
    assert offered.keys() == before.keys() | silent.keys()


def test_only_what_the_deployment_decides_can_be_absent() -> None:
    """Each provider has lines with and without a swap, and numbers that it does not know."""
    for sort in ("served", "unknown", "swapped", "never-swapped-for-241h", "other-served"):
        with pytest.raises(ValidationError):
            profile(subscribers_unavailable=[sort])
        assert "subscribers_unavailable" not in remedy(sort)


@pytest.mark.parametrize("sort", SORTS)
def test_line_of_a_sort_that_is_absent_is_a_mistake(sort: str) -> None:
    line = {"id": "odd", "phone_number": "+447700900102", **LINES[sort]}
    with pytest.raises(ValidationError, match="is what the subscriber odd is"):
        profile(subscribers=[line], subscribers_unavailable=[sort])


def test_mistakes_are_told_with_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    more = (
        'subscribers:\n  - {id: odd, phone_number: "+447700900102", sim: none}\n'
        "subscribers_unavailable: [no-sim, swapped]\n"
    )
    path.write_text(MINIMAL + more)
    with pytest.raises(ProfileError) as raised:
        load_profile(str(path), {})
    assert "my.yaml:9: subscribers_unavailable[1]: " in str(raised.value)
    path.write_text((MINIMAL + more).replace(", swapped", ""))
    with pytest.raises(ProfileError) as raised:
        load_profile(str(path), {})
    assert "my.yaml:9: subscribers_unavailable[0]: " in str(raised.value)
    assert "remove the one or the other" in str(raised.value)


@pytest.mark.parametrize(("declared", "decided"), [(False, "partial"), (True, "conformant")])
def test_verdict_is_partial_until_the_profile_says_so(
    declared: bool, decided: str, reference: Profile
) -> None:
    """As if all that is carried out passed: what is left decides."""
    by_requirement: dict[str, list[PlannedCase]] = {}
    for case in without(reference, "no-sim", declared):
        by_requirement.setdefault(case.requirement.id, []).append(case)
    rows = [
        judged(
            identifier,
            cases[0].requirement.level.value,
            outcome_over(c.withheld.outcome if c.withheld else "passed" for c in cases),
            None,
            reference.loaded_at.date(),
        )
        for identifier, cases in by_requirement.items()
    ]
    assert verdict(rows)[0] == decided
