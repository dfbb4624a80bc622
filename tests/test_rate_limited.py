"""A target that limits requests is waited for, and never failed for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.specs import contract
from conformance.target.client import Target
from conformance.target.errors import RateLimited
from conformance.target.operations import OperationClient
from conformance.target.recording import Recorder
from conformance.target.redaction import Redactor
from conformance.tokens.source import TokenSource
from tests.support.profiles import profile
from tests.support.servers import web_server


@contextmanager
def check_that_answers(
    *statuses: int, retry_after: str = "0"
) -> Iterator[tuple[OperationClient, list[int]]]:
    """A client of a `check` that answers with these statuses in turn, and those it gave."""
    given: list[int] = []

    async def answer(_: Request) -> Response:
        given.append(statuses[len(given)])
        return JSONResponse({"swapped": False}, given[-1], {"Retry-After": retry_after})

    with web_server(anything=answer) as url:
        api = {"base_url": url, "tokens": ["none"]}
        of = profile(apis={"sim-swap": api})
        target = Target(of, Recorder(Redactor()))
        operation = contract("sim-swap", "2.1.0").operations["check"]
        tokens = TokenSource(of, "sim-swap", target)
        yield (
            OperationClient(
                "sim-swap", "check", operation, url, "none", target, tokens, lambda _: {}
            ),
            given,
        )
        target.close()


def test_limited_request_is_sent_again() -> None:
    with check_that_answers(429, 429, 200) as (operation, given):
        assert operation.call(None).status == 200
    assert given == [429, 429, 200]


def test_lasting_limit_is_no_answer() -> None:
    with (
        check_that_answers(429, 429, 429) as (operation, _),
        pytest.raises(RateLimited, match="requests_per_second"),
    ):
        operation.call(None)


@pytest.mark.parametrize("wish", ["31", "3153600000", "9" * 400])
def test_target_that_wants_to_be_left_alone_is(wish: str) -> None:
    """A wish beyond what a case waits is obeyed, at once and by all that follows."""
    with check_that_answers(429, 200, retry_after=wish) as (operation, given):
        for _ in range(3):
            with pytest.raises(RateLimited, match="asks to be left alone for "):
                operation.call(None)
    assert given == [429]


def test_token_endpoint_is_waited_for_too() -> None:
    given: list[int] = []

    async def answer(_: Request) -> Response:
        given.append(429 if len(given) < 2 else 200)
        return JSONResponse({"access_token": "a-token"}, given[-1], {"Retry-After": "0"})

    with web_server(anything=answer) as url:
        client = {
            "id": "main",
            "authentication": "client_secret_post",
            "secret": "s-e-c-r-e-t",
        }
        of = profile(
            authorization={"endpoints": {"token": url}, "clients": {"main": client}},
        )
        target = Target(of, Recorder(Redactor()))
        token = TokenSource(of, "sim-swap", target).obtain("two-legged", None, ("sim-swap",))
        target.close()
    assert token.value == "a-token"
    assert given == [429, 429, 200]
