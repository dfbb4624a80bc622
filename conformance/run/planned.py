"""A run before it begins, as its journal tells it: target, options, requirements, cases."""

import platform
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter, ValidationError

from conformance import __version__, specs
from conformance.plan import PlannedCase
from conformance.profile.settings import Deviation
from conformance.profile.wire_words import differences
from conformance.report import model
from conformance.report.journal import JOURNAL_SCHEMA, Plan, RunRecord
from conformance.report.reading import ReportError, in_words
from conformance.run.options import Options
from conformance.run.selection import Prepared
from conformance.target.redaction import Redactor
from conformance.verdict import outcome_over

NOT_REACHED = "the run ended before this case"
_PACKAGES = ("hypothesis", "httpx", "joserfc", "pytest", "schemathesis")
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
            title=redactor.text(profile.title or profile.name),
            sha256=profile.sha256,
            environment=profile.environment,
        ),
        target=target_of(prepared, redactor),
        started_at=started_at,
        seed=options.seed,
        options=_OPTIONS.dump_python(
            _harmless(options, redactor), mode="json", exclude={"output"}
        ),
        environment=model.Environment(
            python=platform.python_version(),
            platform=f"{platform.system()} {platform.machine()}",
            packages={name: version(name) for name in _PACKAGES},
        ),
        plan=plan,
    )


def target_of(prepared: Prepared, redactor: Redactor) -> model.Target:
    """Return the deployment that a prepared run is about."""
    profile = prepared.profile
    return model.Target(
        operator=redactor.text(profile.operator.name) if profile.operator else None,
        apis=tuple(_api(prepared, api, redactor) for api in prepared.contracts),
        wire=tuple(redactor.text(each) for each in differences(profile.wire)),
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


def plan_of(prepared: Prepared, redactor: Redactor) -> Plan:
    """Return what a prepared run would report if nothing were done."""
    requirements = tuple(_requirements(prepared))
    deviations = prepared.profile.deviations
    return Plan(
        requirements=requirements,
        scenario_coverage=_coverage(prepared, requirements),
        deviations=tuple(_without_secrets(each, redactor) for each in deviations),
        deviating={
            identifier: tuple(sorted(cases))
            for identifier, cases in prepared.deviating.items()
        },
        remarks=prepared.by_contract_only,
    )


def _harmless(options: Options, redactor: Redactor) -> Options:
    """Take secrets out of what a person wrote on the command line."""
    return replace(
        options,
        requirements=tuple(redactor.text(each) for each in options.requirements),
        keyword=options.keyword and redactor.text(options.keyword),
        marks=options.marks and redactor.text(options.marks),
    )


def _without_secrets(deviation: Deviation, redactor: Redactor) -> Deviation:
    texts = {name: getattr(deviation, name) for name in ("reason", "owner", "ticket")}
    return deviation.model_copy(
        update={name: text and redactor.text(text) for name, text in texts.items()}
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


def _planned(case: PlannedCase) -> model.Case:
    outcome = case.withheld.outcome if case.withheld else "error"
    reason = case.withheld.reason if case.withheld else NOT_REACHED
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
            outcome=outcome_over(outcomes[i] for i in identifiers if i in outcomes),
        )
        for scenario, identifiers in tested.items()
        if scenario.api in prepared.contracts and identifiers
    )
