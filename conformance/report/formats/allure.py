"""allure-results/: the report in Allure's own model, one result a case.

Names and ids are made of the run and the case alone, so that the same report gives the same
files. Allure takes two results of one historyId for a retry and hides the first; here every
case has its own.
"""

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from allure_commons.model2 import (
    ATTACHMENT_PATTERN,
    TEST_CASE_PATTERN,
    Attachment,
    Label,
    Status,
    StatusDetails,
    TestResult,
)
from attr import asdict

from conformance.report.exchanges import Exchange
from conformance.report.fields import rfc3339
from conformance.report.model import Case, Report, Requirement
from conformance.report.proofs import broken_cases, picked, starts
from conformance.report.sentence import subject
from conformance.report.text import cut, one_line, visible
from conformance.report.transcript import transcript
from conformance.report.views import (
    Group,
    Standing,
    case_standing,
    evidence,
    groups,
)

FOLDER_NAME = "allure-results"

_STATUS: dict[Standing, str] = {
    "passed": Status.PASSED,
    "warning": Status.PASSED,
    "note": Status.PASSED,
    "failed": Status.FAILED,
    "error": Status.BROKEN,
    "excused": Status.SKIPPED,
    "not-offered": Status.SKIPPED,
    "not-testable": Status.SKIPPED,
}
_SEVERITY = {"MUST": "critical", "SHOULD": "normal", "MAY": "minor"}
_MESSAGE = 20_000


def write_allure(report: Report, folder: Path) -> Path:
    """Build `folder`/allure-results anew and return its path."""
    results = folder / FOLDER_NAME
    if results.exists():
        shutil.rmtree(results)
    results.mkdir(parents=True)
    exchanges, started = picked(report, broken_cases(report)), starts(report)
    for group in groups(report):
        for requirement in group.requirements:
            for case in requirement.cases:
                sent = [started[n] for n in case.exchanges]
                result = _result(report, group, requirement, case)
                result.start, result.stop = _times(report, case, sent)
                if case.outcome in ("failed", "error"):
                    shown = [exchanges[n] for n in evidence(case)]
                    result.attachments = _attach(shown, result.uuid, results)
                _write_result(result, results)
    return results


def _write_result(result: TestResult, results: Path) -> None:
    # Allure's own writer names the file at random; its model and its way to JSON are kept.
    document = asdict(result, filter=lambda _, value: value or value is False)
    text = json.dumps(document, ensure_ascii=False)
    (results / TEST_CASE_PATTERN.format(prefix=result.uuid)).write_bytes(text.encode())


def _result(report: Report, group: Group, requirement: Requirement, case: Case) -> TestResult:
    lasting = hashlib.sha256(case.id.encode()).hexdigest()
    return TestResult(
        uuid=str(_uuid(report, case)),
        historyId=lasting,
        testCaseId=lasting,
        name=visible(case.id),
        fullName=visible(case.id),
        description=_description(requirement),
        status=_STATUS[case_standing(requirement, case)],
        statusDetails=_details(requirement, case),
        stage="finished",
        labels=_labels(report, group, requirement),
    )


def _uuid(report: Report, case: Case) -> UUID:
    run = f"{report.profile.sha256}/{rfc3339(report.started_at)}"
    return uuid5(NAMESPACE_URL, f"{run}/{case.id}")


def _times(report: Report, case: Case, sent: list[datetime]) -> tuple[int, int]:
    """Milliseconds since 1970; a case that sent nothing is put at the start of the run."""
    first = min(sent, default=report.started_at)
    start = int(first.timestamp() * 1000)
    return start, start + round(case.seconds * 1000)


def _description(requirement: Requirement) -> str:
    source = requirement.source
    place = f"{source.document} {source.release}, {source.section}"
    return visible(f"{requirement.level}: {requirement.title}\n\n{place}")


def _details(requirement: Requirement, case: Case) -> StatusDetails | None:
    how = case_standing(requirement, case)
    if how == "passed":
        return None
    message = cut(case.reason or "no reason was recorded", _MESSAGE)
    if how == "excused" and requirement.deviation:
        deviation = requirement.deviation
        message = f"deviation until {deviation.until}: {visible(deviation.reason)}\n{message}"
    elif how != "failed":
        message = f"{how}: {message}"
    return StatusDetails(message=message, known=True if how == "excused" else None)


def _labels(report: Report, group: Group, requirement: Requirement) -> list[Label]:
    names = {
        "parentSuite": group.api or "every API",
        "suite": subject(report),
        "subSuite": group.title,
        "severity": _SEVERITY[requirement.level],
        "tag": requirement.id,
        "framework": report.suite.name,
    }
    return [Label(name=name, value=one_line(value, 200)) for name, value in names.items()]


def _attach(proofs: list[Exchange], result: str, results: Path) -> list[Attachment]:
    attachments = []
    for exchange in proofs:
        prefix = uuid5(UUID(result), str(exchange.n))
        source = ATTACHMENT_PATTERN.format(prefix=prefix, ext="txt")
        (results / source).write_bytes(transcript(exchange).encode())
        name = f"exchange {exchange.n}"
        attachments.append(Attachment(name=name, source=source, type="text/plain"))
    return attachments
