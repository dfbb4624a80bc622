"""What a statement says of a report: results, lists, digests, and until when."""

import hashlib
from datetime import date
from typing import Any

import pytest

from conformance.outcomes import Outcome
from conformance.report.attestation.statement import (
    AttestationError,
    last_day,
    lists,
    result,
    statement,
)
from conformance.report.fields import DeviationState, Level
from conformance.report.model import Report, Selection
from tests.report_samples import case, deviation, report, requirement, sample

DIGEST = hashlib.sha256(b"the file").hexdigest()
UNTIL = date(2027, 2, 1)


def made(
    verdict: str,
    outcome: Outcome = "passed",
    level: Level = "MUST",
    state: DeviationState | None = None,
    **changes: Any,
) -> Report:
    """Return a report of one requirement that stands so."""
    admitted = deviation(state) if state else None
    row = requirement("sim-swap.check.x", outcome, [case("x", outcome)], level, admitted)
    return report([row], verdict=verdict, **changes)


NARROWED = Selection(options=("--requirement sim-swap.*",))
RESULTS = {
    "all passed": (made("conformant"), "PASSED"),
    "nothing offered besides": (made("conformant", "not-offered"), "PASSED"),
    "a SHOULD failed": (made("conformant", "failed", "SHOULD"), "WARNED"),
    "admitted": (
        made("conformant-with-deviations", "failed", state="admitted"),
        "WARNED",
    ),
    "stale": (made("conformant", state="stale"), "WARNED"),
    "a MUST untested": (made("partial", "not-testable"), "WARNED"),
    "narrowed": (made("conformant", selection=NARROWED), "WARNED"),
    "a MUST failed": (made("non-conformant", "failed"), "FAILED"),
    "expired": (made("non-conformant", "failed", state="expired"), "FAILED"),
    "broken": (made("inconclusive", "error"), "FAILED"),
}


@pytest.mark.parametrize("what", RESULTS)
def test_only_what_was_wholly_tested_and_passed_is_passed(what: str) -> None:
    of, expected = RESULTS[what]
    assert result(of) == expected


def test_the_lists_hold_requirement_ids_by_how_they_stand() -> None:
    assert lists(sample()) == {
        "passedTests": ["sim-swap.check.recent-swap", "number-verification.verify.own"],
        "warnedTests": ["sim-swap.check.above-2400", "commonalities.401-first.id"],
        "failedTests": ["sim-swap.check.below-one", "sim-swap.retrieve-date.date"],
    }


def test_the_statement_names_report_contracts_and_profile_by_digest() -> None:
    document = statement(sample(), DIGEST, UNTIL)
    assert document["_type"] == "https://in-toto.io/Statement/v1"
    assert document["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    contracts = [
        {"name": "specs/sim-swap/2.1.0/openapi.yaml", "digest": {"sha256": "cd" * 32}},
        {
            "name": "specs/number-verification/2.1.0/openapi.yaml",
            "digest": {"sha256": "ef" * 32},
        },
    ]
    assert document["subject"] == [
        {"name": "report.json", "digest": {"sha256": DIGEST}},
        *contracts,
    ]
    profile, *others = document["predicate"]["configuration"]
    assert profile["name"] == "example-staging"
    assert profile["digest"] == {"sha256": "ab" * 32}
    assert profile["annotations"] == {"environment": "staging", "seed": 7}
    assert others == contracts


def test_the_extension_tells_what_the_predicate_has_no_word_for() -> None:
    told = statement(sample(), DIGEST, UNTIL)["predicate"]["camaraConformance"]
    assert told["validUntil"] == "2027-02-01"
    assert told["verdict"] == "non-conformant"
    assert told["notTestable"] == ["sim-swap.check.never-swapped"]
    assert told["notOffered"] == ["number-verification.device-phone-number.own"]
    assert told["selection"] is None


def test_it_holds_for_ninety_days_from_the_run() -> None:
    assert last_day(report([])) == date(2027, 2, 18)


@pytest.mark.parametrize(
    ("state", "day"),
    [
        ("admitted", date(2027, 1, 31)),
        ("expired", date(2027, 2, 18)),
        ("stale", date(2027, 2, 18)),
    ],
)
def test_it_holds_no_longer_than_what_excuses_a_failure(
    state: DeviationState, day: date
) -> None:
    assert last_day(made("conformant-with-deviations", "failed", state=state)) == day


def test_nobody_signs_for_a_run_that_did_not_finish() -> None:
    with pytest.raises(AttestationError, match="did not finish"):
        statement(sample().model_copy(update={"complete": False}), DIGEST, UNTIL)
