"""results.sarif: findings under requirement ids, each at its line of the contract."""

import json
from typing import Any

import pytest

from conformance import specs
from conformance.bundled import folder
from conformance.report.formats.sarif import sarif_log
from conformance.report.model import Report, Target
from tests.report_samples import case, deviation, exchange, report, requirement, sample
from tests.support.hostile import hostile_report


def run_of(made: Report) -> dict[str, Any]:
    (run,) = json.loads(sarif_log(made))["runs"]
    assert isinstance(run, dict)
    return run


def bundled(made: Report) -> Report:
    """Return the report as if measured against the contracts that are bundled here."""
    apis = tuple(
        api.model_copy(update={"contract_sha256": specs.contract(api.api, api.release).sha256})
        for api in made.target.apis
    )
    return made.model_copy(update={"target": Target(operator=None, apis=apis)})


def line_of(place: dict[str, Any]) -> tuple[str, str]:
    """Return the file that a location names, and the text of the line."""
    physical = place["physicalLocation"]
    file, line = physical["artifactLocation"]["uri"], physical["region"]["startLine"]
    text = (folder("specs").parent / file).read_text(encoding="utf-8")
    return file, text.splitlines()[line - 1].strip()


def test_failures_are_results_and_the_rest_are_rules() -> None:
    run = run_of(sample())
    assert [(each["ruleId"], each["level"]) for each in run["results"]] == [
        ("sim-swap.check.below-one", "error"),
        ("sim-swap.check.above-2400", "warning"),
        ("commonalities.401-first.id", "error"),
    ]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [row.id for row in sample().requirements]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])


def test_an_admitted_deviation_is_suppressed_with_its_reason() -> None:
    *_, excused = run_of(sample())["results"]
    (suppression,) = excused["suppressions"]
    assert suppression["kind"] == "external"
    assert suppression["justification"].startswith("deviation until 2027-01-31: The gateway")


@pytest.mark.parametrize("state", ["expired", "stale"])
def test_a_deviation_out_of_force_suppresses_nothing(state: Any) -> None:
    failed = requirement(
        "sim-swap.check.x", "failed", [case("x", "failed", "no")], admitted=deviation(state)
    )
    (result,) = run_of(report([failed]))["results"]
    assert "suppressions" not in result


def test_what_broke_is_a_notification_and_no_result() -> None:
    (told,) = run_of(sample())["invocations"][0]["toolExecutionNotifications"]
    assert told["associatedRule"]["id"] == "sim-swap.retrieve-date.date"
    assert "ConnectTimeout" in told["message"]["text"]


def test_a_finding_points_at_the_operation_in_the_contract() -> None:
    below_one, above, excused = run_of(bundled(sample()))["results"]
    for finding in (below_one, above, excused):
        (place,) = finding["locations"]
        assert line_of(place) == ("specs/sim-swap/2.1.0/openapi.yaml", "post:")
    assert below_one["message"]["text"] == "expected 400 INVALID_ARGUMENT, got 200 OK"
    assert below_one["properties"]["exchanges"] == [3, 2]


def test_without_an_exchange_it_points_at_every_operation_concerned() -> None:
    failed = requirement("commonalities.x.y", "failed", [case("x", "failed", "no")])
    places = run_of(bundled(report([failed])))["results"][0]["locations"]
    assert [line_of(place)[0] for place in places] == [
        *["specs/sim-swap/2.1.0/openapi.yaml"] * 2,
        "specs/number-verification/2.1.0/openapi.yaml",
    ]
    lines = {place["physicalLocation"]["region"]["startLine"] for place in places}
    assert len(lines) > 1


def test_a_row_without_contract_is_pointed_at_itself() -> None:
    row = "client-credentials.missing-scope-is-refused"
    failed = requirement("sim-swap.check.x", "failed", [case("x", "failed", "no")])
    failed = failed.model_copy(
        update={"id": row, "api": "authorization", "operations": ("client-credentials",)}
    )
    (place,) = run_of(report([failed]))["results"][0]["locations"]
    file, line = line_of(place)
    assert file.startswith("specs/security-profile/")
    assert line == f"- id: {row}"


def test_an_own_contract_is_named_without_a_line_of_ours() -> None:
    made = sample()
    own = made.target.apis[0].model_copy(update={"contract": "my contract.yaml"})
    made = made.model_copy(update={"target": Target(operator=None, apis=(own,))})
    place = run_of(made)["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20contract.yaml"
    assert place["region"]["startLine"] == 1


def test_a_case_keeps_its_fingerprint_and_cases_differ() -> None:
    one, two = (case(name, "failed", "no", 1) for name in ("one", "two"))
    made = report([requirement("sim-swap.check.x", "failed", [one, two])], [exchange(1)])
    prints = [each["partialFingerprints"]["case/v1"] for each in run_of(made)["results"]]
    again = [each["partialFingerprints"]["case/v1"] for each in run_of(made)["results"]]
    assert prints == again
    assert len(set(prints)) == 2


def test_an_unfinished_run_says_so() -> None:
    unfinished = sample().model_copy(update={"complete": False})
    assert run_of(unfinished)["invocations"][0]["executionSuccessful"] is False


def test_hostile_text_is_plain_ascii_json() -> None:
    text = sarif_log(hostile_report())
    assert text.isascii()
    assert not [c for c in text if ord(c) < 32 and c != "\n"]
    assert "\x7f" not in text
    assert "\\u001b" not in text
    assert "\\\\x1b[31m" in text
