"""selftest.json as frozen models: what became of each fault, and of the honest provider."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from conformance.outcomes import Outcome

SCHEMA: Literal[1] = 1

Level = Literal["MUST", "SHOULD", "MAY"]
Verdict = Literal["caught", "partly", "overblown", "elsewhere", "missed"]

VERDICTS: dict[Verdict, str] = {
    "caught": "caught under every expected row",
    "partly": "caught, but an expected row stays silent",
    "overblown": "no MUST fault, but a mandatory row fails",
    "elsewhere": "caught by another row only",
    "missed": "missed",
}
"""What can become of a fault, in words."""

LEVELS: tuple[Level, ...] = ("MUST", "SHOULD", "MAY")


class Part(BaseModel):
    """One piece of the result: immutable, and refused if it holds an unknown member."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(Part):
    """One requirement, run against one faulty provider."""

    requirement: str
    level: Level | None = Field(description="None: the row is not in the release it ran in.")
    outcome: Outcome | None = Field(description="None: no case of it was planned.")


class FaultTrial(Part):
    """What became of one fault."""

    id: str
    area: str = Field(description="File of the fault, under conformance/reference/faults.")
    summary: str
    level: Level
    dialect: str
    api_release: str | None = Field(description="None: that of the dialect.")
    security_release: str
    tls: bool
    verdict: Verdict
    expected: tuple[Cell, ...] = Field(description="The rows that must catch it.")
    others: tuple[Cell, ...] = Field(description="Other rows that failed or broke.")
    beside: int = Field(description="How many other rows ran.")
    whole: bool = Field(
        description="Whether all rows ran, for want of an expected one that failed."
    )
    requests: int
    seconds: float
    note: str | None = Field(description="Why some of it could not run.")

    @property
    def good(self) -> bool:
        """Whether it is caught under an expected row, and called as grave as it is."""
        return self.verdict in ("caught", "partly")

    @property
    def failing(self) -> tuple[str, ...]:
        """The expected rows that fail."""
        return tuple(each.requirement for each in self.expected if each.outcome == "failed")

    @property
    def silent(self) -> tuple[str, ...]:
        """The expected rows that do not fail."""
        return tuple(each.requirement for each in self.expected if each.outcome != "failed")


class HonestRun(Part):
    """One run against the honest provider."""

    subject: str = Field(description="Dialect, and what it was measured against.")
    seed: int
    requirements: int
    requests: int
    seconds: float
    alarms: tuple[str, ...]


class Tally(Part):
    """How many faults there are of a kind, and what became of them."""

    seeded: int
    verdicts: dict[Verdict, int]

    @property
    def good(self) -> int:
        """How many are caught under an expected row."""
        return self.verdicts.get("caught", 0) + self.verdicts.get("partly", 0)


class Selftest(Part):
    """The result of `selftest`."""

    # The member is called `schema`, a name that pydantic keeps for itself.
    schema_: Literal[1] = Field(alias="schema", description="Version of this form.")
    suite: str = Field(description="Version of the suite.")
    started_at: datetime
    finished_at: datetime
    complete: bool = Field(description="False: it was interrupted.")
    selection: tuple[str, ...] = Field(description="Options that left something out.")
    seed: int = Field(description="Seed of the faults' runs and of their samples.")
    seeds: int = Field(description="Seeds of the honest provider: 0 up to one less.")
    workers: int
    sample: int = Field(description="How many other rows each fault met.")
    planned: int = Field(description="Runs that were to be done.")
    faults: tuple[FaultTrial, ...]
    honest: tuple[HonestRun, ...]

    @property
    def alarms(self) -> int:
        """How many false alarms the honest provider raised."""
        return sum(len(run.alarms) for run in self.honest)

    @property
    def good(self) -> bool:
        """Whether every fault is caught as grave as it is, and nobody cried wolf."""
        return self.complete and not self.alarms and all(each.good for each in self.faults)

    @property
    def requests(self) -> dict[str, int]:
        """Honest provider → requests of a run with the first seed."""
        return {run.subject: run.requests for run in self.honest if run.seed == 0}

    def by_level(self) -> dict[str, Tally]:
        """Return level → tally, the gravest first."""
        of = {level: [f for f in self.faults if f.level == level] for level in LEVELS}
        return {level: tally(faults) for level, faults in of.items() if faults}

    def by_area(self) -> dict[str, tuple[FaultTrial, ...]]:
        """Return area → its faults, in the catalogue's order."""
        areas = dict.fromkeys(each.area for each in self.faults)
        return {a: tuple(f for f in self.faults if f.area == a) for a in areas}

    def by_requirement(self) -> dict[str, tuple[FaultTrial, ...]]:
        """Return expected row → the faults that it catches, in the order of ids."""
        rows = sorted({each.requirement for f in self.faults for each in f.expected})
        return {row: tuple(f for f in self.faults if row in f.failing) for row in rows}


def tally(faults: Iterable[FaultTrial]) -> Tally:
    """Count what became of faults."""
    verdicts = Counter(each.verdict for each in faults)
    return Tally(seeded=verdicts.total(), verdicts=dict(verdicts))
