"""Outcomes of cases → outcome of a requirement → verdict on a target → exit code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Literal

from conformance.outcomes import Outcome
from conformance.profile.settings import Deviation

Verdict = Literal[
    "conformant", "conformant-with-deviations", "partial", "non-conformant", "inconclusive"
]
DeviationState = Literal["admitted", "expired", "stale"]

# One untested case must not hide behind a passed one, so what went worse outranks.
_WORST_FIRST: tuple[Outcome, ...] = (
    "failed",
    "error",
    "not-testable",
    "passed",
    "not-offered",
)


class ExitCode(IntEnum):
    """What the command line ends with."""

    CONFORMANT = 0
    NON_CONFORMANT = 1
    USAGE = 2
    UNDECIDED = 3
    INTERRUPTED = 130


@dataclass(frozen=True)
class Judged:
    """A requirement after the run: how binding it is, what became of it, what admits it."""

    id: str
    level: str
    outcome: Outcome
    deviation: Deviation | None = None
    deviation_state: DeviationState | None = None

    @property
    def excused(self) -> bool:
        """Whether it failed and the profile admits that, today."""
        return self.outcome == "failed" and self.deviation_state == "admitted"


def outcome_over(outcomes: Iterable[Outcome]) -> Outcome:
    """Return a requirement's outcome over its cases; `not-offered` where it has none."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in found), "not-offered")


def judged(
    identifier: str,
    level: str,
    outcome: Outcome,
    deviation: Deviation | None,
    today: date,
    *,
    whole: bool = True,
) -> Judged:
    """Return a requirement with what its deviation, if any, is worth today.

    `whole`: whether the outcome is that of all its cases. One that passes in a part of them
    may still fail in the rest, so that nothing is stale yet.
    """
    state = None if deviation is None else _state(deviation, outcome, today, whole=whole)
    return Judged(identifier, level, outcome, deviation, state)


def verdict(requirements: Sequence[Judged]) -> tuple[Verdict, list[str]]:
    """Return the verdict on a target and its reasons, a sentence each."""
    musts = [each for each in requirements if each.level == "MUST"]
    failed = [each for each in musts if each.outcome == "failed" and not each.excused]
    broken = [each for each in requirements if each.outcome == "error"]
    untested = [each for each in musts if each.outcome == "not-testable"]
    excused = [each for each in requirements if each.excused]
    reasons = [
        *_named("failed", failed),
        *_expired_reasons(requirements),
        *_stale_reasons(requirements),
    ]
    if failed:
        return "non-conformant", reasons
    if broken:
        return "inconclusive", [*reasons, *_named("could not be carried out", broken)]
    if untested:
        return "partial", [*reasons, *_named("could not be tested", untested)]
    if not any(each.outcome in ("passed", "failed") for each in requirements):
        return "inconclusive", [*reasons, "Nothing was tested."]
    if excused:
        return "conformant-with-deviations", [
            *reasons,
            *_named("deviate by admission", excused),
        ]
    return "conformant", reasons


def exit_code(decided: Verdict, requirements: Sequence[Judged], *, strict: bool) -> ExitCode:
    """Return what a pipeline goes by; `strict` makes a failed SHOULD fail the run."""
    stale = any(each.deviation_state == "stale" for each in requirements)
    warned = any(
        each.level == "SHOULD" and each.outcome == "failed" and not each.excused
        for each in requirements
    )
    if decided == "non-conformant" or stale or (strict and warned):
        return ExitCode.NON_CONFORMANT
    if decided in ("partial", "inconclusive"):
        return ExitCode.UNDECIDED
    return ExitCode.CONFORMANT


def _state(
    deviation: Deviation, outcome: Outcome, today: date, *, whole: bool
) -> DeviationState:
    if outcome == "passed" and whole:
        return "stale"
    return "expired" if deviation.until < today else "admitted"


def _expired_reasons(requirements: Sequence[Judged]) -> list[str]:
    return [
        f"The deviation from {each.id} ended on {each.deviation.until}: it excuses nothing."
        for each in requirements
        if each.deviation is not None
        and each.deviation_state == "expired"
        and each.outcome == "failed"
    ]


def _stale_reasons(requirements: Sequence[Judged]) -> list[str]:
    return [
        f"{each.id} passes: remove its deviation from the profile."
        for each in requirements
        if each.deviation_state == "stale"
    ]


def _named(what: str, requirements: Sequence[Judged]) -> list[str]:
    if not requirements:
        return []
    shown = ", ".join(each.id for each in requirements[:5])
    more = f" and {len(requirements) - 5} more" if len(requirements) > 5 else ""
    return [f"{len(requirements)} requirements {what}: {shown}{more}."]
