"""Why a case will not run."""

from dataclasses import dataclass
from typing import Literal

WithheldOutcome = Literal["not-offered", "not-testable"]

HELD_BACK = "held back"
"""How the reason of a case begins that the profile's limits keep from a deployment."""


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


def held_back(what: str, limit: str) -> Withheld:
    """Withhold a case because of what it sends; the limit of that name lets it out."""
    return not_testable(f"{HELD_BACK}: {what}; limits.{limit}: true lets it out")
