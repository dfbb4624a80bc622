"""report.json as frozen models: what was tested, against what, with which outcome and proof.

Every text is redacted before it gets here: no token, secret or subscriber's number.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from conformance.outcomes import Outcome
from conformance.report.exchanges import Exchanges, numbers_of
from conformance.report.fields import (
    LEVELS,
    OUTCOMES,
    Count,
    Day,
    DeviationState,
    ExchangeNumber,
    Instant,
    Level,
    Part,
    Seconds,
    Sha256,
    Text,
    Verdict,
)
from conformance.report.on_disk import place_of

SCHEMA: Literal[1] = 1


class Suite(Part):
    """The software that tested."""

    name: Text = Field(description="Name of the suite's distribution.")
    version: Text = Field(description="Its release.")


class Profile(Part):
    """The profile that described the target."""

    name: Text = Field(description="The profile's own short name.")
    title: Text = Field(description="The profile's title for people.")
    sha256: Sha256 = Field(description="SHA-256 of the profile file, hexadecimal.")
    environment: Text = Field(description="local, sandbox, staging, production, or unknown.")


class Api(Part):
    """One API of the target and what it was measured against."""

    api: Text = Field(description="API name as in its base URL, such as sim-swap.")
    release: Text = Field(description="CAMARA release that it was measured against.")
    contract: Text = Field(description="File name of the contract used, or bundled.")
    contract_sha256: Sha256 = Field(description="SHA-256 of that contract, hexadecimal.")
    base_url: Text = Field(description="Where its operations lie.")
    operations: tuple[Text, ...] = Field(description="Operations that the target offers.")
    tokens: tuple[Text, ...] = Field(description="Token kinds it takes, in the order tried.")


class Target(Part):
    """The deployment under test."""

    operator: Text | None = Field(description="Operator's name, null if not given.")
    apis: tuple[Api, ...] = Field(min_length=1, description="The APIs that were under test.")
    wire: tuple[Text, ...] = Field(
        default=(),
        description="How requests and answers were translated for this deployment, a "
        "sentence each; what conforming means is not changed by it.",
    )


class Source(Part):
    """Where a requirement is written."""

    document: Text = Field(description="Document, such as SIM Swap or Commonalities.")
    release: Text = Field(description="The document's release.")
    section: Text = Field(description="Place in the document.")


class Scenario(Part):
    """An upstream test-plan scenario."""

    repository: Text = Field(description="Upstream repository.")
    release: Text = Field(description="Release tag of that repository, such as r3.3.")
    file: Text = Field(description="Feature file.")
    tag: Text = Field(description="The scenario's tag, with its @.")


class Deviation(Part):
    """A failure that the profile admits."""

    reason: Text = Field(description="Why the target deviates.")
    owner: Text | None = Field(description="Who answers for it, null if not given.")
    ticket: Text | None = Field(description="Where it is tracked, null if not given.")
    until: Day = Field(description="Last day on which it excuses the failure (YYYY-MM-DD).")
    state: DeviationState = Field(
        description="admitted: excuses the failure; expired: past its date, excuses nothing;"
        " stale: the requirement passes, so the entry must go."
    )


class Case(Part):
    """A requirement carried out once, with one set of parameters."""

    id: Text = Field(description="Stable id, the same in every run and every format.")
    outcome: Outcome = Field(description="What became of it.")
    reason: Text | None = Field(description="Why it is not passed; null if it is.")
    seconds: Seconds = Field(description="Duration in seconds.")
    exchanges: tuple[ExchangeNumber, ...] = Field(
        description="Numbers of the exchanges that prove the outcome, the telling ones first."
    )


class Requirement(Part):
    """One testable sentence and what became of it."""

    id: Text = Field(description="Slug that reads as a path and never changes.")
    level: Level = Field(description="Keyword in the source.")
    title: Text = Field(description="The requirement in one sentence.")
    source: Source = Field(description="Where it is written.")
    scenarios: tuple[Scenario, ...] = Field(description="Upstream scenarios it covers.")
    api: Text | None = Field(description="Its API, null if it holds for every API.")
    operations: tuple[Text, ...] = Field(description="Operations it was applied to.")
    tested: Text | None = Field(default=None, description="How it is tested, if told.")
    accepted: Text | None = Field(
        default=None,
        description="What passes besides the plain reading, and why; may be null.",
    )
    why: Text | None = Field(default=None, description="Why it matters, if told.")
    outcome: Outcome = Field(description="Outcome over all of its cases.")
    deviation: Deviation | None = Field(description="The profile's entry for it, if any.")
    cases: tuple[Case, ...] = Field(description="How it was carried out.")


class ScenarioCoverage(Scenario):
    """An upstream scenario and what became of the requirements that cover it."""

    title: Text = Field(description="The scenario in our words.")
    requirements: tuple[Text, ...] = Field(description="Ids of the requirements behind it.")
    outcome: Outcome = Field(description="Outcome over these requirements.")


class Environment(Part):
    """What the suite ran on; no host and no user name."""

    python: Text = Field(description="Python release.")
    platform: Text = Field(description="Operating system and machine type.")
    packages: dict[Text, Text] = Field(description="Release of each library that matters.")


class Summary(Part):
    """The counts of a report."""

    requirements: dict[Level, dict[Outcome, Count]] = Field(
        description="Requirements by level and outcome; every level and outcome is there."
    )
    cases: dict[Outcome, Count] = Field(description="Cases by outcome.")
    exchanges: Count = Field(description="Recorded exchanges.")
    warnings: Count = Field(description="SHOULD requirements that failed without an excuse.")


class Selection(Part):
    """What a run was narrowed to."""

    options: tuple[Text, ...] = Field(
        min_length=1, description="Options that left requirements out, as they were written."
    )


def excused(requirement: Requirement) -> bool:
    """Tell whether a deviation of the profile, still in force, excuses the failure."""
    deviation = requirement.deviation
    return (
        requirement.outcome == "failed"
        and deviation is not None
        and deviation.state == "admitted"
    )


def _by_outcome(parts: Iterable[Requirement | Case]) -> dict[Outcome, Count]:
    found = Counter(part.outcome for part in parts)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def summarise(requirements: Sequence[Requirement], exchanges: int) -> Summary:
    """Count requirements and their cases; `exchanges` is how many were recorded."""
    failed_should = [r for r in requirements if r.level == "SHOULD" and r.outcome == "failed"]
    return Summary(
        requirements={
            level: _by_outcome(r for r in requirements if r.level == level) for level in LEVELS
        },
        cases=_by_outcome(case for r in requirements for case in r.cases),
        exchanges=exchanges,
        warnings=sum(not excused(requirement) for requirement in failed_should),
    )


class Report(Part):
    """One run against one target: the content of report.json."""

    schema_version: Literal[1] = Field(alias="schema", description="Version of this format.")
    complete: Annotated[bool, Field(strict=True)] = Field(
        description="false if the run was killed or interrupted before its end."
    )
    suite: Suite = Field(description="The software that tested.")
    profile: Profile = Field(description="The profile that described the target.")
    target: Target = Field(description="The deployment under test.")
    started_at: Instant = Field(description="Start of the run (RFC 3339, UTC).")
    finished_at: Instant = Field(description="End of the run, or of its last sign of life.")
    seed: Annotated[int, Field(strict=True)] = Field(description="Seed of generated requests.")
    selection: Selection | None = Field(
        default=None, description="What the run was narrowed to, null if nothing was left out."
    )
    verdict: Verdict = Field(description="What the run says about the target.")
    verdict_reasons: tuple[Text, ...] = Field(description="Why, one sentence each.")
    summary: Summary = Field(description="Counts.")
    requirements: tuple[Requirement, ...] = Field(description="Every requirement planned.")
    scenario_coverage: tuple[ScenarioCoverage, ...] = Field(
        description="Every upstream scenario of the releases under test."
    )
    environment: Environment = Field(description="What the suite ran on.")
    exchanges: Exchanges = Field(description="Every recorded exchange, by number.")

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        for problem in _contradictions(self):
            raise ValueError(problem)
        return self


def _repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _contradictions(report: Report) -> Iterable[str]:
    """Name what cannot be true at the same time; a report edited by hand shows up here."""
    cases = [case for requirement in report.requirements for case in requirement.cases]
    numbers = numbers_of(report.exchanges)
    yield from (
        f"requirement {i} stands twice" for i in _repeated(r.id for r in report.requirements)
    )
    yield from (f"case {i} stands twice" for i in _repeated(case.id for case in cases))
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        yield "exchanges are not in the order of their numbers"
    for case in cases:
        missing = [n for n in case.exchanges if place_of(n, numbers) is None]
        if missing:
            lost = f"exchange {min(missing)}, which the report does not hold"
            yield f"case {case.id} names {lost}"
    if report.finished_at < report.started_at:
        yield "finished_at lies before started_at"
    if report.summary != summarise(report.requirements, len(report.exchanges)):
        yield "summary does not agree with the requirements, cases and exchanges counted"
