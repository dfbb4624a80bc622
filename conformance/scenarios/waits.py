"""Users who take their time: asked before the first case, judged after the others.

A state that takes seconds (a late yes, an authentication request that expires) costs a run
only what is left of it when everything else is done.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import pytest

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.target.errors import NotTestable, TargetError
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import scope_for
from conformance.tokens.polling import number

if TYPE_CHECKING:
    from conformance.scenarios.session import Session

TAKES_TIME = "takes_time"
"""The mark of a test whose backchannel request is sent before the first case."""
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
        recorder = run.recorder
        for case in cases:
            if case.line is None or case.withheld is not None:
                continue
            failing = suppress(AssertionError, NotTestable, TargetError)
            with recorder.under(case.id) as numbers, failing:
                self._begun[case.id] = Begun(backchannel(run).asked(case.line))
            self._exchanges[case.id] = tuple(numbers)

    def exchanges(self, case_id: str) -> tuple[int, ...]:
        """Return the numbers of the exchanges that a case had before its turn."""
        return self._exchanges.get(case_id, ())

    def take(self, case: PlannedCase, ciba: Ciba, line: Subscriber) -> Begun:
        """Return the case's own request, sent just now where none was sent early."""
        return self._begun.pop(case.id, None) or Begun(ciba.asked(line))


def backchannel(run: "Session") -> Ciba:
    """Return CIBA as the main client goes through it."""
    settings = run.profile.authorization
    assert settings is not None, (
        "the plan withholds these cases without an authorization server"
    )
    scope = scope_for("ciba", run.profile, dict(run.contracts))
    return Ciba(Endpoints(run.authorization_server(settings)), settings.ciba, scope)
