"""Turns each requirement into the cases that one profile allows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from conformance.plan.asking import asks_the_user, held_back_for, may_be_authenticated
from conformance.plan.facts import missing_fact
from conformance.plan.tokens import may_speak_for, missing_token
from conformance.plan.traits import Lines, unavailable
from conformance.plan.withheld import Withheld, held_back, not_offered
from conformance.profile import Profile, Subscriber, TokenKind
from conformance.specs import AUTHORIZATION, OPERATIONS, Example, Requirement


@dataclass(frozen=True)
class PlannedCase:
    """One requirement, to be carried out once, with one set of parameters.

    `withheld` is None for a case that will run; `token` None for one that takes no call.
    """

    requirement: Requirement
    api: str
    operation: str
    token: TokenKind | None
    example: Example | None
    line: Subscriber | None = field(repr=False, default=None)
    other_line: Subscriber | None = field(repr=False, default=None)
    withheld: Withheld | None = None

    @property
    def id(self) -> str:
        """Stable and greppable: the requirement's id, then what tells its cases apart."""
        parts = [self.requirement.id]
        if self.requirement.api is None:
            parts.append(f"{self.api}.{self.operation}")
        if self.token is not None:
            parts.append(self.token)
        if self.example is not None:
            parts.append(self.example.label)
        return "/".join(parts)

    @property
    def operation_id(self) -> str:
        """`<api>.<operation>`."""
        return f"{self.api}.{self.operation}"

    @property
    def values(self) -> Mapping[str, Any]:
        """The example's values; empty where there is no example."""
        return self.example.values if self.example is not None else {}


def plan_cases(
    profile: Profile, requirements: Iterable[Requirement], now: datetime | None = None
) -> tuple[PlannedCase, ...]:
    """Return the cases of these requirements for a profile, in the rows' order.

    Rows that a row excludes have no case. `now` is the moment that ages are counted from.
    """
    planner = Planner(profile, now or datetime.now(UTC))
    carried = (row for row in requirements if row.excluded is None)
    return tuple(case for row in carried for case in planner.cases(row))


class Planner:
    """Plans for one profile at one moment."""

    def __init__(self, profile: Profile, now: datetime) -> None:
        self._profile = profile
        self._now = now

    def cases(self, row: Requirement) -> Iterator[PlannedCase]:
        """Return the cases of a row: operations × token kinds × examples."""
        for api, operation in self._operations(row):
            for token in self._tokens(row, api):
                for example in row.examples or (None,):
                    yield self._case(row, api, operation, token, example)

    def _operations(self, row: Requirement) -> Iterator[tuple[str, str]]:
        if row.api == AUTHORIZATION:
            yield from ((AUTHORIZATION, area) for area in row.operations)
        for api in self._profile.apis:
            if row.api in (None, api):
                yield from ((api, name) for name in OPERATIONS[api] if name in row.operations)

    def _tokens(self, row: Requirement, api: str) -> Sequence[TokenKind | None]:
        wanted = row.needs.token
        if wanted is None:
            return (None,)
        kinds = self._profile.api(api).token_kinds
        if wanted == "each":
            return kinds
        if wanted == "one":
            return kinds[:1]
        # Without any token a line is named in the body, as beside a two-legged token.
        fitting = {wanted, "none"} if wanted == "two-legged" else {wanted}
        return tuple(kind for kind in kinds if kind in fitting) or (wanted,)

    def _case(
        self,
        row: Requirement,
        api: str,
        operation: str,
        token: TokenKind | None,
        example: Example | None,
    ) -> PlannedCase:
        asks = operation != "jwt-bearer" and asks_the_user(self._profile, api, token)
        line, other, missing = self._lines(row, api, token, example, asks=asks)
        withheld = self._withheld(row, api, operation, token, example) or missing
        if withheld is None and asks:
            withheld = self._unasked(line) or self._unasked(other)
        if withheld is None and token is not None:
            withheld = missing_token(self._profile, api, token)
        return PlannedCase(row, api, operation, token, example, line, other, withheld)

    def _lines(
        self,
        row: Requirement,
        api: str,
        token: TokenKind | None,
        example: Example | None,
        *,
        asks: bool,
    ) -> tuple[Subscriber | None, Subscriber | None, Withheld | None]:
        own = [
            line
            for line in self._profile.subscribers
            if may_speak_for(line, self._profile, api, token)
        ]
        if asks:
            own.sort(key=lambda line: not may_be_authenticated(self._profile, line))
        lines = Lines(tuple(own), self._now, self._monitored_hours(api))
        trait = (example and example.subscriber) or row.needs.subscriber
        if trait in self._profile.subscribers_unavailable:
            return None, None, unavailable(trait)
        line = lines.having(trait) if trait is not None else None
        if isinstance(line, Withheld):
            return None, None, line
        if row.needs.other_subscriber is None:
            return line, None, None
        if row.needs.other_subscriber in self._profile.subscribers_unavailable:
            return line, None, unavailable(row.needs.other_subscriber)
        other = lines.having(row.needs.other_subscriber, besides=line)
        if isinstance(other, Withheld):
            return line, None, other
        return line, other, None

    def _withheld(
        self,
        row: Requirement,
        api: str,
        operation: str,
        token: TokenKind | None,
        example: Example | None,
    ) -> Withheld | None:
        if api == AUTHORIZATION:
            if self._profile.authorization is None:
                return not_offered("the profile has no authorization server (authorization)")
        elif operation not in self._profile.api(api).operations:
            return not_offered(f"the profile does not offer {operation}")
        elif token is not None and token not in self._profile.api(api).token_kinds:
            return not_offered(f"the profile does not offer {token} tokens for {api}")
        for fact in (*row.needs.facts, *(example.facts if example else ())):
            withheld = missing_fact(fact, self._profile, api)
            if withheld is not None:
                return withheld
        return self._beyond_the_period(example, api) or self._held_back(row)

    def _beyond_the_period(self, example: Example | None, api: str) -> Withheld | None:
        limit = self._monitored_hours(api)
        max_age = example.values.get("max_age") if example is not None else None
        legal = isinstance(max_age, int) and 1 <= max_age <= 2400
        if limit is None or not legal or max_age <= limit:  # type: ignore[operator]
            return None
        return not_offered(f"maxAge {max_age} lies beyond the monitored period of {limit} h")

    def _monitored_hours(self, api: str) -> int | None:
        offered = self._profile.apis.get(api)
        return offered.hours_of_monitored_period if offered is not None else None

    def _held_back(self, row: Requirement) -> Withheld | None:
        limits = self._profile.effective_limits
        if row.sends == "malformed" and not limits.malformed:
            return held_back("a malformed request", "malformed")
        if row.sends == "generated" and not limits.fuzzing:
            return held_back("generated requests", "fuzzing")
        return None

    def _unasked(self, line: Subscriber | None) -> Withheld | None:
        if line is None or may_be_authenticated(self._profile, line):
            return None
        return held_back_for(line)
