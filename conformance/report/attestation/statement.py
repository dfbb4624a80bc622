"""What an attestation says: an in-toto Statement (v1) with the predicate test-result v0.1.

Its subject are report.json and the contracts that the target was measured against, each by
SHA-256. The predicate's own three results mean here:

- PASSED: everything that the target offers was tested and passed, without a warning. A
  policy that asks for PASSED alone is therefore safe.
- WARNED: nothing failed without an excuse, but something keeps it from PASSED: an admitted
  or a stale deviation, a failed SHOULD, a mandatory requirement that could not be tested
  (verdict `partial`), or a run that was narrowed to a selection.
- FAILED: verdict `non-conformant`, and `inconclusive` too: there errors kept the run from a
  finding, and what broke stands among the failed tests.

Tests are requirements, named by their ids. Warned are failed SHOULDs and admitted deviations.
What is not offered or was not testable is in none of the three lists. The extension field
`camaraConformance` names it, gives the verdict in the suite's own words, and carries
`validUntil`, the last day (UTC) on which the statement shall be relied on. As in-toto asks of
extension fields, it changes the meaning of no other field.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from conformance.report.fields import rfc3339
from conformance.report.model import Api, Report, Requirement
from conformance.report.places import contract_file
from conformance.report.views import Standing, own_standing

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://in-toto.io/attestation/test-result/v0.1"
EXTENSION = "camaraConformance"
REPORT_SUBJECT = "report.json"
DEFAULT_DAYS = 90


class AttestationError(Exception):
    """A report, key or statement is of no use here; the message names it and the cure."""


def content_of(path: Path, longest: int, kind: str) -> bytes:
    """Read a file of at most so many bytes; `kind` says what a longer one can't be.

    Raises AttestationError.
    """
    try:
        with path.open("rb") as file:
            content = file.read(longest + 1)
    except OSError as error:
        raise AttestationError(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > longest:
        raise AttestationError(f"{path}: is too long for {kind}")
    return content


def last_day(report: Report) -> date:
    """Return the day until which a statement holds unless told otherwise.

    It is 90 days from the end of the run, and no later than the first admitted deviation
    ends: from then on the verdict would be another.
    """
    deviations = (requirement.deviation for requirement in report.requirements)
    ends = [each.until for each in deviations if each and each.state == "admitted"]
    return min([report.finished_at.date() + timedelta(days=DEFAULT_DAYS), *ends])


def statement(report: Report, report_sha256: str, valid_until: date) -> dict[str, Any]:
    """Return the Statement on a report whose file has this digest (hexadecimal).

    Raises AttestationError for a report of a run that did not finish: nobody can sign for
    what it left out.
    """
    if not report.complete:
        raise AttestationError(
            "the run did not finish, and what it left out can't be signed for: finish it with"
            " run --resume, or run again"
        )
    return {
        "_type": STATEMENT_TYPE,
        "subject": [_resource(REPORT_SUBJECT, report_sha256), *_contracts(report)],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "result": result(report),
            "configuration": [_profile(report), *_contracts(report)],
            **lists(report),
            EXTENSION: _extension(report, valid_until),
        },
    }


def result(report: Report) -> str:
    """Return PASSED, WARNED or FAILED, as the module's text explains."""
    if report.verdict in ("non-conformant", "inconclusive"):
        return "FAILED"
    stale = any(r.deviation and r.deviation.state == "stale" for r in report.requirements)
    narrowed = report.selection is not None
    warned = stale or narrowed or _ids(report, "warning", "excused")
    return "WARNED" if warned or report.verdict != "conformant" else "PASSED"


def lists(report: Report) -> dict[str, list[str]]:
    """Return the predicate's three lists of requirement ids."""
    return {
        "passedTests": _ids(report, "passed"),
        "warnedTests": _ids(report, "warning", "excused"),
        "failedTests": _ids(report, "failed", "error"),
    }


def _ids(report: Report, *standings: Standing) -> list[str]:
    return [row.id for row in _standing(report.requirements, standings)]


def _standing(
    requirements: Iterable[Requirement], standings: tuple[Standing, ...]
) -> Iterable[Requirement]:
    return (row for row in requirements if own_standing(row) in standings)


def _resource(name: str, sha256: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": sha256}}


def _contracts(report: Report) -> list[dict[str, Any]]:
    return [_resource(contract_file(api), api.contract_sha256) for api in report.target.apis]


def _profile(report: Report) -> dict[str, Any]:
    profile = report.profile
    known = {"environment": profile.environment, "seed": report.seed}
    return _resource(profile.name, profile.sha256) | {"annotations": known}


def _extension(report: Report, valid_until: date) -> dict[str, Any]:
    selection = report.selection
    return {
        "validUntil": valid_until.isoformat(),
        "verdict": report.verdict,
        "operator": report.target.operator,
        "apis": [_measured(api) for api in report.target.apis],
        "finishedAt": rfc3339(report.finished_at),
        "suite": report.suite.model_dump(),
        "wire": list(report.target.wire),
        "selection": list(selection.options) if selection else None,
        "notTestable": _ids(report, "not-testable"),
        "notOffered": _ids(report, "not-offered"),
    }


def _measured(api: Api) -> dict[str, Any]:
    return {"api": api.api, "release": api.release, "operations": list(api.operations)}
