"""Kept connections that end in between are no target's fault; fresh ones that do are."""

from contextlib import nullcontext

import pytest

from conformance.exchanges import Kind, Purpose, Request
from conformance.target.errors import TargetError
from tests.support.profiles import watched
from tests.support.servers import reset
from tests.support.tired_server import (
    End,
    break_off,
    hang_up,
    refusal,
    say_nothing,
    tired_server,
)

PENDING = b'{"error": "authorization_pending"}'


@pytest.mark.parametrize("end", [hang_up, reset])
def test_request_is_sent_again_over_a_fresh_connection(end: End) -> None:
    with tired_server(2, end) as server:
        seen = watched()
        statuses = [seen.get(server.url).response for _ in range(5)]
        seen.target.close()

    assert [each.status for each in statuses if each is not None] == [200] * 5
    assert [(each.number, each.error) for each in seen.raw] == [
        (number, None) for number in range(1, 6)
    ]
    assert server.requests == [3, 3, 1]


@pytest.mark.parametrize("end", [hang_up, reset])
def test_fresh_connection_that_ends_without_a_word_is_an_error(end: End) -> None:
    with tired_server(0, end) as server:
        seen = watched()
        with pytest.raises(TargetError, match="broke off"):
            seen.get(server.url)
        seen.target.close()

    assert server.requests == [1]


def test_answer_that_has_begun_is_not_asked_for_again() -> None:
    with tired_server(1, break_off) as server:
        seen = watched()
        seen.get(server.url)
        with pytest.raises(TargetError, match="broke off"):
            seen.get(server.url)
        seen.target.close()

    assert server.requests == [2]


def test_silence_is_not_asked_again() -> None:
    with tired_server(1, say_nothing) as server:
        seen = watched(http={"timeout": 1})
        seen.get(server.url)
        with pytest.raises(TargetError, match="did not answer within"):
            seen.get(server.url)
        seen.target.close()

    assert server.requests == [2]


@pytest.mark.parametrize(
    ("kind", "answer", "unclear"),
    [
        ("token", refusal("400 Bad Request"), True),
        ("token", refusal("401 Unauthorized"), True),
        ("token", refusal("302 Found", "Location: https://client.example/?error=x"), True),
        ("token", refusal("302 Found", "Location: https://client.example/?code=x"), False),
        ("token", refusal("400 Bad Request", body=PENDING), False),
        ("token", refusal("503 Service Unavailable"), False),
        ("api", refusal("400 Bad Request"), False),
        ("api", refusal("401 Unauthorized"), True),
        ("discovery", refusal("404 Not Found"), False),
    ],
)
def test_refusal_of_what_may_have_counted_already_is_no_answer(
    kind: Kind, answer: bytes, *, unclear: bool
) -> None:
    """What ended the connection may have redeemed the code before."""
    with tired_server(1, hang_up, answer) as server:
        seen = watched()
        request = Request("POST", server.url, (), b"code=1")
        seen.target.send(request, Purpose(kind))
        with (
            pytest.raises(TargetError, match="may have counted") if unclear else nullcontext()
        ):
            seen.target.send(request, Purpose(kind))
        seen.target.close()

    assert server.requests == [2, 1]
    assert all(each.response is not None for each in seen.raw)
