"""The report's models: immutable, described, and unable to contradict themselves."""

import inspect
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from conformance.exchanges import RedactedExchange, RedactedRequest, RedactedResponse
from conformance.report import exchanges, journal, model
from conformance.report.exchanges import Exchange
from conformance.report.fields import Part
from conformance.report.model import Report, summarise
from conformance.report.schema import schema_path, schema_text
from tests.report_samples import case, deviation, exchange, report, requirement, sample

PARTS = [
    part
    for module in (exchanges, model, journal)
    for _, part in inspect.getmembers(module, inspect.isclass)
    if issubclass(part, Part)
]


@pytest.mark.parametrize("part", PARTS)
def test_every_field_says_what_it_means(part: type[Part]) -> None:
    assert [name for name, field in part.model_fields.items() if not field.description] == []


def test_the_checked_in_schema_is_the_models() -> None:
    """`python -m conformance.report.schema` writes it anew."""
    assert schema_path().read_text(encoding="utf-8") == schema_text()


def test_a_report_follows_the_schema_and_a_changed_one_does_not() -> None:
    document = sample().model_dump(mode="json", by_alias=True)
    schema = Report.model_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError, match="'certified' is not one of"):
        jsonschema.validate(document | {"verdict": "certified"}, schema)


def test_a_report_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        sample().verdict = "conformant"


def test_a_recorded_exchange_becomes_one_of_the_report() -> None:
    wanted = exchange(3, "a-case")
    assert wanted.response
    members: dict[str, Any] = wanted.model_dump()
    redacted = RedactedExchange(
        **members
        | {
            "request": RedactedRequest(**members["request"]),
            "response": RedactedResponse(**members["response"]),
        }
    )
    assert set(asdict(redacted)) == set(Exchange.model_fields)
    assert Exchange.model_validate(redacted, from_attributes=True) == wanted


def test_instants_are_utc_and_have_milliseconds() -> None:
    summer = timezone(timedelta(hours=2))
    made = report([], started_at=datetime(2026, 7, 1, 10, 0, 0, 123_999, tzinfo=summer))
    assert made.started_at == datetime(2026, 7, 1, 8, 0, 0, 123_000, tzinfo=UTC)
    assert '"started_at":"2026-07-01T08:00:00.123Z"' in made.model_dump_json()


@pytest.mark.parametrize("value", [datetime(2026, 7, 1), 1_780_000_000, "yesterday"])
def test_an_instant_without_a_zone_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="started_at"):
        report([], started_at=value)


def test_lone_surrogates_are_spelled_out() -> None:
    """A provider's JSON can hold their escapes; a UTF-8 file cannot hold them."""
    made = case("a", "failed", "code is \ud800")
    assert made.reason == "code is \\ud800"


def test_summary_counts_by_level_and_outcome_and_leaves_excused_warnings_out() -> None:
    rows = [
        requirement("sim-swap.check.a", cases=[case("1"), case("2")]),
        requirement("sim-swap.check.b", "failed", [case("3", "failed")], level="SHOULD"),
        requirement("sim-swap.check.c", "failed", level="SHOULD", admitted=deviation()),
        requirement(
            "sim-swap.check.d", "failed", level="SHOULD", admitted=deviation("expired")
        ),
    ]
    counted = summarise(rows, 9)
    assert counted.requirements["MUST"]["passed"] == 1
    assert counted.requirements["SHOULD"] == {
        "passed": 0,
        "failed": 3,
        "error": 0,
        "not-offered": 0,
        "not-testable": 0,
    }
    assert counted.cases["passed"] == 2
    assert counted.warnings == 2
    assert counted.exchanges == 9


A = requirement("sim-swap.check.a", cases=[case("one", "passed", None, 1)])

CONTRADICTIONS = {
    "requirement sim-swap.check.a stands twice": lambda: report([A, A], [exchange(1)]),
    "case one stands twice": lambda: report(
        [A, requirement("sim-swap.check.b", cases=A.cases)], [exchange(1)]
    ),
    "names exchange 1, which": lambda: report([A]),
    "not in the order": lambda: report([A], [exchange(2), exchange(1)]),
    "lies before started_at": lambda: report([], finished_at=datetime(2020, 1, 1, tzinfo=UTC)),
    "summary does not agree": lambda: report([A], [exchange(1)], summary=summarise([], 1)),
}


@pytest.mark.parametrize("message", CONTRADICTIONS)
def test_a_report_that_contradicts_itself_is_refused(message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CONTRADICTIONS[message]()
