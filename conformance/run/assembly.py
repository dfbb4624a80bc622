"""The journal's head from what was prepared, and the report from what the journal holds."""

import platform
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from conformance import __version__, specs
from conformance.outcomes import CaseResult, Outcome
from conformance.plan import PlannedCase
from conformance.report import model
from conformance.report.journal import JOURNAL_SCHEMA, CaseRecord, Plan, RunRecord
from conformance.report.kept import Kept
from conformance.report.reading import ReportError, in_words
from conformance.run.options import Options
from conformance.run.selection import Prepared
from conformance.target.redaction import Redactor
from conformance.verdict import ExitCode, Judged, exit_code, judged, outcome_over, verdict

_PACKAGES = ("hypothesis", "httpx", "joserfc", "pytest", "schemathesis")
_NOT_REACHED = "the run ended before this case"
_OPTIONS = TypeAdapter(Options)


def head(
    prepared: Prepared,
    options: Options,
    started_at: datetime,
    redactor: Redactor,
    plan: Plan | None,
) -> RunRecord:
    """Return the head of a journal: what is tested, against what, with what."""
    profile = prepared.profile
    return RunRecord(
        schema=JOURNAL_SCHEMA,
        suite=model.Suite(name="camara-conformance", version=__version__),
        profile=model.Profile(
            name=profile.name,
            title=profile.title or profile.name,
            sha256=profile.sha256,
            environment=profile.environment,
        ),
        target=target_of(prepared, redactor),
        started_at=started_at,
        seed=options.seed,
        options=_OPTIONS.dump_python(options, mode="json", exclude={"output"}),
        environment=model.Environment(
            python=platform.python_version(),
            platform=f"{platform.system()} {platform.machine()}",
            packages={name: version(name) for name in _PACKAGES},
        ),
        plan=plan,
    )


def target_of(prepared: Prepared, redactor: Redactor) -> model.Target:
    """Return the deployment that a prepared run is about."""
    operator = prepared.profile.operator
    return model.Target(
        operator=operator.name if operator else None,
        apis=tuple(_api(prepared, api, redactor) for api in prepared.contracts),
    )


def options_of(head: dict[str, Any]) -> Options:
    """Return the options that a head holds; raises ReportError for others than ours."""
    unknown = head.keys() - {field.name for field in fields(Options)}
    if unknown:
        raise ReportError(
            f"the journal's options: {min(unknown)!a} is none of this release: run again"
        )
    try:
        return _OPTIONS.validate_python(head)
    except ValidationError as error:
        raise ReportError(f"the journal's options: {in_words(error)}: run again") from None


def plan_of(prepared: Prepared) -> Plan:
    """Return what a prepared run would report if nothing were done."""
    requirements = tuple(_requirements(prepared))
    return Plan(
        requirements=requirements,
        scenario_coverage=_coverage(prepared, requirements),
        deviations=prepared.profile.deviations,
    )


def case_record(result: CaseResult) -> CaseRecord:
    """Return a finished case as the journal holds it."""
    return CaseRecord(
        requirement=result.requirement,
        case=result.case,
        outcome=result.outcome,
        reason=result.reason,
        seconds=result.seconds,
        exchanges=result.exchanges,
    )


def report(journal: Path) -> tuple[model.Report, ExitCode]:
    """Return the report of a run, ended or not, and what the command line ends with.

    Raises ReportError for a journal that no run of this release can have left.
    """
    kept = Kept(journal)
    try:
        return _assembled(kept, options_of(kept.head.options))
    except ValidationError as error:
        raise ReportError(f"{journal}: {in_words(error)}: it was edited; run again") from None


def _assembled(kept: Kept, options: Options) -> tuple[model.Report, ExitCode]:
    obstacle = kept.end.obstacle if kept.end is not None else None
    requirements = _carried_out(kept, obstacle or _NOT_REACHED)
    judgements = _judgements(kept, requirements, kept.head.started_at.date())
    if options.shard is not None:
        # What passes here may fail in another shard: only the whole shows what is stale.
        judgements = [_without_staleness(each) for each in judgements]
    decided, reasons = verdict(judgements)
    if obstacle is not None:
        # What was not tested can't have been found conformant.
        decided = "non-conformant" if decided == "non-conformant" else "inconclusive"
        reasons = [f"{obstacle.rstrip('.')}.", *reasons]
    if options.narrowing:
        reasons.append(f"Only a selection was tested: {', '.join(options.narrowing)}.")
    with_deviations = tuple(
        _with_deviation(row, judgement)
        for row, judgement in zip(requirements, judgements, strict=True)
    )
    assembled = model.Report(
        schema=model.SCHEMA,
        complete=kept.end is not None and kept.end.complete,
        suite=kept.head.suite,
        profile=kept.head.profile,
        target=kept.head.target,
        started_at=kept.head.started_at,
        finished_at=kept.finished_at,
        seed=kept.head.seed,
        verdict=decided,
        verdict_reasons=tuple(reasons),
        summary=model.summarise(with_deviations, len(kept.exchanges)),
        requirements=with_deviations,
        scenario_coverage=_covered(kept, with_deviations),
        environment=kept.head.environment,
        exchanges=kept.exchanges,
    )
    return assembled, exit_code(decided, judgements, strict=options.strict)


def _carried_out(kept: Kept, missing: str) -> list[model.Requirement]:
    """Return the plan's requirements with what became of their cases."""
    rows = []
    for row in kept.plan.requirements:
        cases = [
            _case(case, kept.cases.get(case.id), missing)
            for case in row.cases
            if kept.selected is None or case.id in kept.selected
        ]
        if cases:
            outcome = outcome_over(case.outcome for case in cases)
            rows.append(row.model_copy(update={"cases": tuple(cases), "outcome": outcome}))
    return rows


def _case(planned: model.Case, done: CaseRecord | None, missing: str) -> model.Case:
    if done is None:
        reason = missing if planned.outcome == "error" else planned.reason
        return planned.model_copy(update={"reason": reason})
    return model.Case(
        id=done.case,
        outcome=done.outcome,
        reason=done.reason,
        seconds=done.seconds,
        exchanges=done.exchanges,
    )


def _api(prepared: Prepared, api: str, redactor: Redactor) -> model.Api:
    of_profile, contract = prepared.profile.api(api), prepared.contracts[api]
    return model.Api(
        api=api,
        release=of_profile.release,
        contract=contract.path.name if of_profile.contract else "bundled",
        contract_sha256=contract.sha256,
        base_url=redactor.text(of_profile.base_url),
        operations=of_profile.operations,
        tokens=of_profile.token_kinds,
    )


def _requirements(prepared: Prepared) -> list[model.Requirement]:
    by_requirement: dict[str, list[PlannedCase]] = defaultdict(list)
    for case in prepared.planned:
        by_requirement[case.requirement.id].append(case)
    return [
        _requirement(row, [_planned(case) for case in by_requirement[row.id]])
        for row in prepared.requirements
        if by_requirement[row.id]
    ]


def _planned(case: PlannedCase) -> model.Case:
    outcome = case.withheld.outcome if case.withheld else "error"
    reason = case.withheld.reason if case.withheld else _NOT_REACHED
    return model.Case(id=case.id, outcome=outcome, reason=reason, seconds=0.0, exchanges=())


def _requirement(row: specs.Requirement, cases: Sequence[model.Case]) -> model.Requirement:
    return model.Requirement(
        id=row.id,
        level=row.level.value,
        title=row.title,
        source=model.Source(document=row.document, release=row.release, section=row.section),
        scenarios=tuple(_scenario(reference) for reference in row.scenarios),
        api=row.api,
        operations=row.operations,
        outcome=outcome_over(case.outcome for case in cases),
        deviation=None,
        cases=tuple(cases),
    )


def _scenario(reference: specs.ScenarioReference) -> model.Scenario:
    return model.Scenario(
        repository=reference.repository,
        release=reference.release_tag,
        file=reference.file,
        tag=reference.tag,
    )


def _judgements(
    kept: Kept, requirements: Iterable[model.Requirement], today: date
) -> list[Judged]:
    deviations = {entry.requirement: entry for entry in kept.plan.deviations}
    return [
        judged(row.id, row.level, row.outcome, deviations.get(row.id), today)
        for row in requirements
    ]


def _without_staleness(judgement: Judged) -> Judged:
    stale = judgement.deviation_state == "stale"
    return replace(judgement, deviation_state=None) if stale else judgement


def _with_deviation(row: model.Requirement, judgement: Judged) -> model.Requirement:
    admitted = judgement.deviation
    if admitted is None or judgement.deviation_state is None:
        return row
    deviation = model.Deviation(
        reason=admitted.reason,
        owner=admitted.owner,
        ticket=admitted.ticket,
        until=admitted.until,
        state=judgement.deviation_state,
    )
    return row.model_copy(update={"deviation": deviation})


def _coverage(
    prepared: Prepared, requirements: Sequence[model.Requirement]
) -> tuple[model.ScenarioCoverage, ...]:
    outcomes = {row.id: row.outcome for row in requirements}
    tested = specs.scenario_coverage(prepared.requirements)
    return tuple(
        model.ScenarioCoverage(
            **_scenario(scenario.reference).model_dump(),
            title=scenario.title,
            requirements=tuple(identifiers),
            outcome=_over(outcomes, identifiers),
        )
        for scenario, identifiers in tested.items()
        if scenario.api in prepared.contracts and identifiers
    )


def _covered(
    kept: Kept, requirements: Sequence[model.Requirement]
) -> tuple[model.ScenarioCoverage, ...]:
    outcomes = {row.id: row.outcome for row in requirements}
    return tuple(
        scenario.model_copy(update={"outcome": _over(outcomes, scenario.requirements)})
        for scenario in kept.plan.scenario_coverage
    )


def _over(outcomes: Mapping[str, Outcome], identifiers: Iterable[str]) -> Outcome:
    return outcome_over(outcomes[each] for each in identifiers if each in outcomes)
