"""The plan: operations × tokens × examples, and why a case does not run."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import specs
from conformance.plan import PlannedCase, Withheld, plan_cases
from conformance.plan.facts import missing_fact
from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.specs import Requirement
from tests.support.lines import NOW, changed, line, never
from tests.support.profiles import profile

BASE = "http://127.0.0.1:1"
SIM_SWAP = {"base_url": f"{BASE}/sim-swap/v2"}
NUMBER_VERIFICATION = {"base_url": f"{BASE}/number-verification/v2"}
ROWS = {row.id: row for row in specs.all_requirements()}
FLOWS = {
    "clients": {"main": {"id": "me", "authentication": "client_secret_post", "secret": "s"}}
}


def offered(api: dict[str, Any] | None = None, **sections: Any) -> Profile:
    """Return a profile of SIM Swap with more said of it."""
    return profile(apis={"sim-swap": {**SIM_SWAP, **(api or {})}}, **sections)


@pytest.mark.parametrize(
    ("fact", "of", "outcome", "says"),
    [
        ("authorization", offered(), None, ""),
        ("authorization", offered({"tokens": ["none"]}), "not-offered", "tokens: [none]"),
        ("check-offered", offered({"operations": ["check"]}), None, ""),
        ("check-offered", offered({"operations": ["retrieve-date"]}), "not-offered", "check"),
        ("retrieve-date-offered", offered({"operations": ["check"]}), "not-offered", "date"),
        ("verify-offered", offered(), "not-offered", "verify"),
        ("default-max-age", offered(), None, ""),
        ("default-max-age", offered({"monitored_period": {"days": 10}}), None, ""),
        (
            "default-max-age",
            offered({"monitored_period": {"days": 9}}),
            "not-offered",
            "216 h",
        ),
        ("full-max-age", offered({"monitored_period": {"days": 100}}), None, ""),
        (
            "full-max-age",
            offered({"monitored_period": {"hours": 2399}}),
            "not-offered",
            "2399",
        ),
        ("monitored-period", offered(), "not-offered", "monitored_period"),
        ("monitored-period", offered({"monitored_period": {"days": 1}}), None, ""),
        ("unlimited-history", offered(), "not-testable", "history: unlimited"),
        ("unlimited-history", offered({"history": "limited"}), "not-offered", "limited"),
        ("limited-history", offered({"history": "limited"}), None, ""),
        ("known-swap-time", offered(), None, ""),
        ("expired-token", offered(), "not-testable", "tokens.expired"),
        ("expired-token", offered(tokens={"expired": "old"}), None, ""),
        ("expired-token", offered({"tokens": ["none"]}), "not-offered", "tokens: [none]"),
        (
            "not-network-authenticated-token",
            offered(),
            "not-testable",
            "tokens.not-network-authenticated",
        ),
        ("other-scope-token", offered(), "not-testable", "add tokens.other-scope.two-legged"),
        ("api-wide-scope-token", offered(), "not-testable", "add tokens.api-wide-scope.two-"),
        (
            "other-scope-token",
            offered(tokens={"other-scope": {"three-legged": "t"}}),
            "not-testable",
            "add tokens.other-scope.two-legged",
        ),
        (
            "other-scope-token",
            offered(tokens={"other-scope": {"two-legged": "t"}}),
            None,
            "",
        ),
        (
            "api-wide-scope-token",
            offered(tokens={"other-scope": "not-granted", "api-wide-scope": "not-granted"}),
            "not-offered",
            "tokens.api-wide-scope",
        ),
        ("other-scope-token", offered({"tokens": ["none"]}), "not-offered", "[none]"),
        (
            "other-scope-token",
            offered(authorization={**FLOWS, "client_credentials": {}}),
            None,
            "",
        ),
        (
            "other-scope-token",
            offered({"tokens": ["two-legged"]}, authorization={**FLOWS, "ciba": {}}),
            "not-testable",
            "a flow",
        ),
        ("other-scope-token", offered(authorization={**FLOWS, "ciba": {}}), None, ""),
        (
            "other-scope-token",
            offered(tokens={"three-legged": {"first": "t"}}, authorization=FLOWS),
            "not-testable",
            "a flow",
        ),
    ],
)
def test_fact_holds_or_says_what_to_add(
    fact: str, of: Profile, outcome: str | None, says: str
) -> None:
    withheld = missing_fact(fact, of, "sim-swap")
    assert (withheld and withheld.outcome) == outcome
    assert says in (withheld.reason if withheld else "")


def sample(name: str = "sim-swap.check.success-matches-the-contract", **changes: Any) -> Any:
    """Return a bundled row with changes; `token` and `subscriber` are those of its needs."""
    row = ROWS[name]
    asked = [key for key in changes if key in {"token", "subscriber"}]
    needs = {key: changes.pop(key) for key in asked}
    return row.model_copy(update={"needs": row.needs.model_copy(update=needs), **changes})


def planned(of: Profile, *rows: Requirement) -> tuple[PlannedCase, ...]:
    """Return the cases of rows at the plan's moment."""
    return plan_cases(of, rows, NOW)


@pytest.mark.parametrize(
    ("offers", "needs", "expected"),
    [
        (["two-legged", "three-legged"], "each", ["two-legged", "three-legged"]),
        (["three-legged", "two-legged"], "each", ["three-legged", "two-legged"]),
        (["three-legged", "two-legged"], "one", ["three-legged"]),
        (["two-legged", "three-legged"], "two-legged", ["two-legged"]),
        (["two-legged", "three-legged"], "three-legged", ["three-legged"]),
        (["none"], "each", ["none"]),
        (["none"], "one", ["none"]),
        (["none"], "two-legged", ["none"]),
        (["two-legged"], None, [None]),
    ],
)
def test_one_case_for_each_kind_of_token(
    offers: list[str], needs: str | None, expected: list[str | None]
) -> None:
    ready = {"two-legged": "some-token", "three-legged": {"first": "other-token"}}
    cases = planned(offered({"tokens": offers}, tokens=ready), sample(token=needs))
    assert [case.token for case in cases] == expected
    assert all(case.withheld is None for case in cases)


@pytest.mark.parametrize(
    ("kind", "names"),
    [("two-legged", "clients.main"), ("three-legged", "apis.sim-swap.flow")],
)
def test_token_that_nothing_can_be_had_for_is_named(kind: str, names: str) -> None:
    (case,) = planned(offered({"tokens": [kind]}), sample(token="one"))
    assert case.withheld is not None
    assert case.withheld.outcome == "not-testable"
    assert names in case.withheld.reason


def test_ready_made_tokens_choose_the_line() -> None:
    lines = [
        {"id": "first", "phone_number": "+447700900001"},
        {"id": "second", "phone_number": "+447700900002"},
    ]
    ready = {"three-legged": {"second": "a-token"}}
    of = offered({"tokens": ["three-legged"]}, subscribers=lines, tokens=ready)
    (case,) = planned(of, sample(token="one", subscriber="served"))
    assert case.line is not None
    assert case.line.id == "second"


@pytest.mark.parametrize(
    ("offers", "needs"),
    [("two-legged", "three-legged"), ("three-legged", "two-legged"), ("none", "three-legged")],
)
def test_kind_of_token_that_is_not_offered_is_named(offers: str, needs: str) -> None:
    (case,) = planned(offered({"tokens": [offers]}), sample(token=needs))
    assert case.withheld == Withheld(
        "not-offered", f"the profile does not offer {needs} tokens for sim-swap"
    )


def test_not_offered_outranks_the_missing_line() -> None:
    of = offered({"operations": ["retrieve-date"]}, subscribers=[])
    check, date = planned(
        of, sample(), sample("sim-swap.retrieve-date.success-matches-the-contract")
    )[::2]
    assert check.withheld == Withheld("not-offered", "the profile does not offer check")
    assert date.withheld is not None
    assert date.withheld.outcome == "not-testable"


def test_example_brings_its_own_line_and_values() -> None:
    row = ROWS["sim-swap.check.swap-within-max-age-is-reported"]
    cases = planned(offered({"tokens": ["none"]}, subscribers=[changed(20)]), row)
    testable = {case.values["max_age"]: case.withheld is None for case in cases}
    assert testable == {260: True, 120: True, 24: True, 12: False}
    assert cases[0].line is not None


def test_window_beyond_the_monitored_period_is_not_offered() -> None:
    row = ROWS["sim-swap.check.swap-within-max-age-is-reported"]
    of = offered(
        {"tokens": ["none"], "monitored_period": {"hours": 120}}, subscribers=[changed(3)]
    )
    reasons = {case.values["max_age"]: case.withheld for case in planned(of, row)}
    assert reasons == {
        260: Withheld("not-offered", "maxAge 260 lies beyond the monitored period of 120 h"),
        120: None,
        24: None,
        12: None,
    }


@pytest.mark.parametrize(
    ("environment", "limits", "sends", "reason"),
    [
        ("production", {}, "good", None),
        ("production", {}, "malformed", "limits.malformed: true"),
        ("production", {}, "generated", "limits.fuzzing: true"),
        ("production", {"malformed": True}, "malformed", None),
        ("production", {"fuzzing": True}, "generated", None),
        ("staging", {}, "malformed", None),
        ("staging", {}, "generated", None),
        ("staging", {"fuzzing": False}, "generated", "limits.fuzzing: true"),
    ],
)
def test_production_is_spared_unless_the_profile_says_so(
    environment: str, limits: dict[str, bool], sends: str, reason: str | None
) -> None:
    of = offered({"tokens": ["none"]}, environment=environment, limits=limits)
    (case,) = planned(of, sample(sends=sends))
    withheld = case.withheld
    assert (withheld is None) is (reason is None)
    assert withheld is None or (withheld.outcome == "not-testable")
    assert (reason or "") in (withheld.reason if withheld else "")


def test_commonalities_row_has_a_case_for_each_operation_of_each_api() -> None:
    of = profile(
        apis={
            "sim-swap": {**SIM_SWAP, "tokens": ["none"]},
            "number-verification": {**NUMBER_VERIFICATION, "tokens": ["none"]},
        }
    )
    cases = planned(of, ROWS["commonalities.x-correlator.is-optional"])
    assert [case.id.partition("/")[2] for case in cases] == [
        "sim-swap.check/none",
        "sim-swap.retrieve-date/none",
        "number-verification.verify/none",
        "number-verification.device-phone-number/none",
    ]


KINDS = ["two-legged", "three-legged"]
PROFILES = st.fixed_dictionaries(
    {
        "operations": st.lists(
            st.sampled_from(["check", "retrieve-date"]), min_size=1, unique=True
        ),
        "tokens": st.just(["none"])
        | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
    },
    optional={
        "monitored_period": st.fixed_dictionaries({"hours": st.integers(1, 3000)}),
        "history": st.sampled_from(["limited", "unlimited"]),
    },
)
LINES = st.lists(
    st.builds(changed, st.floats(0, 3000)) | st.just(never(500)) | st.just(line(sim="none")),
    max_size=1,
)


@given(api=PROFILES, lines=LINES)
def test_every_case_of_every_profile_has_its_own_id_and_a_reason(
    api: dict[str, Any], lines: list[dict[str, Any]]
) -> None:
    apis = {"sim-swap": {**SIM_SWAP, **api}, "number-verification": NUMBER_VERIFICATION}
    cases = planned(profile(apis=apis, subscribers=lines), *ROWS.values())
    assert_ids_are_good(cases)
    for case in cases:
        needs_line = case.requirement.needs.subscriber or (
            case.example and case.example.subscriber
        )
        assert case.withheld is not None or not needs_line or case.line is not None
        assert case.withheld is None or case.withheld.reason


def assert_ids_are_good(cases: Iterable[PlannedCase]) -> None:
    """Assert that ids are unique and can be grepped for and given to a shell."""
    ids = [case.id for case in cases]
    assert len(set(ids)) == len(ids)
    assert all(not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789.-/") for name in ids)


@pytest.mark.parametrize("name", ["reference", "reference-limited"])
def test_every_case_of_a_bundled_profile_has_its_own_id(name: str) -> None:
    with ReferenceProvider() as provider:
        of = load_profile(name, provider.variables)
    cases = plan_cases(of, ROWS.values())
    assert_ids_are_good(cases)
    assert {case.requirement.id for case in cases} == {
        row.id for row in ROWS.values() if row.excluded is None
    }
