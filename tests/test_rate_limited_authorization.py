"""An authorization server that limits requests is waited for, and never failed for it."""

import ssl
from collections.abc import Callable

import pytest
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.server import Server
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile

# One row at least of each way in which something is asked of an authorization server.
_ROWS = (
    "authorization-code.*",
    "ciba.p*",
    "ciba.unanswered-*",
    "client-authentication.*",
    "client-credentials.*",
    "discovery.*",
    "dpop.*",
    "id-token.*",
    "jwt-bearer.*",
    "refresh.*",
    "token-response.*",
)
# Enough for the preflight and the first cases.
_SERVED = 60


Refuses = Callable[[int], bool]
"""Whether the request of that number is refused."""


class Limiter:
    """A gateway that refuses some requests to the authorization server."""

    def __init__(self, app: ASGIApp, refuses: Refuses) -> None:
        self._app = app
        self._refuses = refuses
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        answer: ASGIApp = self._app
        if not scope["path"].startswith(("/sim-swap/", "/number-verification/")):
            self._count += 1
            if self._refuses(self._count):
                body = {"status": 429, "code": "TOO_MANY_REQUESTS", "message": "Slow down."}
                answer = JSONResponse(body, 429, {"Retry-After": "0"})
        await answer(scope, receive, send)


@pytest.fixture
def seen_behind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Refuses], Seen]:
    """Return what shows the embedded provider behind a limiter to the suite."""
    honest = Server.start

    def seen(refuses: Refuses) -> Seen:
        def start(server: Server, app: ASGIApp, tls: ssl.SSLContext | None = None) -> None:
            honest(server, Limiter(app, refuses), tls)

        monkeypatch.setattr(Server, "start", start)
        with ReferenceProvider() as provider:
            profile = load_profile("reference", provider.variables)
            return run_profile(profile, Options(requirements=_ROWS, max_examples=0, workers=1))

    return seen


def test_each_request_is_sent_until_it_is_answered(
    seen_behind: Callable[[Refuses], Seen],
) -> None:
    """Two of three are refused: nobody is failed for it, and nothing is left undone."""
    seen = seen_behind(lambda number: number % 3 != 0)

    assert seen.alarms == []
    assert set(seen.outcomes.values()) == {"passed"}


def test_limit_that_lasts_breaks_cases_and_fails_none(
    seen_behind: Callable[[Refuses], Seen],
) -> None:
    """From some point on the authorization server says nothing else."""
    seen = seen_behind(lambda number: number > _SERVED)

    # One worker has no two requests at once to send.
    outcomes = {each.outcome for each in seen.results if "-at-once" not in each.case}
    assert outcomes == {"passed", "error"}
    assert {
        "goes on answering 429" in str(each.reason)
        for each in seen.results
        if each.outcome == "error"
    } == {True}
