"""The last lines of a run: plain text, harmless whatever it quotes."""

from collections.abc import Sequence
from pathlib import Path

from conformance.report.fields import DeviationState
from conformance.report.model import Report, Requirement
from conformance.report.sentence import verdict_sentence
from conformance.report.text import one_line
from conformance.report.untested import totals
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
    """Return the closing lines of a run: counts, failures, what is missing, the verdict.

    `report_path` is the path of report.html as it shall be printed.
    """
    return [
        *_counts(report),
        *_listing("Failed", with_standing(report, "failed")),
        *_listing("Broke before it could be judged", with_standing(report, "error")),
        *_listing("Warnings", with_standing(report, "warning")),
        *_listing("For information, as nothing is demanded", with_standing(report, "note")),
        *_deviations(report, "expired", "Deviations past their date, which excuse nothing:"),
        *_deviations(report, "stale", "Stale deviations, to be removed from the profile:"),
        *_not_tested(report),
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
    """List requirements under a heading, those that have one reason together."""
    if not requirements:
        return []
    shown, lines = requirements[:_LISTED], ["", f"{heading}:"]
    for reason, alike in _by_reason(shown).items():
        numbers = deciding_exchanges(alike[0])
        proof = f" [exchange {numbers[0]}]" if numbers else ""
        lines += [*(f"  {each.id}" for each in alike), f"    {reason}{proof}"]
    if len(requirements) > len(shown):
        lines.append(f"  and {len(requirements) - len(shown)} more in the report")
    return lines


def _by_reason(requirements: Sequence[Requirement]) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for requirement in requirements:
        found.setdefault(_reason(requirement), []).append(requirement)
    return found


def _reason(requirement: Requirement) -> str:
    found = reasons(requirement)
    reason = one_line(found[0], _REASON_LENGTH) if found else "no reason was recorded"
    return reason + (f" (and {len(found) - 1} other reasons)" if len(found) > 1 else "")


def _deviations(report: Report, state: DeviationState, heading: str) -> list[str]:
    """Name what its deviation does not excuse; one that did not fail has nothing to excuse."""
    found = [
        f"  {row.id}" + (f" (until {row.deviation.until})" if state == "expired" else "")
        for row in report.requirements
        if row.deviation is not None
        and row.deviation.state == state
        and (state == "stale" or row.outcome == "failed")
    ]
    return ["", heading, *found] if found else []


def _not_tested(report: Report) -> list[str]:
    """Count the cases that were not tested by reason; most of them have one in common."""
    lines = list(
        totals(
            (case.outcome, case.reason or "no reason was recorded")
            for row in report.requirements
            for case in row.cases
            if case.outcome in ("not-testable", "not-offered")
        )
    )
    if not lines:
        return []
    more = [f"      and {len(lines) - _LISTED} more reasons"] if len(lines) > _LISTED else []
    return ["", "Not tested, in cases:", *lines[:_LISTED], *more]
