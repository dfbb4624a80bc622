"""report.json as frozen models: what was tested, against what, with which outcome and proof.

Every text is redacted before it gets here: no token, secret or subscriber's number.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from conformance.exchanges import Kind, TokenUse
from conformance.outcomes import Outcome
from conformance.report.fields import (
    LEVELS,
    OUTCOMES,
    Count,
    Day,
    DeviationState,
    ExchangeNumber,
    Instant,
    Level,
    Seconds,
    Sha256,
    Text,
    Verdict,
)
from conformance.report.on_disk import OnDisk, place_of

SCHEMA: Literal[1] = 1


class Part(BaseModel):
    """One piece of a report: immutable, and refused if it holds a member nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Suite(Part):
    """The software that tested."""

    name: Text = Field(description="Name of the suite's distribution.")
    version: Text = Field(description="Its release.")


class Profile(Part):
    """The profile that described the target."""

    name: Text = Field(description="The profile's own short name.")
    title: Text = Field(description="The profile's title for people.")
    sha256: Sha256 = Field(description="SHA-256 of the profile file, hexadecimal.")
    environment: Text = Field(description="local, sandbox, staging or production.")


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


class Request(Part):
    """What was sent, redacted."""

    method: Text = Field(description="HTTP method.")
    url: Text = Field(description="Absolute URL.")
    headers: tuple[tuple[Text, Text], ...] = Field(description="Name and value, as sent.")
    body: Text | None = Field(description="Body as text, null if there was none.")


class Response(Part):
    """What came back, redacted."""

    status: Count = Field(description="HTTP status code.")
    reason: Text = Field(description="Reason phrase, may be empty.")
    headers: tuple[tuple[Text, Text], ...] = Field(description="Name and value, as received.")
    body: Text | None = Field(description="Body as text, null if there was none.")
    body_truncated_bytes: Count = Field(description="Bytes of the body that were left out.")


class Exchange(Part):
    """One HTTP request and what came of it.

    `model_validate(redacted, from_attributes=True)` makes one of what the recorder kept.
    """

    n: ExchangeNumber = Field(description="Number in the order recorded, from 1.")
    case: Text | None = Field(description="Case that sent it, null outside of a case.")
    kind: Kind = Field(description="api, token (the flows before it) or discovery.")
    operation: Text | None = Field(description="<api>.<operation>, null if it is none.")
    subscriber: Text | None = Field(description="Id of the profile's test line, if any.")
    token: TokenUse | None = Field(description="Kind of access token sent, if it matters.")
    request: Request = Field(description="What was sent.")
    response: Response | None = Field(description="What came back, null if nothing did.")
    error: Text | None = Field(description="Why there is no response, null if there is one.")
    seconds: Seconds = Field(description="From sending to the last byte, in seconds.")
    started_at: Instant = Field(description="When it was sent (RFC 3339, UTC).")
    curl: Text = Field(description="Shell command that repeats it, secrets as placeholders.")


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


def _left_on_disk(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Take exchanges that lie in a file as they are: each is validated when it is read."""
    return value if isinstance(value, OnDisk) else tuple(validate(value))


Exchanges = Annotated[Sequence[Exchange], WrapValidator(_left_on_disk)]


def numbers_of(exchanges: Sequence[Exchange]) -> Sequence[int]:
    """Return the exchanges' numbers, in their order."""
    if isinstance(exchanges, OnDisk):
        return exchanges.numbers
    return array("Q", (exchange.n for exchange in exchanges))


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
