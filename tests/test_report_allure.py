"""allure-results/: every case shown once, the same ids in every run."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from conformance.report.formats.allure import write_allure
from conformance.report.model import Report
from tests.report_samples import START, case, report, requirement, sample


def results(made: Report, folder: Path) -> dict[str, dict[str, Any]]:
    files = write_allure(made, folder).glob("*-result.json")
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {document["name"]: document for document in documents}


def labels(document: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in document["labels"]}


def test_statuses_follow_level_and_excuse(tmp_path: Path) -> None:
    found = results(sample(), tmp_path)
    assert {name: document["status"] for name, document in found.items()} == {
        "recent": "passed",
        "one": "passed",
        "refuses-zero[zero]": "failed",
        "never-swapped": "skipped",
        "out-of-range": "passed",
        "date[1]": "broken",
        "device": "skipped",
        "401-first": "skipped",
        "verify": "passed",
    }
    assert found["401-first"]["statusDetails"]["known"] is True
    assert "statusDetails" not in found["recent"]
    assert found["out-of-range"]["statusDetails"]["message"].startswith("warning: expected")


def test_labels_group_by_api_and_operation(tmp_path: Path) -> None:
    assert labels(results(sample(), tmp_path)["out-of-range"]) == {
        "parentSuite": "sim-swap",
        "suite": "Example Operator, staging",
        "subSuite": "check",
        "severity": "normal",
        "tag": "sim-swap.check.above-2400",
        "framework": "camara-conformance",
    }


def test_no_case_is_hidden_as_a_retry_and_histories_last(tmp_path: Path) -> None:
    first = results(sample(), tmp_path)
    later = sample().model_copy(update={"started_at": START + timedelta(days=1)})
    second = results(later, tmp_path)
    histories = {name: document["historyId"] for name, document in first.items()}
    assert len(set(histories.values())) == len(histories)
    assert histories == {name: document["historyId"] for name, document in second.items()}
    assert first["one"]["uuid"] != second["one"]["uuid"]


def test_failed_cases_carry_their_exchanges(tmp_path: Path) -> None:
    document = results(sample(), tmp_path)["refuses-zero[zero]"]
    names = [attachment["name"] for attachment in document["attachments"]]
    assert names == ["exchange 3", "exchange 2"]
    source = tmp_path / "allure-results" / document["attachments"][0]["source"]
    text = source.read_text(encoding="utf-8")
    assert "POST https://api.example.com/sim-swap/v2/check" in text
    assert "200 OK\nContent-Type: application/json" in text
    assert text.endswith('\'"$TOKEN"\n')


def test_times_are_those_of_the_exchanges(tmp_path: Path) -> None:
    document = results(sample(), tmp_path)["refuses-zero[zero]"]
    assert document["start"] == int(START.timestamp() * 1000) + 2000
    assert document["stop"] - document["start"] == 500


def test_a_former_result_does_not_stay(tmp_path: Path) -> None:
    results(sample(), tmp_path)
    only = report([requirement("sim-swap.check.r", cases=[case("single")])])
    assert list(results(only, tmp_path)) == ["single"]
    assert len(list((tmp_path / "allure-results").iterdir())) == 1


def test_hostile_texts_stay_text(tmp_path: Path) -> None:
    document = results(sample("\x1b[2J\x00\ud800"), tmp_path)["refuses-zero[zero]"]
    assert document["statusDetails"]["message"] == "\\x1b[2J\\x00\\ud800"
