"""results.sarif: what failed, as SARIF 2.1.0, for code scanning and editors.

A rule is a requirement, under its id; all of them are listed, so that a viewer knows what
was looked at. A result is a failed case: an error for a MUST, a warning for a SHOULD, a note
for a MAY, suppressed where the profile admits it. What broke before it could be judged is no
result but a notification, since it says nothing of the target. What passed has no result:
viewers show every result as a finding.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from conformance.report.exchanges import Exchange
from conformance.report.fields import Level, rfc3339
from conformance.report.model import Case, Report, Requirement, excused
from conformance.report.places import Place, contract_file, places
from conformance.report.proofs import broken_cases, picked
from conformance.report.text import cut, one_line, visible
from conformance.report.views import evidence

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_LEVELS: dict[Level, str] = {"MUST": "error", "SHOULD": "warning", "MAY": "note"}
_MESSAGE = 4_000
_CURL = 8_000


def sarif_log(report: Report) -> str:
    """Render the report: one run, its rules, a result for each failed case."""
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(document, indent=1).replace("\x7f", "\\u007f") + "\n"


def _run(report: Report) -> dict[str, Any]:
    proofs = picked(report, broken_cases(report))
    return {
        "tool": {"driver": _driver(report)},
        "invocations": [_invocation(report)],
        "artifacts": _artifacts(report),
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, at, requirement, case, proofs)
            for at, requirement in enumerate(report.requirements)
            for case in requirement.cases
            if case.outcome == "failed"
        ],
        "properties": {
            "verdict": report.verdict,
            "profile": visible(report.profile.name),
            "complete": report.complete,
        },
    }


def _driver(report: Report) -> dict[str, Any]:
    return {
        "name": visible(report.suite.name),
        "version": visible(report.suite.version),
        "rules": [_rule(requirement) for requirement in report.requirements],
    }


def _rule(requirement: Requirement) -> dict[str, Any]:
    source = requirement.source
    place = visible(f"{source.document} {source.release}, {source.section}")
    return {
        "id": visible(requirement.id),
        "shortDescription": {"text": visible(requirement.title)},
        "fullDescription": {"text": f"{visible(requirement.title)} ({place})"},
        "defaultConfiguration": {"level": _LEVELS[requirement.level]},
        "properties": {"keyword": requirement.level, "outcome": requirement.outcome},
    }


def _invocation(report: Report) -> dict[str, Any]:
    return {
        "executionSuccessful": report.complete,
        "startTimeUtc": rfc3339(report.started_at),
        "endTimeUtc": rfc3339(report.finished_at),
        "toolExecutionNotifications": [
            {
                "level": "error",
                "message": {"text": f"{one_line(case.id, _MESSAGE)}: {_message(case)}"},
                "associatedRule": {"id": visible(requirement.id), "index": at},
            }
            for at, requirement in enumerate(report.requirements)
            for case in requirement.cases
            if case.outcome == "error"
        ],
    }


def _artifacts(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "location": {"uri": _uri(contract_file(api))},
            "hashes": {"sha-256": api.contract_sha256},
        }
        for api in report.target.apis
    ]


def _result(
    report: Report, at: int, requirement: Requirement, case: Case, proofs: dict[int, Exchange]
) -> dict[str, Any]:
    shown = [proofs[number] for number in evidence(case)]
    found = places(report, requirement, shown[0] if shown else None)
    lasting = hashlib.sha256(case.id.encode()).hexdigest()
    result = {
        "ruleId": visible(requirement.id),
        "ruleIndex": at,
        "level": _LEVELS[requirement.level],
        "message": {"text": _message(case)},
        "locations": [_location(place) for place in found],
        "partialFingerprints": {"case/v1": lasting},
        "properties": {
            "case": visible(case.id),
            "exchanges": list(case.exchanges),
            **({"curl": cut(shown[0].curl, _CURL)} if shown else {}),
        },
    }
    return result | _suppression(requirement)


def _message(case: Case) -> str:
    return cut(case.reason or "no reason was recorded", _MESSAGE)


def _suppression(requirement: Requirement) -> dict[str, Any]:
    deviation = requirement.deviation
    if deviation is None or not excused(requirement):
        return {}
    why = f"deviation until {deviation.until}: {cut(deviation.reason, _MESSAGE)}"
    return {"suppressions": [{"kind": "external", "justification": why}]}


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.file)},
            "region": {"startLine": place.line},
        }
    }


def _uri(file: str) -> str:
    return quote(file, safe="/")
