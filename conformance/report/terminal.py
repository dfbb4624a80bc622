"""The last lines of a run: plain text, harmless whatever it quotes."""

from collections.abc import Sequence
from pathlib import Path

from conformance.report.model import Report, Requirement
from conformance.report.sentence import verdict_sentence
from conformance.report.text import one_line
from conformance.report.views import (
    LABELS,
    deciding_exchanges,
    reasons,
    tally,
    tally_cases,
    with_standing,
)

# A screen of failures is read, a hundred are looked up in the page.
_LISTED = 20
_REASON_LENGTH = 400


def summary_lines(report: Report, report_path: Path) -> list[str]:
    """Return the closing lines of a run: counts, failures, warnings, verdict, where to look.

    `report_path` is the path of report.html as it shall be printed.
    """
    return [
        *_counts(report),
        *_listing("Failed", with_standing(report, "failed")),
        *_listing("Broke before it could be judged", with_standing(report, "error")),
        *_listing("Warnings", with_standing(report, "warning")),
        *_stale(report),
        "",
        verdict_sentence(report),
        f"Report: {one_line(str(report_path), 4096)}",
    ]


def _counts(report: Report) -> list[str]:
    rows = {"Requirements": tally(report.requirements), "Cases": tally_cases(report)}
    standings = [name for name in LABELS if any(name in row for row in rows.values())]
    exchanges = report.summary.exchanges
    width = len(str(max(exchanges, *(sum(row.values()) for row in rows.values()))))
    lines = [
        f"{name:<13}" + "  ".join(f"{row.get(s, 0):>{width}} {LABELS[s]}" for s in standings)
        for name, row in rows.items()
    ]
    seconds = (report.finished_at - report.started_at).total_seconds()
    return [*lines, f"{'Exchanges':<13}{exchanges:>{width}} in {seconds:.1f} s"]


def _listing(heading: str, requirements: Sequence[Requirement]) -> list[str]:
    if not requirements:
        return []
    lines = ["", f"{heading}:"]
    for requirement in requirements[:_LISTED]:
        lines += [f"  {requirement.id}", f"    {_reason(requirement)}"]
    if len(requirements) > _LISTED:
        lines.append(f"  and {len(requirements) - _LISTED} more in the report")
    return lines


def _reason(requirement: Requirement) -> str:
    found = reasons(requirement)
    reason = one_line(found[0], _REASON_LENGTH) if found else "no reason was recorded"
    others = f" (and {len(found) - 1} other reasons)" if len(found) > 1 else ""
    numbers = deciding_exchanges(requirement)
    return reason + others + (f" [exchange {numbers[0]}]" if numbers else "")


def _stale(report: Report) -> list[str]:
    found = [r.id for r in report.requirements if r.deviation and r.deviation.state == "stale"]
    if not found:
        return []
    return [
        "",
        "Stale deviations, to be removed from the profile:",
        *(f"  {i}" for i in found),
    ]
