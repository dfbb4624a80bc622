"""Several workers report what one reports, and keep to the target's limits together."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.exchanges import Exchange, RedactedExchange
from conformance.outcomes import CaseResult
from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.run.workers.side_by_side import workers_for
from tests.support.profiles import profile
from tests.support.servers import web_server

SLOW = "ciba.late-approval-brings-a-token"
# What is shared between cases in one way or another: kept tokens and ID tokens, good requests
# proved once, users who take seconds, generated requests, rows judged by every exchange.
HONEST: tuple[str, ...] = (
    *("sim-swap.check.*-requests-are-*", "number-verification.verify.*-token-*"),
    *("id-token.*", SLOW, "ciba.login-hint-*"),
    *("client-authentication.assertion-*", "commonalities.error.*"),
)
FAULTY = ("sim-swap.check.*", "commonalities.x-correlator.*")
FAULTS = ("max-age-not-read", "correlator-lost-on-errors")
WORKERS = 4


@dataclass
class Run:
    """What a run showed."""

    results: list[CaseResult] = field(default_factory=list)
    exchanges: list[RedactedExchange] = field(default_factory=list)
    generated: Counter[tuple[str, bytes | None]] = field(default_factory=Counter)
    """Case → bodies of generated requests, as they were sent."""

    @property
    def outcomes(self) -> dict[str, tuple[str, str | None]]:
        """Case → outcome and reason."""
        return {each.case: (each.outcome, each.reason) for each in self.results}

    @property
    def quick(self) -> list[RedactedExchange]:
        """The exchanges but those of the user who takes seconds."""
        return [each for each in self.exchanges if each.case != SLOW]

    def keep(self, sent: Exchange, kept: RedactedExchange) -> None:
        """Take note of an exchange."""
        self.exchanges.append(kept)
        if sent.case and "requests-are" in sent.case and sent.purpose.kind == "api":
            self.generated[sent.case, sent.request.body] += 1


def run(of: Profile, workers: int, *rows: str) -> Run:
    """Run some rows with so many workers, without what one worker alone can't send."""
    seen, options = Run(), Options(requirements=rows, workers=workers, max_examples=5)
    prepared = prepare(of, options)
    cases = tuple(case for case in prepared.cases if "-at-once" not in case.id)
    session = open_session(replace(prepared, cases=cases), options)
    session.recorder.listen(seen.keep)
    try:
        ended = carry_out(session, options, seen.results.append)
    finally:
        session.close()
    assert ended.obstacle is None
    return seen


@pytest.mark.parametrize(
    ("rows", "faults", "crowds"),
    [(HONEST, (), (4, 16)), (FAULTY, FAULTS, (16,))],
    ids=["honest", "faulty"],
)
def test_results_do_not_depend_on_the_number_of_workers(
    rows: tuple[str, ...], faults: tuple[str, ...], crowds: tuple[int, ...]
) -> None:
    seen = {}
    for workers in (1, *crowds):
        with ReferenceProvider(faults=faults) as provider:
            of = load_profile("reference", provider.variables)
            seen[workers] = run(of, workers, *rows)
    alone = seen[1]
    outcomes = {outcome for outcome, _ in alone.outcomes.values()}
    assert ("failed" in outcomes) is bool(faults)
    for together in (seen[crowd] for crowd in crowds):
        of_one = {case: outcome for case, (outcome, _) in alone.outcomes.items()}
        assert {c: outcome for c, (outcome, _) in together.outcomes.items()} == of_one
        assert together.generated == alone.generated
        # A token that two workers need at once is made once, and so is a good request; how
        # often a late user's answer is asked for is a matter of time.
        assert len(together.quick) == len(alone.quick)
        assert [each.n for each in sorted(together.exchanges, key=lambda each: each.n)] == [
            *range(1, len(together.exchanges) + 1)
        ]
        for result in together.results:
            own = {each.n for each in together.exchanges if each.case == result.case}
            assert own <= set(result.exchanges)


def test_secrets_have_one_placeholder_each_whoever_meets_them() -> None:
    with ReferenceProvider() as provider:
        of = load_profile("reference", provider.variables)
        seen = run(of, WORKERS, "sim-swap.check.max-age-*", "id-token.*")
    headers = [pair for each in seen.exchanges for pair in each.request.headers]
    shown = Counter(value for name, value in headers if name.lower() == "authorization")
    assert all(re.fullmatch(r"Bearer <.*>", each) for each in shown)
    [(_, times)] = shown.most_common(1)
    assert times >= WORKERS, "the two-legged token is the same to all"
    given = [each.response.body for each in seen.exchanges if each.response is not None]
    of_grants = re.findall(r'"access_token": ?"(<[^>]*>)"', " ".join(map(str, given)))
    assert len(set(of_grants)) == len(of_grants) > WORKERS, "and no two tokens look alike"


def test_what_would_be_disturbed_has_no_other_test_beside_it() -> None:
    alone = ("error-leaves-the-next-answer-alone", "same-question-has-the-same-answer")
    with ReferenceProvider() as provider:
        of = load_profile("reference", provider.variables)
        rows = ("sim-swap.check.max-age-*", *(f"*.{name}" for name in alone))
        seen = run(of, WORKERS, *rows)

    spans: dict[str, list[datetime]] = {}
    for each in seen.exchanges:
        if each.case is not None:
            test = next((name for name in alone if name in each.case), "the others")
            over = each.started_at + timedelta(seconds=each.seconds)
            spans.setdefault(test, []).extend((each.started_at, over))
    in_turn = sorted((min(span), max(span), test) for test, span in spans.items())
    assert [test for _, _, test in in_turn] == ["the others", *alone]
    assert all(one[1] <= next_[0] for one, next_ in pairwise(in_turn))
    cases = {each.case for each in seen.exchanges if each.case and alone[0] in each.case}
    assert len(cases) == 4, "one of each operation"


@dataclass
class Counting:
    """A provider that notes when requests come, and how many it has at a time."""

    came: list[float] = field(default_factory=list)
    most: int = 0
    seconds: float = 0.0
    limited: int = 0
    """How many of the first requests are answered 429 with a pause of one second."""
    refused_at: list[float] = field(default_factory=list)
    _here: int = 0

    async def answer(self, _: Request) -> Response:
        """Answer after a while."""
        self.came.append(time.monotonic())
        self._here += 1
        self.most = max(self.most, self._here)
        await asyncio.sleep(self.seconds)
        self._here -= 1
        if len(self.refused_at) < self.limited:
            self.refused_at.append(time.monotonic())
            return JSONResponse({}, 429, {"Retry-After": "1"})
        return JSONResponse({"swapped": False})


@contextmanager
def counted(server: Counting, **limits: object) -> Iterator[Profile]:
    """Yield a profile of the counting provider under these limits."""
    with web_server(anything=server.answer) as url:
        api = {"base_url": f"{url}/sim-swap/v2", "tokens": ["none"], "operations": ["check"]}
        # It answers everything alike, so nothing malformed may be sent to find that out.
        yield profile(apis={"sim-swap": api}, limits={"malformed": False, **limits})


def test_workers_keep_to_the_rate_together() -> None:
    server, rate = Counting(seconds=0.1), 40
    with counted(server, requests_per_second=rate, workers=8, max_requests=1000) as of:
        run(of, 8, "sim-swap.check.*")
    assert len(server.came) > 20
    assert server.came[-1] - server.came[0] >= 0.95 * (len(server.came) - 1) / rate - 0.1


def test_no_more_requests_are_on_their_way_than_workers() -> None:
    server = Counting(seconds=0.05)
    with counted(server, requests_per_second=5000, workers=3, max_requests=1000) as of:
        run(of, 3, "sim-swap.check.*")
    assert server.most == 3


def test_one_budget_for_all() -> None:
    server = Counting()
    with counted(server, requests_per_second=5000, workers=WORKERS, max_requests=20) as of:
        seen = run(of, WORKERS, "sim-swap.check.*")
    assert len(server.came) == 20
    spent = [reason for outcome, reason in seen.outcomes.values() if outcome == "error"]
    assert spent
    assert all(
        "all 20 requests of limits.max_requests are spent" in str(each) for each in spent
    )


def test_a_pause_that_one_is_asked_for_holds_for_all() -> None:
    # The first is that of the preflight, before there is a second process.
    server = Counting(seconds=0.02, limited=2)
    with counted(server, requests_per_second=500, workers=WORKERS, max_requests=1000) as of:
        run(of, WORKERS, "sim-swap.check.*")
    for asked in server.refused_at:
        meanwhile = [each for each in server.came if asked < each < asked + 0.9]
        assert len(meanwhile) < WORKERS, "only what was on its way already"


@pytest.mark.parametrize(
    ("wanted", "rate", "workers"),
    [(16, 1000.0, 16), (16, 1.0, 2), (4, 5.0, 4), (16, 5.0, 10), (4, 0.1, 1), (1, 1000.0, 1)],
)
def test_no_more_workers_than_the_rate_keeps_busy(
    wanted: int, rate: float, workers: int
) -> None:
    assert workers_for(profile(), wanted, rate) == workers


def test_a_person_does_one_thing_at_a_time() -> None:
    by_hand = {"id": "asked", "phone_number": "+447700900101", "approval": "manual"}
    assert workers_for(profile(subscribers=[by_hand]), 16, 1000.0) == 1
