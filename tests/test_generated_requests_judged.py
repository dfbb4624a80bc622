"""Generated requests: which answers pass, and how a failing one is made small."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.properties.generation import GeneratedRequest, Mode
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable, RateLimited, TargetError
from tests.support.generated import GENERATORS, Asked, deployment, posted
from tests.support.profiles import NUMBER, profile
from tests.support.servers import Endpoint, web_server
from tests.support.tired_server import break_off, tired_server


def answering(body: object, status: int = 200) -> Endpoint:
    """Return an endpoint that gives everybody the same answer."""

    async def endpoint(_request: Request) -> Response:
        return JSONResponse(body, status)

    return endpoint


def judged(asked: Asked, mode: Mode, examples: int = 30) -> None:
    """Judge an operation as the property does."""
    operation = asked.client.contract
    judge = asked.judge(valid=mode == "valid")
    for each in GENERATORS[asked.client.api].listed(operation.method, operation.path, mode):
        judge(each)
    GENERATORS[asked.client.api].drawn(
        operation.method, operation.path, mode, judge, seed=0, examples=examples
    )


def test_provider_that_serves_everything_fails_with_invalid_requests_only() -> None:
    with web_server(anything=answering({"swapped": True})) as url:
        asked = Asked(deployment(url), "sim-swap", "check")
        judged(asked, "valid")
        with pytest.raises(UnexpectedAnswer, match="must be refused with status 400"):
            judged(asked, "invalid")


@pytest.mark.parametrize("status", [400, 413, 414, 415, 431])
def test_each_refusal_of_a_form_passes(status: int) -> None:
    refusal = {"status": status, "code": "X", "message": "No."}
    with web_server(anything=answering(refusal, status)) as url:
        judged(Asked(deployment(url), "sim-swap", "check"), "invalid", examples=3)


def test_provider_that_wants_a_pause_has_not_answered_wrongly() -> None:
    with web_server(anything=answering({}, 429)) as url:
        asked = Asked(deployment(url), "sim-swap", "check")
        with pytest.raises(RateLimited):
            asked.judge(valid=True)(posted({"maxAge": 7}))


@pytest.mark.parametrize("status", [200, 401, 404, 422, 500])
def test_every_other_answer_to_an_invalid_request_fails(status: int) -> None:
    with web_server(anything=answering({}, status)) as url:
        judge = Asked(deployment(url), "sim-swap", "check").judge(valid=False)
        with pytest.raises(UnexpectedAnswer):
            judge(posted({"maxAge": 0}))


@pytest.mark.parametrize(
    ("sent", "status", "fine"),
    [
        ({"phoneNumber": "+15551234567"}, 404, False),
        ({"maxAge": 240}, 400, False),
        ({"maxAge": 720}, 400, False),
        ({"maxAge": 721}, 400, True),
        ({"maxAge": 721}, 422, False),
        ({"unknown": 1}, 400, True),
        ({"unknown": 1}, 500, False),
    ],
)
def test_which_valid_requests_may_be_refused(
    sent: dict[str, Any], status: int, fine: bool
) -> None:
    with web_server(anything=answering({}, status)) as url:
        of = deployment(url)
        apis = of.model_dump(by_alias=True, exclude_unset=True)["apis"]
        apis["sim-swap"]["monitored_period"] = {"hours": 720}
        judge = Asked(profile(apis=apis), "sim-swap", "check").judge(valid=True)
        if fine:
            judge(posted(sent))
        else:
            with pytest.raises(UnexpectedAnswer, match="a valid request must succeed"):
                judge(posted(sent))


def about_strangers(known: str) -> Endpoint:
    """Return a provider that knows one line only."""

    async def endpoint(request: Request) -> Response:
        number = (await request.json()).get("phoneNumber")
        return JSONResponse({"swapped": True}, 200 if number == known else 404)

    return endpoint


def test_nobodys_number_may_be_unknown() -> None:
    with web_server(anything=about_strangers(NUMBER)) as url:
        judged(Asked(deployment(url), "sim-swap", "check"), "valid")


@pytest.fixture
def intolerant() -> Iterator[tuple[Asked, list[dict[str, Any]]]]:
    """Serve a provider that breaks down over windows of more than a hundred hours."""
    seen: list[dict[str, Any]] = []

    async def endpoint(request: Request) -> Response:
        body = await request.json()
        seen.append(body)
        return JSONResponse({"swapped": True}, 500 if body.get("maxAge", 0) > 100 else 200)

    with web_server(anything=endpoint) as url:
        yield Asked(deployment(url), "sim-swap", "check"), seen


def test_failing_request_is_made_small(intolerant: tuple[Asked, list[dict[str, Any]]]) -> None:
    asked, seen = intolerant
    operation = asked.client.contract
    with pytest.raises(UnexpectedAnswer):
        GENERATORS["sim-swap"].drawn(
            operation.method,
            operation.path,
            "valid",
            asked.judge(valid=True),
            seed=0,
            examples=100,
        )
    failing = [body["maxAge"] for body in seen if body.get("maxAge", 0) > 100]
    assert min(failing) == 101


def test_few_requests_follow_a_failure_and_none_is_sent_twice(
    intolerant: tuple[Asked, list[dict[str, Any]]],
) -> None:
    asked, seen = intolerant
    judge = asked.judge(valid=True)
    for hours in range(101, 400):
        try:
            judge(posted({"maxAge": hours}))
            judge(posted({"maxAge": hours}))
        except UnexpectedAnswer:
            continue
    assert len(seen) == 1 + 60
    assert len({json.dumps(body) for body in seen}) == len(seen)


class Breaking:
    """A judge that meets an obstacle once, after some requests."""

    def __init__(self, obstacle: Exception, after: int, wrong: bool = False) -> None:
        self._obstacle = obstacle
        self._left = after
        self._wrong = wrong
        self.asked = 0

    def __call__(self, _: GeneratedRequest) -> None:
        self.asked += 1
        self._left -= 1
        if self._left == 0:
            raise self._obstacle
        if self._wrong:
            raise UnexpectedAnswer("answered wrongly")


@pytest.mark.parametrize(
    "obstacle",
    [TargetError("broke off"), RateLimited("goes on answering 429"), NotTestable("add it")],
)
def test_obstacle_ends_the_search_and_is_raised_as_it_is(obstacle: Exception) -> None:
    """The same request may be answered the next time: Hypothesis would call it flaky."""
    judge = Breaking(obstacle, after=3)
    with pytest.raises(type(obstacle)) as caught:
        GENERATORS["sim-swap"].drawn("POST", "/check", "invalid", judge, seed=0, examples=20)
    assert caught.value is obstacle
    assert judge.asked == 3


def test_obstacle_after_a_wrong_answer_does_not_hide_it() -> None:
    judge = Breaking(TargetError("broke off"), after=3, wrong=True)
    with pytest.raises(UnexpectedAnswer, match="answered wrongly"):
        GENERATORS["sim-swap"].drawn("POST", "/check", "invalid", judge, seed=0, examples=20)
    assert judge.asked == 3


def test_connection_that_breaks_once_is_an_error_with_its_own_words() -> None:
    """The fourth request is answered half, and would be answered if it were sent again."""
    with tired_server(3, break_off) as server:
        asked = Asked(deployment(server.url), "sim-swap", "check")
        judge = asked.judge(valid=True)
        with pytest.raises(TargetError, match="broke off"):
            GENERATORS["sim-swap"].drawn("POST", "/check", "valid", judge, seed=0, examples=20)
    assert server.requests == [4]
