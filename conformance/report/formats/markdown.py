"""summary.md: a run on one screen, for a pull request or a pipeline's job summary.

Short whatever the run found: forges refuse a comment of more than 65,536 characters. What a
target or a profile says is inert, see `inert`; tables hold numbers only, since a text could
end a cell.
"""

from collections.abc import Iterable, Sequence

from conformance.report.fields import rfc3339
from conformance.report.inert import code, inert
from conformance.report.model import Report, Requirement
from conformance.report.sentence import verdict_sentence
from conformance.report.views import (
    LABELS,
    Standing,
    deciding_exchanges,
    reasons,
    tally,
    tally_cases,
    with_standing,
)

# With these the longest possible summary stays below what a comment may hold.
_LISTED = 20
_REASON = 160
_NAME = 100
_SENTENCE = 600

_HEADINGS: dict[Standing, str] = {
    "failed": "Failed",
    "error": "Broke before it could be judged",
    "warning": "Warnings",
    "note": "For information",
    "excused": "Admitted deviations",
    "not-testable": "Not testable",
}


def markdown_summary(report: Report) -> str:
    """Render the summary: verdict, counts, what is not passed and why, what was measured."""
    parts = [
        f"## {_headline(report)}",
        inert(verdict_sentence(report), _SENTENCE),
        *_selection(report),
        _counts(report),
        *_sections(report),
        *_stale(report),
        _measured(report),
    ]
    return "\n\n".join(parts) + "\n"


def _headline(report: Report) -> str:
    verdict = report.verdict.replace("-with-", " with ").capitalize()
    return verdict if report.complete else f"{verdict}, unfinished run"


def _selection(report: Report) -> list[str]:
    if report.selection is None:
        return []
    options = ", ".join(code(each, _NAME) for each in report.selection.options[:_LISTED])
    return [f"**Only a selection was tested:** {options}"]


def _counts(report: Report) -> str:
    rows = {"Requirements": tally(report.requirements), "Cases": tally_cases(report)}
    standings = [name for name in LABELS if any(name in row for row in rows.values())]
    lines = [
        ["", *(LABELS[name] for name in standings)],
        ["---", *("---:" for _ in standings)],
        *(
            [what, *(str(row.get(name, 0)) for name in standings)]
            for what, row in rows.items()
        ),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _sections(report: Report) -> Iterable[str]:
    for standing, heading in _HEADINGS.items():
        found = with_standing(report, standing)
        if found:
            yield "\n".join([f"### {heading} ({len(found)})", "", *_items(found)])


def _items(found: Sequence[Requirement]) -> Iterable[str]:
    for requirement in found[:_LISTED]:
        yield f"- {code(requirement.id, _NAME)} ({requirement.level}): {_finding(requirement)}"
    if len(found) > _LISTED:
        yield f"- and {len(found) - _LISTED} more in the report"


def _finding(requirement: Requirement) -> str:
    found = reasons(requirement)
    reason = inert(found[0], _REASON) if found else "no reason was recorded"
    numbers = deciding_exchanges(requirement)
    proof = f" (exchange {numbers[0]})" if numbers else ""
    return f"{_excuse(requirement)}{reason}{proof}"


def _excuse(requirement: Requirement) -> str:
    deviation = requirement.deviation
    if deviation is None:
        return ""
    named = (("owner", deviation.owner), ("ticket", deviation.ticket))
    facts = [f"{what} {code(value, _NAME)}" for what, value in named if value]
    state = "until" if deviation.state == "admitted" else f"{deviation.state}, until"
    known = ", ".join([f"deviation {state} {deviation.until}", *facts])
    return f"{known}: {inert(deviation.reason, _REASON)}; "


def _stale(report: Report) -> list[str]:
    found = [r.id for r in report.requirements if r.deviation and r.deviation.state == "stale"]
    if not found:
        return []
    shown = ", ".join(code(each, _NAME) for each in found[:_LISTED])
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    return [f"Stale deviations, to be removed from the profile: {shown}{more}"]


def _measured(report: Report) -> str:
    lines = ["<details><summary>What was measured</summary>", ""]
    for api in report.target.apis[:_LISTED]:
        release, address = code(api.release, _NAME), code(api.base_url, _NAME)
        digest = api.contract_sha256[:12]
        lines.append(
            f"- {code(api.api, _NAME)} {release} at {address}, contract"
            f" {code(api.contract, _NAME)}, SHA-256 {code(digest, _NAME)}"
        )
    lines += [
        f"- Profile {code(report.profile.name, _NAME)}, environment"
        f" {code(report.profile.environment, _NAME)}, SHA-256"
        f" {code(report.profile.sha256[:12], _NAME)}",
        f"- {code(report.suite.name, _NAME)} {code(report.suite.version, _NAME)}, seed"
        f" {report.seed}, {report.summary.exchanges} exchanges, ended"
        f" {rfc3339(report.finished_at)}",
        "",
        "</details>",
    ]
    return "\n".join(lines)
