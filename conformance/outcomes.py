"""What became of a case."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["passed", "failed", "error", "not-offered", "not-testable"]

INTERRUPTED = "interrupted"
"""The reason of a case that Ctrl-C ended; a resumed run does it again."""


@dataclass(frozen=True)
class CaseResult:
    """The outcome of one case, with the numbers of the exchanges that prove it.

    `reason` is redacted text; `seconds` is wall time.
    """

    case: str
    requirement: str
    outcome: Outcome
    reason: str | None
    seconds: float
    exchanges: tuple[int, ...]
