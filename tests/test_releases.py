"""Releases of the APIs: each is measured by its own rows, and nothing else will do.

What is right in one release can be wrong in another. Both ways are shown: a provider of one
release is measured against another, and a mistake of one release against those in which it
is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from conformance import specs
from conformance.console.plan_text import plan_lines
from conformance.profile import Profile, ProfileError, load_profile
from conformance.reference import FAULTS, ReferenceProvider
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.suite import Seen, measured_against, run_profile

APIS = ("sim-swap", "number-verification")
OLDER = ("1.0.0", "2.0.0")
NEWEST = "2.1.0"
BOTH = ("sim-swap.check.", "sim-swap.retrieve-date.")
ALL = (*BOTH, "number-verification.verify.", "number-verification.device-phone-number.")


def ids(operations: Iterable[str], *names: str) -> set[str]:
    """Return the ids that these operations have under these names."""
    return {operation + name for operation in operations for name in names}


def seen_of(
    spoken: str, measured: str, faults: Iterable[str] = (), dialect: str = "camara"
) -> Seen:
    """Measure a provider of one release against another, without generated requests."""
    spoken_by = dict.fromkeys(APIS, spoken)
    with ReferenceProvider(dialect, faults, api_releases=spoken_by) as provider:
        name = "reference" if dialect == "camara" else "reference-limited"
        profile = load_profile(name, provider.variables)
        profile = measured_against(profile, dict.fromkeys(APIS, measured))
        limits = profile.limits.model_copy(update={"fuzzing": False})
        profile = profile.model_copy(update={"limits": limits})
        return run_profile(profile, Options(apis=APIS))


IN_2_0_0_FOR_2_1_0 = {
    *ids(ALL, "malformed-correlator-is-refused"),
    *ids(BOTH, "unknown-phone-number-is-identifier-not-found"),
    "number-verification.verify.malformed-hash-is-refused",
    "commonalities.x-correlator.allowed-characters-are-echoed",
    "commonalities.x-correlator.is-echoed-on-success",
}
IN_1_0_0_FOR_2_1_0 = {
    *ids(
        BOTH,
        "phone-number-beside-three-legged-token-is-refused",
        "missing-phone-number-is-refused",
        "unsupported-phone-number-is-not-applicable",
        "responses-match-the-contract",
    ),
    "sim-swap.check.max-age-above-2400-is-out-of-range",
    "commonalities.error.code-fits-the-status",
    "commonalities.url.names-api-and-version",
    # No x-correlator of Commonalities is too long or too strange for one that takes any.
    *(each for each in IN_2_0_0_FOR_2_1_0 if not each.startswith("commonalities.")),
}
IN_2_1_0_FOR_1_0_0 = {
    *ids(
        BOTH,
        "equal-phone-number-beside-three-legged-token-is-accepted",
        "other-phone-number-beside-three-legged-token-is-invalid-token-context",
        "missing-phone-number-is-unidentifiable",
        "unsupported-phone-number-is-not-supported",
        "unknown-phone-number-is-not-found",
    ),
    "sim-swap.check.max-age-above-2400-is-invalid-argument",
    "commonalities.error.code-fits-the-status",
    "commonalities.url.names-api-and-version",
}


@pytest.mark.parametrize(
    ("spoken", "measured", "failing"),
    [
        ("1.0.0", "2.1.0", IN_1_0_0_FOR_2_1_0),
        ("2.0.0", "2.1.0", IN_2_0_0_FOR_2_1_0),
        ("2.1.0", "1.0.0", IN_2_1_0_FOR_1_0_0),
        ("2.1.0", "2.0.0", set()),
    ],
)
def test_provider_of_one_release_measured_against_another(
    spoken: str, measured: str, failing: set[str]
) -> None:
    """Just the rows in which the releases differ fail; 2.1.0 is within what 2.0.0 allows."""
    seen = seen_of(spoken, measured)
    assert {name for name, outcome in seen.outcomes.items() if outcome == "failed"} == failing


@pytest.mark.parametrize("spoken", ["2.0.0", "2.1.0"])
def test_text_that_is_no_hash_may_match_nothing_or_be_refused(spoken: str) -> None:
    """Before 2.1.0 the contract has no pattern for it, and no text says what is due."""
    with ReferenceProvider(api_releases={"number-verification": spoken}) as provider:
        profile = load_profile("reference", provider.variables)
        profile = measured_against(profile, {"number-verification": "2.0.0"})
        rows = ("number-verification.verify.valid-requests-are-accepted",)
        assert run_profile(profile, Options(requirements=rows)).alarms == []


RIGHT_IN: Mapping[str, tuple[str, ...]] = {
    # Mistakes of 2.1.0 that are as good as any other answer before it.
    "2.0.0": (
        "correlator-not-validated",
        "expired-token-has-the-old-code",
        "hash-compared-with-case",
        "hash-not-validated",
        "max-age-clamped-to-monitored-period",
        "unknown-phone-number-is-plainly-not-found",
        "unknown-property-alone-accepted",
        # Mistakes of 1.0.0 that are the rule in 2.0.0.
        "correlator-pattern-of-the-next-release",
        "max-age-above-2400-has-the-new-code",
        "missing-phone-number-has-the-new-code",
        "path-of-the-next-major-version",
        "phone-number-beside-token-refused-too-early",
        "unsupported-phone-number-has-the-new-code",
    ),
    "1.0.0": (
        "correlator-not-validated",
        "equal-phone-number-beside-token-accepted",
        "expired-token-has-the-old-code",
        "hash-compared-with-case",
        "hash-not-validated",
        "max-age-above-2400-is-invalid-argument",
        "max-age-clamped-to-monitored-period",
        "missing-phone-number-has-the-old-code",
        "monitored-period-of-minus-one",
        "own-correlator-breaks-the-pattern",
        "own-correlator-of-the-next-release",
        "unknown-phone-number-is-plainly-not-found",
        "unknown-property-alone-accepted",
        "unsupported-phone-number-has-the-old-code",
    ),
    "2.1.0": (
        "max-age-above-2400-has-the-new-code",
        "missing-phone-number-has-the-new-code",
        "own-correlator-of-the-next-release",
        "path-of-the-next-major-version",
        "phone-number-beside-token-refused-too-early",
        "unknown-phone-number-has-the-new-code",
        "unsupported-phone-number-has-the-new-code",
    ),
}
"""Release -> mistakes of other releases that are none in it."""


@pytest.mark.parametrize("release", RIGHT_IN)
def test_mistake_of_another_release_is_none_here(release: str) -> None:
    """A provider that makes them all at once raises no alarm."""
    assert seen_of(release, release, RIGHT_IN[release], "camara-limited").alarms == []


def test_mistake_of_an_older_release_is_caught_there_only() -> None:
    """The releases that list it as right are others than the one that catches it."""
    for release, faults in RIGHT_IN.items():
        assert all((FAULTS[each].api_release or NEWEST) != release for each in faults)
    elsewhere = {fault for faults in RIGHT_IN.values() for fault in faults}
    own = {fault.id for fault in FAULTS.values() if fault.api_release is not None}
    # These two are wrong in every release; later ones catch them under rows of their own.
    assert own - elsewhere == {
        "other-phone-number-is-permission-denied",
        "phone-number-beside-token-not-compared",
    }


REWORDED = {
    "sim-swap.check.never-swapped-is-not-reported",
    "sim-swap.check.max-age-below-one-is-refused",
    "sim-swap.check.max-age-above-2400-is-refused",
    "sim-swap.retrieve-date.activation-date-when-never-swapped",
    "sim-swap.retrieve-date.swap-before-the-monitored-period-has-null-date",
    "sim-swap.retrieve-date.never-swapped-has-null-date-when-history-is-limited",
    "number-verification.verify.malformed-phone-number-is-refused",
    "number-verification.verify.not-network-authenticated-token-is-refused",
    "number-verification.device-phone-number.not-network-authenticated-token-is-refused",
    # Fewer values are tried, and what is tried is judged alike.
    "commonalities.x-correlator.allowed-characters-are-echoed",
    # A hash that is none may be refused or match nothing; 2.1.0 is judged by another contract.
    "number-verification.verify.valid-requests-are-accepted",
}
"""Rows whose words differ between releases, and whose judgement does not."""


# Its mistake breaks rows of the older releases, too: it can't be right there.
ONLY_IN_THE_NEWEST = {"number-verification.verify.case-of-the-hash-carries-no-meaning"}


def rows_of(release: str) -> dict[str, specs.Requirement]:
    """Return the rows of both APIs in a release, with their Commonalities."""
    rows = specs.requirements_for(dict.fromkeys(APIS, release))
    return {row.id: row for row in rows if row.excluded is None}


def said_by(row: specs.Requirement) -> object:
    """Return what a row says, wherever it stands and whichever scenario shows it."""
    examples = [(each.label, dict(each.values)) for each in row.examples]
    return row.level, row.title, row.needs, row.tested, row.accepted, examples


@pytest.mark.parametrize("release", OLDER)
def test_each_difference_of_a_release_has_a_mistake(release: str) -> None:
    """A row of its own has a mistake of its own; what it lacks is no mistake in it."""
    older, newest = rows_of(release), rows_of(NEWEST)
    own = {
        i for fault in FAULTS.values() if fault.api_release == release for i in fault.caught_by
    }
    no_mistake = {i for fault in RIGHT_IN[release] for i in FAULTS[fault].caught_by}

    differing = {
        i for i in older if i not in newest or said_by(older[i]) != said_by(newest[i])
    }
    assert differing - own - no_mistake - REWORDED == set()
    assert newest.keys() - older.keys() - no_mistake == ONLY_IN_THE_NEWEST
    assert {i for i in older if i not in newest} <= own


@pytest.fixture
def judged_by_contract(tmp_path: Path) -> Iterator[Profile]:
    """Yield a profile of SIM Swap 0.4.0 and of a provider that keeps its contract."""
    with ReferenceProvider(api_releases={"sim-swap": "1.0.0"}) as provider:
        # Every request of 0.4.0 names its line, so that what lacks breaks the schema.
        provider.rules.answer_instead("missing-number", 400, "INVALID_ARGUMENT")
        bundled = load_profile("reference", provider.variables).path
        assert bundled is not None
        text = bundled.read_text("utf-8").replace("release: 2.1.0", "release: 0.4.0", 1)
        text += "wire: {sim-swap: {scopes: {check: sim-swap, retrieve-date: sim-swap}}}\n"
        path = tmp_path / "older.yaml"
        path.write_text(text, "utf-8")
        yield load_profile(str(path), provider.variables)


def test_release_without_a_test_plan_is_judged_by_its_contract(
    judged_by_contract: Profile, tmp_path: Path
) -> None:
    """Nothing but generated requests and every answer, and the report says so."""
    options = Options(apis=("sim-swap",), output=tmp_path / "out")
    prepared = prepare(judged_by_contract, options)
    assert len(prepared.requirements) == 6
    assert "".join(prepared.by_contract_only).startswith(
        "SIM Swap 0.4.0 is judged by its contr"
    )

    report = execute(prepared, options, lambda _: None).report
    assert {row.outcome for row in report.requirements} == {"passed"}
    assert set(prepared.by_contract_only) <= set(report.verdict_reasons)


def test_wrong_type_breaks_the_contract_of_a_release_without_a_test_plan(
    judged_by_contract: Profile,
) -> None:
    """The body of 0.4.0 names the line beside any token: a request without is refused."""
    rows = ("sim-swap.check.invalid-requests-are-refused",)
    prepared = prepare(judged_by_contract, Options(requirements=rows))
    assert [case.token for case in prepared.cases] == ["two-legged"]
    assert "1 of 1 cases" in "".join(plan_lines(prepared.cases))
    with pytest.raises(ProfileError, match=r"is not bundled \(0\.4\.0, 1\.0\.0"):
        prepare(measured_against(judged_by_contract, {"sim-swap": "3.0.0"}), Options())


def test_apis_of_different_releases_share_a_report(tmp_path: Path) -> None:
    """A row of Commonalities stands once in it, with the cases of both."""
    releases = {"sim-swap": "1.0.0"}
    with ReferenceProvider(api_releases=releases) as provider:
        profile = load_profile("reference", provider.variables)
        # The rows of a wrong scope make the one refusal that every operation has.
        rows = ("commonalities.*", "*.other-scope-is-refused")
        options = Options(requirements=rows, output=tmp_path / "out")
        prepared = prepare(measured_against(profile, releases), options)
        report = execute(prepared, options, lambda _: None).report

    shared = [row for row in report.requirements if row.api is None]
    by_id = {row.id: row for row in shared}
    assert len(by_id) == len(shared)
    assert {row.outcome for row in shared} == {"passed"}
    own = by_id.pop("commonalities.x-correlator.own-value-matches-the-pattern")
    assert own.source.release == "0.6"
    of_both = [row for row in by_id.values() if row.source.release == "0.4.0 and 0.6"]
    assert len(max(of_both, key=lambda row: len(row.operations)).operations) == 4
    assert all(len(row.operations) > 1 for row in of_both)
    assert {row.source.release for row in by_id.values()} <= {"0.4.0 and 0.6", "0.6"}


def test_unknown_release_of_the_provider_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no sim-swap '0\.4\.0' here; there are: 1\.0\.0"):
        ReferenceProvider(api_releases={"sim-swap": "0.4.0"}).start()
    with pytest.raises(ValueError, match="there are: sim-swap, number-verification"):
        ReferenceProvider(api_releases={"sim-swop": "1.0.0"}).start()
