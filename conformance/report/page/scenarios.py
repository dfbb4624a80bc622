"""Upstream test plans: each scenario's state, and the statement that checklists asked for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from conformance.report.model import Report, Requirement, ScenarioCoverage
from conformance.report.sentence import finding, subject
from conformance.report.views import LABELS, Standing, own_standing, title


def plans(report: Report) -> list[dict[str, Any]]:
    """Gather the scenarios by test plan: repository and release tag, then file."""
    rows = {requirement.id: requirement for requirement in report.requirements}
    found: dict[tuple[str, str], list[ScenarioCoverage]] = {}
    for scenario in report.scenario_coverage:
        found.setdefault((scenario.repository, scenario.release), []).append(scenario)
    return [_plan(report, rows, *head, members) for head, members in found.items()]


def _plan(
    report: Report,
    rows: Mapping[str, Requirement],
    repository: str,
    release: str,
    members: list[ScenarioCoverage],
) -> dict[str, Any]:
    shown = [_scenario(scenario, rows) for scenario in members]
    counts = Counter(scenario["standing"] for scenario in shown)
    files: dict[str, list[dict[str, Any]]] = {}
    for scenario in shown:
        files.setdefault(scenario["file"], []).append(scenario)
    return {
        "repository": repository,
        "release": release,
        "files": list(files.items()),
        "counts": counts,
        "statement": _statement(
            report, _api(members, rows), f"{repository} {release}", counts
        ),
    }


def _scenario(scenario: ScenarioCoverage, rows: Mapping[str, Requirement]) -> dict[str, Any]:
    return {
        "file": scenario.file,
        "tag": scenario.tag,
        "release": scenario.release,
        "title": scenario.title,
        "requirements": scenario.requirements,
        "standing": _standing(scenario, rows),
    }


def _standing(scenario: ScenarioCoverage, rows: Mapping[str, Requirement]) -> Standing:
    """Say how the scenario counts: as the gravest of the requirements that failed."""
    if scenario.outcome != "failed":
        return scenario.outcome
    behind = {own_standing(rows[i]) for i in scenario.requirements if i in rows}
    gravest: tuple[Standing, ...] = ("failed", "warning", "excused", "note")
    return next((name for name in gravest if name in behind), "failed")


def _api(members: Iterable[ScenarioCoverage], rows: Mapping[str, Requirement]) -> str | None:
    behind = (rows[i].api for s in members for i in s.requirements if i in rows)
    return next((api for api in behind if api), None)


def _statement(
    report: Report, api: str | None, plan: str, counts: Mapping[Standing, int]
) -> list[str]:
    """Return the test result statement of one test plan, sentence by sentence."""
    tested = next((a for a in report.target.apis if a.api == api), None)
    measured = f"{title(tested.api)} {tested.release}, " if tested else ""
    listed = ", ".join(f"{counts[n]} {LABELS[n]}" for n in LABELS if counts.get(n))
    lines = [
        f"{measured}test plan {plan}: {sum(counts.values())} scenarios, {listed}.",
        f"Implementation: {subject(report)}. {finding(report)}",
        f"Tested on {report.started_at:%Y-%m-%d} with {report.suite.name}"
        f" {report.suite.version}, profile {report.profile.name}"
        f" (SHA-256 {report.profile.sha256}).",
    ]
    if tested:
        lines.append(f"Contract: {tested.contract}, SHA-256 {tested.contract_sha256}.")
    return lines
