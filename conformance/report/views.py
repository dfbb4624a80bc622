"""What the formats share: grouping, and what an outcome counts for by level and excuse."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from conformance.outcomes import Outcome
from conformance.report.exchanges import Exchange
from conformance.report.fields import Level
from conformance.report.model import Case, Report, Requirement, excused

Standing = Literal[
    "passed", "failed", "error", "excused", "warning", "note", "not-offered", "not-testable"
]

LABELS: dict[Standing, str] = {
    "failed": "failed",
    "error": "error",
    "warning": "warning",
    "excused": "deviates",
    "note": "note",
    "passed": "passed",
    "not-testable": "not testable",
    "not-offered": "not offered",
}

_OF_LEVEL: Mapping[Level, Standing] = {"MUST": "failed", "SHOULD": "warning", "MAY": "note"}

# Words whose usual spelling is not simply capitalised.
_SPELLING = {"sim": "SIM", "ciba": "CIBA", "jwt": "JWT", "id": "ID"}


def title(slug: str) -> str:
    """Spell an API or operation name for people: sim-swap becomes SIM Swap."""
    words = (_SPELLING.get(word, word.capitalize()) for word in slug.split("-"))
    return " ".join(words)


def standing(requirement: Requirement, outcome: Outcome) -> Standing:
    """Say how `outcome`, of the requirement or of one of its cases, counts.

    A failure is excused by a deviation in force; else it counts by the level, and of a MAY,
    which demands nothing, it is a note.
    """
    if outcome != "failed":
        return outcome
    if excused(requirement):
        return "excused"
    return _OF_LEVEL[requirement.level]


def case_standing(requirement: Requirement, case: Case) -> Standing:
    """Say how the outcome of one case counts."""
    return standing(requirement, case.outcome)


def own_standing(requirement: Requirement) -> Standing:
    """Say how the outcome of the requirement counts."""
    return standing(requirement, requirement.outcome)


def with_standing(report: Report, wanted: Standing) -> list[Requirement]:
    """Return the requirements that stand so, in the report's order."""
    return [r for r in report.requirements if own_standing(r) == wanted]


def reasons(requirement: Requirement) -> list[str]:
    """Return the distinct reasons of the cases that decided the outcome, in their order."""
    deciding = [case for case in requirement.cases if case.outcome == requirement.outcome]
    return list(dict.fromkeys(case.reason for case in deciding if case.reason))


def deciding_exchanges(requirement: Requirement) -> list[int]:
    """Return the exchange numbers of the cases that decided the outcome."""
    deciding = [case for case in requirement.cases if case.outcome == requirement.outcome]
    return list(dict.fromkeys(n for case in deciding for n in case.exchanges))


def evidence(case: Case) -> tuple[int, ...]:
    """Choose the exchanges of a case that are shown in full: its first and its last two.

    A case of hundreds of requests would drown its report; all numbers stay listed.
    """
    return (
        case.exchanges
        if len(case.exchanges) <= 3
        else case.exchanges[:1] + case.exchanges[-2:]
    )


def numbered(exchanges: Sequence[Exchange], n: int) -> Exchange:
    """Return exchange `n`; they may lie on disk, so only what it takes is read.

    Raises IndexError if there is none: a report that has been read holds what it names.
    """
    # Numbers without a gap are the rule: exchange n stands at n - 1.
    if n <= len(exchanges) and (likely := exchanges[n - 1]).n == n:
        return likely
    return exchanges[bisect_left(exchanges, n, key=lambda exchange: exchange.n)]


@dataclass(frozen=True)
class Group:
    """The requirements of one operation, of a whole API, or (both None) of every API."""

    api: str | None
    operation: str | None
    requirements: tuple[Requirement, ...]

    @property
    def slug(self) -> str:
        """Name of the group that tools can sort by, such as sim-swap.check."""
        if self.api is None:
            return "every-api"
        return f"{self.api}.{self.operation or 'every-operation'}"

    @property
    def title(self) -> str:
        """Name of the group below its API's heading."""
        return self.operation or "every operation"


def groups(report: Report) -> list[Group]:
    """Group the requirements by API and operation, the target's own order first."""
    found: dict[tuple[str | None, str | None], list[Requirement]] = {}
    for api in report.target.apis:
        for operation in api.operations:
            found[api.api, operation] = []
    for requirement in report.requirements:
        found.setdefault(_place(requirement), []).append(requirement)
    made = [Group(*place, tuple(members)) for place, members in found.items() if members]
    return sorted(made, key=lambda group: _api_order(report, group.api))


def tally(requirements: Sequence[Requirement]) -> dict[Standing, int]:
    """Count requirements by how they stand; standings without any are left out."""
    return dict(Counter(own_standing(requirement) for requirement in requirements))


def tally_cases(report: Report) -> dict[Standing, int]:
    """Count cases by how they stand; standings without any are left out."""
    return dict(Counter(case_standing(r, c) for r in report.requirements for c in r.cases))


def _place(requirement: Requirement) -> tuple[str | None, str | None]:
    if requirement.api is None or len(requirement.operations) != 1:
        return requirement.api, None
    return requirement.api, requirement.operations[0]


def _api_order(report: Report, api: str | None) -> int:
    """APIs as the profile has them, then those not offered, then what holds for all."""
    names = [entry.api for entry in report.target.apis]
    if api is None:
        return len(names) + 1
    return names.index(api) if api in names else len(names)
