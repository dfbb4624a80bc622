"""The one door out: paced, counted, bounded, recorded, whatever the other side does."""

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.exchanges import Request
from conformance.target.bodies import MAX_BODY_BYTES
from conformance.target.errors import RequestBudgetSpent, TargetError, TargetUnreachable
from conformance.target.pacing import pause_of
from tests.support.profiles import DISCOVERY, Watched, profile, watched
from tests.support.servers import RawServer, answer, raw_server, reset, saying

FINE = saying(answer())


@pytest.fixture
def fine() -> Iterator[RawServer]:
    """Serve `{}` to everybody."""
    with raw_server(FINE) as server:
        yield server


def test_exchange_holds_what_went_and_what_came(fine: RawServer) -> None:
    sent = Request("POST", f"{fine.url}/x?y=1", (("X-Mixed", "a"),), b'{"a":1}')
    exchange = watched().target.send(sent, DISCOVERY)

    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.reason) == (200, "OK")
    assert exchange.response.body == b"{}"
    assert (exchange.number, exchange.error) == (1, None)
    head, _, body = fine.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /x?y=1 HTTP/1.1")
    assert body == exchange.request.body == b'{"a":1}'
    for name, value in exchange.request.headers:
        assert f"{name}: {value}".lower().encode() in head.lower()
    assert exchange.request.header("x-mixed") == "a"


def test_headers_of_the_profile_go_along(fine: RawServer) -> None:
    seen = watched(http={"headers": {"x-api-key": "k-123456"}})
    seen.get(fine.url)
    assert b"x-api-key: k-123456" in fine.requests[0].lower()
    assert b"user-agent: camara-conformance/" in fine.requests[0].lower()


def test_requests_are_numbered_and_kept_in_order(fine: RawServer) -> None:
    seen = watched()
    for _ in range(3):
        seen.get(fine.url)
    assert [exchange.number for exchange in seen.raw] == [1, 2, 3]
    assert [exchange.n for exchange in seen.kept] == [1, 2, 3]


def test_requests_are_spaced(fine: RawServer) -> None:
    seen = Watched(profile(), rate=20)
    for _ in range(5):
        seen.get(fine.url)
    starts = [exchange.started_at for exchange in seen.raw]
    assert (starts[-1] - starts[0]).total_seconds() >= 4 * 0.05 * 0.95


def test_budget_ends_the_sending(fine: RawServer) -> None:
    seen = watched(limits={"requests_per_second": 5000, "max_requests": 2})
    seen.get(fine.url)
    seen.get(fine.url)
    with pytest.raises(RequestBudgetSpent, match=r"all 2 requests of limits\.max_requests"):
        seen.get(fine.url)
    assert len(fine.requests) == len(seen.raw) == 2


@pytest.mark.parametrize(
    ("told", "pause"),
    [
        (["Retry-After: 0"], 0.0),
        ([], 1.0),
        (["Retry-After: soon"], 1.0),
        (["Retry-After: ²"], 1.0),
        (["Retry-After: -5"], 1.0),
        (["Retry-After: 30"], 30.0),
    ],
)
def test_429_makes_everybody_wait(
    told: list[str], pause: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    busy = saying(answer(b"{}", "429 Too Many Requests", *told))
    with raw_server(busy) as server:
        seen = watched()
        assert seen.get(server.url).response is not None
        seen.get(server.url)
    assert max([0.0, *waits]) == pytest.approx(pause, abs=0.3)


@pytest.mark.parametrize(
    ("told", "date", "pause"),
    [
        ("Sun, 22 Nov 2026 10:00:07 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 7.0),
        ("Sunday, 22-Nov-26 10:00:07 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 7.0),
        ("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2020 10:00:00 GMT", None, 0.0),
        ("Sun, 22 Nov 2020 10:00:00 GMT", "noon", 0.0),
        ("Sun, 99 Nov 2026 10:00:00 GMT", None, 1.0),
        (" 3 ", None, 3.0),
    ],
)
def test_pause_may_be_told_by_a_date(told: str, date: str | None, pause: float) -> None:
    """Counted from the answer's own clock, whatever ours says."""
    assert pause_of(told, date) == pause


def test_429_is_waited_for_in_real_time() -> None:
    busy = saying(answer(b"{}", "429 Too Many Requests", "Retry-After: 1"))
    with raw_server(busy) as server:
        seen = watched()
        seen.get(server.url)
        seen.get(server.url)
    first, second = (exchange.started_at for exchange in seen.raw)
    assert 0.9 <= (second - first).total_seconds() < 3


@pytest.mark.parametrize(
    ("size", "dropped"), [(MAX_BODY_BYTES, False), (MAX_BODY_BYTES + 1, True)]
)
def test_body_is_kept_up_to_a_mebibyte(size: int, dropped: bool) -> None:
    with raw_server(saying(answer(b"x" * size))) as server:
        response = watched().get(server.url).response
    assert response is not None
    assert len(response.body) == MAX_BODY_BYTES
    assert bool(response.body_truncated_bytes) is dropped


def test_endless_and_exploding_bodies_are_cut_off() -> None:
    bomb = gzip.compress(bytes(64 * MAX_BODY_BYTES))
    with raw_server(saying(answer(bomb, "200 OK", "Content-Encoding: gzip"))) as server:
        response = watched().get(server.url).response
    assert response is not None
    assert len(response.body) == MAX_BODY_BYTES
    assert response.body_truncated_bytes > 0


_PACKED = gzip.compress(b'{"access_token": "T0p-S3cret-T0ken"}')


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        pytest.param(b'{"swapped": true}', b'{"swapped": true}', id="plain"),
        pytest.param(b"x" * (MAX_BODY_BYTES + 9), b"x" * MAX_BODY_BYTES, id="long"),
        # Packed, it would show nobody but who unpacks it the token that is inside.
        pytest.param(b"\x1f\x8b\xff" + _PACKED[3:], b"", id="broken"),
    ],
)
def test_body_is_kept_though_its_coding_does_not_hold(raw: bytes, kept: bytes) -> None:
    with raw_server(saying(answer(raw, "200 OK", "Content-Encoding: gzip"))) as server:
        seen = watched()
        responses = [seen.get(server.url).response for _ in range(6)]
    for response in responses:
        assert response is not None
        assert (response.status, response.body) == (200, kept)
        assert response.body_truncated_bytes == max(0, len(raw) - MAX_BODY_BYTES)
        assert response.undecodable == "gzip"


def drip(connection: socket.socket) -> None:
    """Send a byte of a long body every 30 ms."""
    connection.sendall(answer(b"", length=1000))
    with suppress(OSError):
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.03)


def silence(connection: socket.socket) -> None:
    """Say nothing until the other side hangs up."""
    with suppress(OSError):
        connection.recv(1)


@pytest.mark.parametrize(
    ("talk", "seconds", "says"),
    [
        (drip, 0.3, "did not answer within 0.3 s (http.timeout)"),
        (silence, 0.3, "did not answer within 0.3 s (http.timeout)"),
        (reset, 30, "broke off: ReadError"),
        (saying(), 30, "broke off: RemoteProtocolError"),
        (saying(b"SSH-2.0-OpenSSH\r\n\r\n"), 30, "broke off: RemoteProtocolError"),
        (saying(answer(b"{}", length=99)), 30, "broke off: RemoteProtocolError"),
    ],
)
def test_answer_that_never_comes_is_an_error_and_recorded(
    talk: object, seconds: float, says: str
) -> None:
    with raw_server(talk) as server:  # type: ignore[arg-type]
        seen = watched(http={"timeout": seconds})
        with pytest.raises(TargetError) as caught:
            seen.get(f"{server.url}/path", ("X-Mine", "1"))
    assert not isinstance(caught.value, TargetUnreachable)
    assert says in str(caught.value)
    assert seen.raw[0].response is None
    assert seen.raw[0].error == str(caught.value)
    assert seen.raw[0].request.header("x-mine") == "1"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        return int(listening.getsockname()[1])


def test_refused_connection_is_unreachable_and_recorded() -> None:
    seen = watched()
    with pytest.raises(TargetUnreachable, match="no connection to http://127"):
        seen.get(f"http://127.0.0.1:{free_port()}/path")
    assert seen.raw[0].error is not None
    assert seen.kept[0].response is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/path",
        "api.example.com/v2",
        "ftp://127.0.0.1/",
        "http://",
        "http://[::1",
        "http://a:b/",
    ],
)
def test_what_is_no_url_is_unreachable_and_recorded(url: str) -> None:
    seen = watched()
    with pytest.raises(TargetUnreachable, match="is no URL"):
        seen.get(url)
    assert seen.raw[0].request.url == url


@pytest.fixture(scope="module")
def nobody() -> Watched:
    """Return a target that is not there."""
    return watched(limits={"requests_per_second": 10_000})


@settings(max_examples=60)
@given(path=st.text(max_size=20), header=st.text(min_size=1, max_size=20))
def test_whatever_is_to_be_sent_ends_in_an_answer_or_a_target_error(
    nobody: Watched, path: str, header: str
) -> None:
    # Metadata of the other side name endpoints, and its tokens go into headers.
    with pytest.raises(TargetError):
        nobody.get(f"http://127.0.0.1:1/{path}", ("Authorization", f"Bearer {header}"))


def test_error_about_a_header_does_not_quote_it(fine: RawServer) -> None:
    seen = watched()
    with pytest.raises(TargetError) as caught:
        seen.get(fine.url, ("Authorization", "Bearer half-of\nthe-secret"))
    assert "secret" not in str(caught.value)
    assert "holds what HTTP can't carry" in str(caught.value)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"]
)
def test_redirects_are_not_followed(status: str) -> None:
    with raw_server(saying(answer(b"", status, "Location: /elsewhere"))) as server:
        response = watched().get(server.url).response
    assert response is not None
    assert str(response.status) == status[:3]
    assert len(server.requests) == 1


def test_cookies_are_not_kept() -> None:
    session = saying(answer(b"{}", "200 OK", "Set-Cookie: session=of-another-line; Path=/"))
    with raw_server(session) as server:
        seen = watched()
        seen.get(server.url)
        seen.get(server.url)
    assert b"of-another-line" not in server.requests[1]
