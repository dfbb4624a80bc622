"""Runs the suite against the honest provider behind a proxy that lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.exchanges import Request, Response
from conformance.profile import Profile
from conformance.run.options import Options
from conformance.selftest.suite import Obstructed, provided, run_profile
from tests.mutation.lies import Lie
from tests.support.counting import counting_proxy


@dataclass
class Liar:
    """A provider behind a proxy, and the lie that is told at present."""

    profile: Profile
    lie: Lie | None = None

    def noticed_by(self, lie: Lie) -> list[str]:
        """Tell a lie; return the requirements that fail of those that have to notice.

        Where nothing can be run any more, that is said instead.
        """
        self.lie = lie
        # Generated requests take longest, and ask nothing that these lies are about.
        options = Options(requirements=lie.noticed_by, max_examples=0, keyword="not generated")
        try:
            outcomes = run_profile(self.profile, options).outcomes
        except Obstructed as obstacle:
            return [f"obstacle: {obstacle}"]
        return [row for row, outcome in outcomes.items() if outcome == "failed"]


@contextmanager
def liar(dialect: str) -> Iterator[Liar]:
    """Run the honest provider of a dialect behind a proxy."""

    def told(request: Request, response: Response) -> Response:
        return response if lying.lie is None else lying.lie(request, response)

    with provided(dialect) as profile, counting_proxy(told) as proxy:
        http = profile.http.model_copy(update={"proxy": proxy.url})
        lying = Liar(profile.model_copy(update={"http": http}))
        yield lying
