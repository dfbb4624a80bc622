"""Why a case will not run."""

from dataclasses import dataclass
from typing import Literal

WithheldOutcome = Literal["not-offered", "not-testable"]


@dataclass(frozen=True)
class Withheld:
    """The outcome of a case that is not carried out, and what would change it.

    `not-offered`: the profile says that the target does not do this. `not-testable`: the
    profile lacks something; the reason names what to add.
    """

    outcome: WithheldOutcome
    reason: str


def not_offered(reason: str) -> Withheld:
    """Withhold a case because the profile says that the target does not do this."""
    return Withheld("not-offered", reason)


def not_testable(reason: str) -> Withheld:
    """Withhold a case because the profile lacks what it takes; the reason names it."""
    return Withheld("not-testable", reason)
