"""Users who take their time: asked before the first case, judged after the others.

A state that takes seconds (a late yes, an authentication request that expires) costs a run
only what is left of it when everything else is done.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.target.errors import NotTestable, TargetError
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import scope_for
from conformance.tokens.polling import UNANSWERED, number

if TYPE_CHECKING:
    from conformance.scenarios.session import Session

TAKES_TIME = "takes_time"
"""The mark of a test whose backchannel request is sent before the first case."""
# The trait of the line whose request is polled too fast before its user agrees.
_AGREES_LATER = "slow"
_HURRIED_POLLS = 2
_FAILURES = (AssertionError, NotTestable, TargetError)
Test = TypeVar("Test", bound=Callable[..., None])


def takes_time(test: Test) -> Test:
    """Mark a test whose user takes seconds to answer, or never does."""
    pytest.mark.takes_time(test)
    return test


@dataclass(frozen=True)
class Begun:
    """An authentication request that was accepted, and when (seconds, monotonic)."""

    answer: OAuthAnswer
    at: float = field(default_factory=time.monotonic)
    hurried: tuple[OAuthAnswer, ...] = ()
    """What polls were told that came at once, one right after the other."""
    hurried_at: float = 0.0
    """When the last of them was answered (seconds, monotonic)."""

    @property
    def age(self) -> float:
        """Seconds since it was accepted."""
        return time.monotonic() - self.at

    @property
    def left(self) -> float:
        """Seconds until it expires; negative when it has."""
        return number(self.answer.granted().get("expires_in"), 0.0) - self.age


class Waits:
    """The requests that were sent early, each for one case."""

    def __init__(self) -> None:
        self._begun: dict[str, Begun] = {}
        self._exchanges: dict[str, tuple[int, ...]] = {}

    def begin(self, run: "Session", cases: Iterable[PlannedCase]) -> None:
        """Send the requests of these cases, under each case's name.

        Where one fails nothing is kept of it: the case sends its own and says what is wrong.
        """
        recorder, late = run.recorder, list[PlannedCase]()
        for case in cases:
            if case.line is None or case.withheld is not None:
                continue
            with recorder.under(case.id) as numbers, suppress(*_FAILURES):
                self._begun[case.id] = Begun(backchannel(run).asked(case.line))
            self._exchanges[case.id] = tuple(numbers)
            if case.requirement.needs.subscriber == _AGREES_LATER:
                late.append(case)
        for case in late:
            with recorder.under(case.id) as numbers, suppress(*_FAILURES):
                self._hurry(run, case.id)
            self._exchanges[case.id] += tuple(numbers)

    def _hurry(self, run: "Session", case_id: str) -> None:
        begun = self._begun.pop(case_id, None)
        polled = None if begun is None else in_a_hurry(backchannel(run), begun)
        if polled is not None:
            self._begun[case_id] = polled

    def exchanges(self, case_id: str) -> tuple[int, ...]:
        """Return the numbers of the exchanges that a case had before its turn."""
        return self._exchanges.get(case_id, ())

    def take(self, case: PlannedCase, ciba: Ciba, line: Subscriber) -> Begun:
        """Return the case's own request, sent just now where none was sent early."""
        return self._begun.pop(case.id, None) or Begun(ciba.asked(line))


def in_a_hurry(ciba: Ciba, begun: Begun) -> Begun | None:
    """Poll twice at once for a user who has not agreed yet: it must do no harm.

    None where a poll was told anything but to come again: that is another row's matter, and
    the case needs another request.
    """
    told: list[OAuthAnswer] = []
    while len(told) < _HURRIED_POLLS and all(map(_unanswered, told)):
        told.append(ciba.poll(begun.answer.text("auth_req_id")))
    if told[-1].status != 200 and not _unanswered(told[-1]):
        return None
    return replace(begun, hurried=tuple(told), hurried_at=time.monotonic())


def _unanswered(answer: OAuthAnswer) -> bool:
    return answer.status == 400 and answer.error in UNANSWERED


def backchannel(run: "Session") -> Ciba:
    """Return CIBA as the main client goes through it."""
    settings = run.profile.authorization
    assert settings is not None, (
        "the plan withholds these cases without an authorization server"
    )
    scope = scope_for("ciba", run.profile, dict(run.contracts))
    return Ciba(Endpoints(run.authorization_server(settings)), settings.ciba, scope)
