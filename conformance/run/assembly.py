"""The report of a run, put together from what its journal holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from conformance.outcomes import CaseResult, Outcome
from conformance.report import model
from conformance.report.journal import CaseRecord
from conformance.report.kept import Kept
from conformance.report.reading import ReportError, in_words
from conformance.run.options import Options
from conformance.run.planned import NOT_REACHED, options_of
from conformance.verdict import ExitCode, Judged, exit_code, judged, outcome_over, verdict


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
    requirements = _carried_out(kept, obstacle or NOT_REACHED)
    judgements = _judgements(kept, requirements, kept.head.started_at.date())
    if options.shard is not None:
        # What passes here may fail in another shard: only the whole shows what is stale.
        judgements = [_without_staleness(each) for each in judgements]
    decided, reasons = verdict(judgements)
    if obstacle is not None:
        # What was not tested can't have been found conformant.
        decided = "non-conformant" if decided == "non-conformant" else "inconclusive"
        reasons = [f"{obstacle.rstrip('.')}.", *reasons]
    reasons += kept.plan.remarks
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
        selection=_selection(options),
        verdict=decided,
        verdict_reasons=tuple(reasons),
        summary=model.summarise(with_deviations, len(kept.exchanges)),
        requirements=with_deviations,
        scenario_coverage=_covered(kept, with_deviations),
        environment=kept.head.environment,
        exchanges=kept.exchanges,
    )
    return assembled, exit_code(decided, judgements, strict=options.strict)


def _selection(options: Options) -> model.Selection | None:
    narrowed = (*(f"--api {api}" for api in options.apis), *options.narrowing)
    return model.Selection(options=narrowed) if narrowed else None


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


def _judgements(
    kept: Kept, requirements: Iterable[model.Requirement], today: date
) -> list[Judged]:
    deviations = {entry.requirement: entry for entry in kept.plan.deviations}
    return [
        judged(
            row.id,
            row.level,
            row.outcome,
            deviations.get(row.id),
            today,
            # Part of a requirement can't show that a deviation from it is stale.
            whole=set(kept.plan.deviating.get(row.id, ())) <= {case.id for case in row.cases},
        )
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
