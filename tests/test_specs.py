"""Rows and upstream scenarios: what is read, and what is refused."""

import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from conformance import specs
from conformance.specs.rows import read_requirements, read_scenarios
from tests.support.rows import CHECK, HEAD, ROW, refusal


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Return where a test writes rows: a folder named after the release."""
    (tmp_path / "2.1.0").mkdir()
    return tmp_path / "2.1.0" / "requirements.yaml"


def test_row_is_read_whole(rows: Path) -> None:
    rows.write_text(HEAD + ROW, encoding="utf-8")
    (row,) = read_requirements(rows, CHECK)
    assert (row.api, row.operations, row.level) == ("sim-swap", ("check",), "MUST")
    assert row.scenarios[0].release_tag == "r3.3"
    assert row.needs.facts == ("authorization",)
    assert [example.subscriber for example in row.examples] == [None, "swapped-within-23h"]
    assert row.examples[1].values == {"max_age": 24}


def test_doubled_id_is_refused(rows: Path) -> None:
    assert "sim-swap.check.sample: the id stands 2 times" in refusal(rows, HEAD + ROW + ROW)


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("401.1_no_auth", "9.9_no_auth", "unknown scenario"),
        ("id: sim-swap.check.", "id: sim-swap.retrieve-date.", "has to be sim-swap.check."),
        ("check.sample", "check.Sample_1", "slug in lower case"),
        ("operation: check", "operation: verify", "unknown operation verify"),
        ("operation: check", "operations: [check, verify]", "unknown operation verify"),
        ("  tested: By asking.\n", "", "write `tested`"),
        ("  carried_by: scenario\n", "", "write `carried_by`"),
        ("  tested:", "  testd:", "testd: unknown key"),
        ("  why: Because it matters.\n", "", "why: missing"),
        ("level: MUST", "level: OUGHT", "'MUST', 'SHOULD' or 'MAY'"),
        ("subscriber: served", "subscriber: serfed", "needs.subscriber"),
        ("[authorization]", "[luck]", "needs.facts.0"),
        ("swapped-within-23h}", "swapped-lately}", "examples: swapped: subscriber"),
        ("  why:", "  excluded: not observable\n  why:", "has no `carried_by`"),
        ("  level: MUST\n", "  level: MUST\n  level: MAY\n", "'level' stands twice"),
    ],
)
def test_inconsistent_row_is_refused(
    rows: Path, written: str, instead: str, message: str
) -> None:
    assert written in ROW
    assert message in refusal(rows, HEAD + ROW.replace(written, instead))


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("release: 2.1.0", "release: 2.0.0", "not that of its folder"),
        ("api: sim-swap", "api: sim-swop", "use one of sim-swap, number-verification"),
        ("document:", "dokument:", "document: missing"),
        ("requirements:\n", "requirements: []\n- ", "not YAML: line"),
    ],
)
def test_inconsistent_head_is_refused(
    rows: Path, written: str, instead: str, message: str
) -> None:
    assert message in refusal(rows, HEAD.replace(written, instead) + ROW)


def test_excluded_row_needs_no_test(rows: Path) -> None:
    carried = "  carried_by: scenario\n  sends: good\n"
    text = ROW.replace(carried, "  excluded: not observable\n")
    rows.write_text(HEAD + text.replace("  tested: By asking.\n", ""), encoding="utf-8")
    (row,) = read_requirements(rows, CHECK)
    assert (row.excluded, row.carried_by) == ("not observable", None)


def test_row_of_commonalities_holds_for_every_operation(rows: Path) -> None:
    text = HEAD.replace("api: sim-swap\n", "") + ROW.replace("  operation: check\n", "")
    rows.write_text(text.replace("sim-swap.check.", "commonalities."), encoding="utf-8")
    (row,) = read_requirements(rows, CHECK)
    assert row.operations == ("check", "retrieve-date", "verify", "device-phone-number")


def test_doubled_scenario_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.yaml"
    item = "- {file: f, tag: '@t', title: A sentence., instances: 1}\n"
    head = "repository: R\nrelease_tag: r1\napi: sim-swap\nrelease: 2.1.0\nfiles: {f: check}\n"
    path.write_text(f"{head}scenarios:\n{item}{item}", encoding="utf-8")
    with pytest.raises(specs.SpecificationError, match="f @t: stands twice"):
        read_scenarios(path)


def test_every_upstream_scenario_is_taken_up() -> None:
    coverage = specs.scenario_coverage(specs.all_requirements())
    assert len(coverage) == 140
    assert [str(scenario.reference) for scenario, ids in coverage.items() if not ids] == []


def test_upstream_scenarios_are_those_of_the_newest_test_plans() -> None:
    found = [
        scenario
        for api in specs.OPERATIONS
        for scenario in specs.upstream_scenarios(api, specs.newest(api))
    ]
    plans = Counter((scenario.repository, scenario.release_tag) for scenario in found)
    assert plans == {("SimSwap", "r3.3"): 31, ("NumberVerification", "r3.2"): 22}
    assert Counter(s.operation for s in found) == {
        "check": 18,
        "retrieve-date": 13,
        "verify": 15,
        "device-phone-number": 7,
    }
    assert sum(scenario.instances for scenario in found) == 59


def test_same_tag_in_two_files_is_two_scenarios() -> None:
    tag = "@phone_number_verify_401.1_no_authorization_header"
    found = [s.operation for s in specs.all_upstream_scenarios() if s.tag == tag]
    assert found == ["verify", "device-phone-number"]
    coverage = specs.scenario_coverage(specs.all_requirements())
    ids = [ids for scenario, ids in coverage.items() if scenario.tag == tag]
    assert ids == [
        ("number-verification.verify.missing-token-is-refused",),
        ("number-verification.device-phone-number.missing-token-is-refused",),
    ]


def test_ids_are_unique_and_begin_with_what_they_are_about() -> None:
    rows = specs.all_requirements()
    assert len({(row.id, row.release) for row in rows}) == len(rows)
    for row in rows:
        area = row.operations[0]
        prefix = {None: "commonalities.", specs.AUTHORIZATION: f"{area}."}
        assert row.id.startswith(prefix.get(row.api, f"{row.api}.{area}."))


# How many rules our digest of the security profile counts in each of its areas.
RULES = {
    "GEN": 7,
    "CA": 7,
    "CIBA": 28,
    "AC": 19,
    "CC": 7,
    "JB": 11,
    "RT": 6,
    "SC": 4,
    "ID": 4,
    "TE": 2,
    "DI": 2,
    "AP": 2,
    "OC": 1,
}


def test_rows_of_given_apis_come_with_their_commonalities_once() -> None:
    rows = specs.requirements_for({"sim-swap": "2.1.0", "number-verification": "2.1.0"})
    assert list(rows) == [
        *specs.api_requirements("sim-swap", "2.1.0"),
        *specs.api_requirements("number-verification", "2.1.0"),
        *specs.commonalities_requirements("0.6"),
    ]


def test_rows_of_the_security_profile_come_on_demand() -> None:
    rows = specs.requirements_for({"sim-swap": "2.1.0"}, "0.4.0")
    of_profile = [row for row in rows if row.api == specs.AUTHORIZATION]
    assert of_profile == list(specs.security_requirements("0.4.0"))
    assert {row.release for row in of_profile} == {"0.4.0"}


def test_a_release_of_the_security_profile_builds_on_the_last() -> None:
    ids = [
        {row.id for row in specs.security_requirements(release)}
        for release in specs.security_releases()
    ]
    assert all(before <= after for before, after in pairwise(ids))
    assert all(before != after for before, after in pairwise(ids))


def test_every_rule_of_the_security_profile_has_a_row() -> None:
    """The numbers of our digest run on in each area, without a gap."""
    rules = {rule for row in specs.security_requirements("0.5.0") for rule in row.rules}
    for area, last in RULES.items():
        assert {f"{area}-{number}" for number in range(1, last + 1)} <= rules


def test_commonalities_are_narrowed_to_the_apis_built_on_them() -> None:
    rows = specs.requirements_for({"sim-swap": "1.0.0", "number-verification": "2.1.0"})
    shared = {
        (row.release, each) for row in rows if row.api is None for each in row.operations
    }
    assert shared == {
        ("0.4.0", "check"),
        ("0.4.0", "retrieve-date"),
        ("0.6", "verify"),
        ("0.6", "device-phone-number"),
    }


def test_newest_release_has_rows() -> None:
    for api in specs.OPERATIONS:
        assert specs.newest(api) == "2.1.0"
        assert specs.api_requirements(api, "2.1.0")


def test_unknown_api_and_release_are_refused_with_a_choice() -> None:
    with pytest.raises(specs.SpecificationError, match="use one of sim-swap"):
        specs.releases("sim-swop")
    with pytest.raises(specs.SpecificationError, match=r"2\.0\.0, 2\.1\.0"):
        specs.api_requirements("sim-swap", "3.0.0")


def test_reading_rows_does_not_import_the_validator() -> None:
    # It takes 0.3 s, and most commands never look at a user's own contract.
    code = (
        "import sys; from conformance import specs; specs.all_requirements(); "
        "sys.exit('openapi_spec_validator' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
