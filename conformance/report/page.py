"""The parts of the page, gathered so that its template only prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.report.fields import LEVELS
from conformance.report.model import Case, Exchange, Report, Requirement, ScenarioCoverage
from conformance.report.page_exchanges import shown
from conformance.report.text import cut, one_line
from conformance.report.views import (
    LABELS,
    Group,
    Standing,
    by_number,
    case_standing,
    evidence,
    groups,
    own_standing,
    reasons,
    tally,
    tally_cases,
    title,
    with_standing,
)

ALL_STANDINGS = tuple(LABELS)
EXPLAINED: dict[Standing, str] = {
    "failed": "A MUST does not hold; the exchanges beside it prove it.",
    "error": "The network or the suite broke before the requirement could be judged.",
    "warning": "A SHOULD does not hold.",
    "excused": "The requirement does not hold; the profile admits it until a date.",
    "passed": "Every case of the requirement holds.",
    "not-testable": "The profile lacks something that the test takes; the reason names it.",
    "not-offered": "The profile says that the target does not offer it.",
}

# Cells of the picture: pitch in pixels, and how many stand in a row (fits a phone).
_PITCH = 20
_ROW = 22

_REASON = 4_000
_SUMMARY_REASON = 240
_REFERENCES = 24


def sections(report: Report) -> dict[str, Any]:
    """Return everything that the template prints beside the report itself."""
    shown_groups = [_group(group, by_number(report)) for group in groups(report)]
    counts = tally(report.requirements)
    return {
        "groups": shown_groups,
        "by_api": _apis(report, shown_groups),
        "legend": [(name, counts[name]) for name in ALL_STANDINGS if name in counts],
        "counts": _counts(report),
        "attention": _attention(report),
        "deviations": [r for r in report.requirements if r.deviation],
        "untested": _untested(report),
        "scenarios": _scenarios(report.scenario_coverage),
    }


@dataclass(frozen=True)
class _ShownGroup:
    api: str | None
    title: str
    heading: str
    counts: str
    picture: dict[str, Any]
    requirements: list[dict[str, Any]]


def _group(group: Group, exchanges: Mapping[int, Exchange]) -> _ShownGroup:
    api = title(group.api) if group.api else "Every API"
    found = tally(group.requirements)
    return _ShownGroup(
        api=group.api,
        title=group.title,
        heading=f"{api}, {group.title}" if group.api else api,
        counts=", ".join(f"{found[n]} {LABELS[n]}" for n in ALL_STANDINGS if n in found),
        picture=_picture(group.requirements),
        requirements=[_requirement(r, exchanges) for r in group.requirements],
    )


def _picture(requirements: Sequence[Requirement]) -> dict[str, Any]:
    rows = -(-len(requirements) // _ROW)
    cells = [
        {
            "id": requirement.id,
            "standing": own_standing(requirement),
            "x": place % _ROW * _PITCH,
            "y": place // _ROW * _PITCH,
        }
        for place, requirement in enumerate(requirements)
    ]
    # One width for all, so that cells have the same size when a phone scales them down.
    return {"cells": cells, "width": _ROW * _PITCH, "height": rows * _PITCH}


def _apis(
    report: Report, shown_groups: Sequence[_ShownGroup]
) -> list[tuple[dict[str, str], list[_ShownGroup]]]:
    releases = {api.api: api.release for api in report.target.apis}
    gathered: dict[str | None, list[_ShownGroup]] = {}
    for group in shown_groups:
        gathered.setdefault(group.api, []).append(group)
    return [(_api_head(api, releases), members) for api, members in gathered.items()]


def _api_head(api: str | None, releases: dict[str, str]) -> dict[str, str]:
    if api is None:
        return {"heading": "Every API", "release": ""}
    return {"heading": title(api), "release": releases.get(api, "not offered")}


def _requirement(
    requirement: Requirement, exchanges: Mapping[int, Exchange]
) -> dict[str, Any]:
    how = own_standing(requirement)
    return {
        "id": requirement.id,
        "level": requirement.level,
        "title": requirement.title,
        "source": requirement.source,
        "scenarios": requirement.scenarios,
        "operations": requirement.operations,
        "deviation": requirement.deviation,
        "standing": how,
        "reason": "" if how == "passed" else _first_reason(requirement),
        "cases": [_case(requirement, case) for case in requirement.cases],
        "proofs": [shown(exchanges[n]) for n in _evidence(requirement)],
    }


def _case(requirement: Requirement, case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "standing": case_standing(requirement, case),
        "reason": cut(case.reason or "", _REASON),
        "seconds": f"{case.seconds:.2f}",
        "exchanges": case.exchanges[:_REFERENCES],
        "more": max(0, len(case.exchanges) - _REFERENCES),
    }


def _evidence(requirement: Requirement) -> list[int]:
    """Choose the exchanges printed in full: a few for each case that went wrong."""
    wrong = [case for case in requirement.cases if case.outcome in ("failed", "error")]
    return list(dict.fromkeys(n for case in wrong for n in evidence(case)))


def _first_reason(requirement: Requirement) -> str:
    found = reasons(requirement)
    if not found:
        return ""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return one_line(found[0], _SUMMARY_REASON) + more


def _counts(report: Report) -> list[tuple[str, dict[Standing, int]]]:
    """Count requirements level by level, then cases, each by how it stands."""
    rows: list[tuple[str, dict[Standing, int]]] = [
        (level, tally([r for r in report.requirements if r.level == level]))
        for level in LEVELS
    ]
    return [row for row in rows if row[1]] + [("Cases", tally_cases(report))]


def _attention(report: Report) -> list[tuple[Standing, list[dict[str, str]]]]:
    parts: list[tuple[Standing, list[dict[str, str]]]] = []
    for name in ("failed", "error", "warning"):
        members = with_standing(report, name)
        rows = [{"id": r.id, "title": r.title, "reason": _first_reason(r)} for r in members]
        if rows:
            parts.append((name, rows))
    return parts


def _untested(report: Report) -> list[tuple[Standing, list[dict[str, Any]]]]:
    """Gather what was not tested by its reason, which says what would make it testable."""
    parts: list[tuple[Standing, list[dict[str, Any]]]] = []
    for name in ("not-testable", "not-offered"):
        found: dict[str, list[str]] = {}
        for requirement in with_standing(report, name):
            for reason in reasons(requirement) or ["No reason was recorded."]:
                found.setdefault(cut(reason, _REASON), []).append(requirement.id)
        rows = [{"reason": reason, "ids": ids} for reason, ids in found.items()]
        if rows:
            parts.append((name, rows))
    return parts


def _scenarios(
    coverage: Sequence[ScenarioCoverage],
) -> list[tuple[str, list[ScenarioCoverage]]]:
    found: dict[str, list[ScenarioCoverage]] = {}
    for scenario in coverage:
        file = f"{scenario.repository} {scenario.release}, {scenario.file}"
        found.setdefault(file, []).append(scenario)
    return list(found.items())
