"""The parts of the page, gathered so that its template only prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.report.fields import LEVELS
from conformance.report.model import Case, Report, Requirement
from conformance.report.page.latency import latencies
from conformance.report.page.picture import picture
from conformance.report.page.scenarios import plans
from conformance.report.page.shown_exchanges import held, is_wrong, proof, shown
from conformance.report.text import cut, one_line
from conformance.report.views import (
    LABELS,
    Group,
    Standing,
    case_standing,
    evidence,
    groups,
    numbered,
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
    "note": "A MAY does not hold: information, as nothing is demanded.",
    "excused": "The requirement does not hold; the profile admits it until a date.",
    "passed": "Every case of the requirement holds.",
    "not-testable": "The profile lacks something that the test takes; the reason names it.",
    "not-offered": "The profile says that the target does not offer it.",
}

_REASON = 4_000
_SUMMARY_REASON = 240
# The case's line above says it in full.
_FOUND = 600
_REFERENCES = 24
# Exchanges that stand in the page itself, for readers without its script and for paper; the
# script fills in others where they are opened. A few for each of a few cases make the point.
_PRINTED = 150
_PROVED_CASES = 4


def sections(report: Report) -> dict[str, Any]:
    """Return everything that the template prints beside the report itself.

    `held` are the numbers of the exchanges that the page holds.
    """
    gathering = _Gathering(report)
    shown_groups = [gathering.group(group) for group in groups(report)]
    counts = tally(report.requirements)
    return {
        "held": gathering.held,
        "groups": shown_groups,
        "by_api": _apis(report, shown_groups),
        "legend": [(name, counts[name]) for name in ALL_STANDINGS if name in counts],
        "counts": _counts(report),
        "attention": _attention(report),
        "deviations": [r for r in report.requirements if r.deviation],
        "untested": _untested(report),
        "plans": plans(report),
        "latency": latencies(report),
    }


@dataclass(frozen=True)
class _ShownGroup:
    slug: str
    api: str | None
    title: str
    heading: str
    counts: str
    picture: dict[str, Any]
    requirements: list[dict[str, Any]]


class _Gathering:
    """Makes the requirements ready, and counts what is printed in full on the way."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._printed = 0
        self.held = held(report)

    def group(self, group: Group) -> _ShownGroup:
        api = title(group.api) if group.api else "Every API"
        found = tally(group.requirements)
        return _ShownGroup(
            slug=group.slug,
            api=group.api,
            title=group.title,
            heading=f"{api}, {group.title}" if group.api else api,
            counts=", ".join(f"{found[n]} {LABELS[n]}" for n in ALL_STANDINGS if n in found),
            picture=picture(group.requirements),
            requirements=[self._requirement(r) for r in group.requirements],
        )

    def _requirement(self, requirement: Requirement) -> dict[str, Any]:
        how = own_standing(requirement)
        return {
            "row": requirement,
            "standing": how,
            "reason": "" if how == "passed" else _first_reason(requirement),
            "cases": [self._case(requirement, case) for case in requirement.cases],
            "proofs": self._proofs(requirement),
        }

    def _case(self, requirement: Requirement, case: Case) -> dict[str, Any]:
        listed = [(n, n in self.held) for n in case.exchanges[:_REFERENCES]]
        return {
            "name": case.id.removeprefix(f"{requirement.id}/"),
            "id": case.id,
            "standing": case_standing(requirement, case),
            "reason": cut(case.reason or "", _REASON),
            "seconds": f"{case.seconds:.2f}",
            "exchanges": listed,
            "more": max(0, len(case.exchanges) - _REFERENCES),
        }

    def _proofs(self, requirement: Requirement) -> list[dict[str, Any]]:
        """Choose the exchanges shown below the cases; once each, with what was found."""
        wrong = [case for case in requirement.cases if is_wrong(case)]
        chosen: dict[int, str] = {}
        for case in wrong[:_PROVED_CASES]:
            for n in sorted(evidence(case), key=self._is_flow):
                chosen.setdefault(n, cut(case.reason or "", _FOUND))
        if not wrong:
            chosen = dict.fromkeys(proof(self._report, requirement), "")
        return [self._proof(n, found) for n, found in chosen.items() if n in self.held]

    def _is_flow(self, n: int) -> bool:
        return numbered(self._report.exchanges, n).kind != "api"

    def _proof(self, n: int, found: str) -> dict[str, Any]:
        exchange = shown(numbered(self._report.exchanges, n))
        self._printed += bool(found)
        return {
            "exchange": exchange,
            "found": found,
            "printed": bool(found) and self._printed <= _PRINTED,
        }


def _apis(
    report: Report, shown_groups: Sequence[_ShownGroup]
) -> list[tuple[dict[str, str], list[_ShownGroup]]]:
    releases = {api.api: api.release for api in report.target.apis}
    gathered: dict[str | None, list[_ShownGroup]] = {}
    for group in shown_groups:
        gathered.setdefault(group.api, []).append(group)
    return [(_api_head(api, releases), members) for api, members in gathered.items()]


def _api_head(api: str | None, releases: dict[str, str]) -> dict[str, str]:
    return {
        "heading": title(api) if api else "Every API",
        "release": releases.get(api or "", ""),
    }


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
