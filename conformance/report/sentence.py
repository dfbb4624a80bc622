"""The verdict in one sentence that a manager can read."""

from collections.abc import Sequence

from conformance.report.fields import Verdict
from conformance.report.model import Api, Report
from conformance.report.text import one_line
from conformance.report.views import own_standing, title

_SAYING: dict[Verdict, str] = {
    "conformant": "conformant with",
    "conformant-with-deviations": "conformant, apart from admitted deviations, with",
    "partial": "only partly tested against",
    "non-conformant": "non-conformant with",
    "inconclusive": "no verdict on",
}


def verdict_sentence(report: Report) -> str:
    """Say who was measured against what, with which verdict, and by how much."""
    found = f"{_SAYING[report.verdict]} {_releases(report)}"
    return f"{subject(report)}: {found}: {_reached(report)}."


def finding(report: Report) -> str:
    """Say the same of a subject that is named beside it."""
    return _capital(f"{_SAYING[report.verdict]} {_releases(report)}: {_reached(report)}.")


def finding_in_parts(report: Report) -> tuple[str, str]:
    """Return what the run found, and by how much, as two sentences."""
    found = f"{_SAYING[report.verdict]} {_releases(report)}."
    return _capital(found), _capital(f"{_reached(report)}.")


def _reached(report: Report) -> str:
    unfinished = "" if report.complete else "; the run did not finish"
    return f"{_by_how_much(report)}{unfinished}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def subject(report: Report) -> str:
    """Name the target: operator and environment, or the profile's title."""
    operator = report.target.operator
    name = f"{operator}, {report.profile.environment}" if operator else report.profile.title
    return one_line(name, 120)


def _releases(report: Report) -> str:
    names = [f"{title(api.api)} {api.release}" for api in _apis(report)]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}"
    return one_line(listed, 200)


def _apis(report: Report) -> Sequence[Api]:
    """Return the APIs that were tested; a selection may have left one out."""
    if report.selection is None:
        return report.target.apis
    tested = {operation for row in report.requirements for operation in row.operations}
    return [api for api in report.target.apis if tested & {*api.operations}] or (
        report.target.apis
    )


def _by_how_much(report: Report) -> str:
    """Count mandatory requirements of what is offered; the reason where counts say nothing."""
    counts = dict.fromkeys(("passed", "failed", "excused", "error", "not-testable"), 0)
    for requirement in report.requirements:
        if requirement.level == "MUST" and requirement.outcome != "not-offered":
            counts[own_standing(requirement)] += 1
    total = sum(counts.values())
    # A selection's figures must not read like those of all there is.
    selected = "selected " if report.selection is not None else ""
    mandatory = f"{selected}mandatory requirement" + ("" if total == 1 else "s")
    if report.verdict == "non-conformant" and counts["failed"]:
        return f"{counts['failed']} of {total} {mandatory} failed"
    if report.verdict == "conformant":
        every = "the one" if total == 1 else f"all {total}"
        return f"{every} {mandatory} passed" + _warnings(report)
    if report.verdict == "conformant-with-deviations":
        return (
            f"{counts['passed']} of {total} {mandatory} passed,"
            f" {counts['excused']} deviate by admission" + _warnings(report)
        )
    if report.verdict == "partial":
        return (
            f"none of {total} {mandatory} failed, but {counts['not-testable']}"
            " could not be tested"
        )
    return _first_reason(report)


def _warnings(report: Report) -> str:
    count = report.summary.warnings
    if not count:
        return ""
    return f", with {count} warning{'' if count == 1 else 's'}"


def _first_reason(report: Report) -> str:
    if not report.verdict_reasons:
        return "see the report for why"
    reason = one_line(report.verdict_reasons[0], 300).rstrip(".")
    return reason[:1].lower() + reason[1:]
