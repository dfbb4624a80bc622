"""Puts a report together from what was planned and what the journal holds."""

import platform
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from conformance import __version__, specs
from conformance.exchanges import RedactedExchange
from conformance.outcomes import CaseResult
from conformance.plan import PlannedCase
from conformance.profile.wire_words import differences
from conformance.report import model
from conformance.report.journal import (
    CaseRecord,
    EndRecord,
    ExchangeRecord,
    RunRecord,
    read_journal,
)
from conformance.run.options import Options
from conformance.run.selection import Prepared
from conformance.target.redaction import Redactor, redactor_of
from conformance.verdict import ExitCode, Judged, exit_code, judged, outcome_over, verdict

_PACKAGES = ("hypothesis", "httpx", "joserfc", "pytest", "schemathesis")
_NOT_REACHED = "the run ended before this case"


def head(
    prepared: Prepared, options: Options, started_at: datetime, redactor: Redactor
) -> RunRecord:
    """Return the journal's first record: what is tested, against what, with what."""
    profile = prepared.profile
    return RunRecord(
        schema=model.SCHEMA,
        suite=model.Suite(name="camara-conformance", version=__version__),
        profile=model.Profile(
            name=profile.name,
            title=redactor.text(profile.title or profile.name),
            sha256=profile.sha256,
            environment=profile.environment,
        ),
        target=model.Target(
            operator=redactor.text(profile.operator.name) if profile.operator else None,
            apis=tuple(_api(prepared, api, redactor) for api in prepared.contracts),
            wire=tuple(redactor.text(each) for each in differences(profile.wire)),
        ),
        started_at=started_at,
        seed=options.seed,
        environment=model.Environment(
            python=platform.python_version(),
            platform=f"{platform.system()} {platform.machine()}",
            packages={name: version(name) for name in _PACKAGES},
        ),
    )


def exchange_record(exchange: RedactedExchange) -> ExchangeRecord:
    """Return an exchange as the journal holds it."""
    return ExchangeRecord(exchange=model.Exchange.model_validate(asdict(exchange)))


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


def end_record(finished_at: datetime) -> EndRecord:
    """Return the record of an orderly end."""
    return EndRecord(finished_at=finished_at)


def report(
    prepared: Prepared, options: Options, journal: Path, obstacle: str | None
) -> tuple[model.Report, ExitCode]:
    """Return the report of a run, and what the command line ends with."""
    kept, redactor = _Kept(journal), redactor_of(prepared.profile)
    requirements = _requirements(prepared, kept, obstacle)
    judgements = _judgements(prepared, requirements, kept.head.started_at.date())
    decided, reasons = verdict(judgements)
    if obstacle is not None:
        # What was not tested can't have been found conformant.
        decided = "non-conformant" if decided == "non-conformant" else "inconclusive"
        reasons = [f"{obstacle.rstrip('.')}.", *reasons]
    reasons += prepared.by_contract_only
    if options.narrowing:
        narrowed = redactor.text(", ".join(options.narrowing))
        reasons.append(f"Only a selection was tested: {narrowed}.")
    with_deviations = tuple(
        _with_deviation(row, judgement, redactor)
        for row, judgement in zip(requirements, judgements, strict=True)
    )
    assembled = model.Report(
        schema=model.SCHEMA,
        complete=kept.end is not None,
        suite=kept.head.suite,
        profile=kept.head.profile,
        target=kept.head.target,
        started_at=kept.head.started_at,
        finished_at=kept.finished_at,
        seed=kept.head.seed,
        selection=_selection(options, redactor),
        verdict=decided,
        verdict_reasons=tuple(reasons),
        summary=model.summarise(with_deviations, len(kept.exchanges)),
        requirements=with_deviations,
        scenario_coverage=_coverage(prepared, with_deviations),
        environment=kept.head.environment,
        exchanges=tuple(kept.exchanges),
    )
    return assembled, exit_code(decided, judgements, strict=options.strict)


def _selection(options: Options, redactor: Redactor) -> model.Selection | None:
    narrowed = (*(f"--api {api}" for api in options.apis), *options.narrowing)
    if not narrowed:
        return None
    return model.Selection(options=tuple(redactor.text(option) for option in narrowed))


class _Kept:
    """What a journal holds, sorted by kind."""

    def __init__(self, path: Path) -> None:
        self.exchanges: list[model.Exchange] = []
        self.cases: dict[str, CaseRecord] = {}
        self.end: EndRecord | None = None
        heads: list[RunRecord] = []
        for record in read_journal(path):
            if isinstance(record, RunRecord):
                heads.append(record)
            elif isinstance(record, ExchangeRecord):
                self.exchanges.append(record.exchange)
            elif isinstance(record, CaseRecord):
                self.cases[record.case] = record
            else:
                self.end = record
        self.head = heads[0]

    @property
    def finished_at(self) -> datetime:
        if self.end is not None:
            return self.end.finished_at
        last = self.exchanges[-1].started_at if self.exchanges else self.head.started_at
        return max(last, self.head.started_at)


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


def _requirements(
    prepared: Prepared, kept: _Kept, obstacle: str | None
) -> list[model.Requirement]:
    by_requirement: dict[str, list[PlannedCase]] = defaultdict(list)
    for case in prepared.cases:
        by_requirement[case.requirement.id].append(case)
    missing = obstacle or _NOT_REACHED
    return [
        _requirement(row, [_case(case, kept, missing) for case in by_requirement[row.id]])
        for row in _once_each(prepared.requirements)
        if by_requirement[row.id]
    ]


def _once_each(rows: Iterable[specs.Requirement]) -> Iterable[specs.Requirement]:
    """Return a row for each id: APIs of different releases share some of Commonalities."""
    by_id: dict[str, list[specs.Requirement]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row)
    for same in by_id.values():
        newest = max(same, key=lambda row: [int(part) for part in row.release.split(".")])
        yield newest.model_copy(
            update={
                "release": " and ".join(row.release for row in same),
                "operations": tuple(name for row in same for name in row.operations),
            }
        )


def _case(case: PlannedCase, kept: _Kept, missing: str) -> model.Case:
    done = kept.cases.get(case.id)
    if done is not None:
        return model.Case(
            id=case.id,
            outcome=done.outcome,
            reason=done.reason,
            seconds=done.seconds,
            exchanges=done.exchanges,
        )
    outcome = case.withheld.outcome if case.withheld else "error"
    reason = case.withheld.reason if case.withheld else missing
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
        tested=row.tested,
        accepted=row.accepted,
        why=row.why,
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
    prepared: Prepared, requirements: Iterable[model.Requirement], today: date
) -> list[Judged]:
    deviations = {entry.requirement: entry for entry in prepared.profile.deviations}
    return [
        judged(
            row.id,
            row.level,
            row.outcome,
            deviations.get(row.id),
            today,
            whole=prepared.whole(row.id, (case.id for case in row.cases)),
        )
        for row in requirements
    ]


def _with_deviation(
    row: model.Requirement, judgement: Judged, redactor: Redactor
) -> model.Requirement:
    admitted = judgement.deviation
    if admitted is None or judgement.deviation_state is None:
        return row
    deviation = model.Deviation(
        reason=redactor.text(admitted.reason),
        owner=admitted.owner and redactor.text(admitted.owner),
        ticket=admitted.ticket and redactor.text(admitted.ticket),
        until=admitted.until,
        state=judgement.deviation_state,
    )
    return row.model_copy(update={"deviation": deviation})


def _coverage(
    prepared: Prepared, requirements: Iterable[model.Requirement]
) -> tuple[model.ScenarioCoverage, ...]:
    outcomes = {row.id: row.outcome for row in requirements}
    tested: Mapping[specs.UpstreamScenario, Sequence[str]] = specs.scenario_coverage(
        prepared.requirements
    )
    return tuple(
        model.ScenarioCoverage(
            **_scenario(scenario.reference).model_dump(),
            title=scenario.title,
            requirements=tuple(identifiers),
            outcome=outcome_over(outcomes[i] for i in identifiers if i in outcomes),
        )
        for scenario, identifiers in tested.items()
        if scenario.api in prepared.contracts and identifiers
    )
