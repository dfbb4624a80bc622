"""HAR files of browsers, proxies and our own runs, and those that are none."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.report.har_reading import Entry, HarError, read_har

URL = "https://api.example.com/sim-swap/v2/check"
BODY = '{"swapped": true}'


def entry(**changes: Any) -> dict[str, Any]:
    """Return an entry as Chrome writes one; changes replace its members."""
    return {
        "startedDateTime": "2026-11-20T08:00:00.123+01:00",
        "time": 41.5,
        "request": {
            "method": "POST",
            "url": URL,
            "httpVersion": "h2",
            "headers": [
                {"name": ":method", "value": "POST"},
                {"name": ":authority", "value": "api.example.com"},
                {"name": "x-correlator", "value": "abc"},
            ],
            "postData": {"mimeType": "application/json", "text": '{"maxAge": 2}'},
        },
        "response": response(),
        **changes,
    }


def response(**changes: Any) -> dict[str, Any]:
    """Return a response; changes replace its members."""
    return {
        "status": 200,
        "statusText": "",
        "headers": [{"name": "content-type", "value": "application/json"}],
        "content": {"size": len(BODY), "mimeType": "application/json", "text": BODY},
        "bodySize": -1,
        **changes,
    }


def har(tmp_path: Path, *entries: Any, **log: Any) -> Path:
    """Write an archive."""
    path = tmp_path / "traffic.har"
    document = {"log": {"version": "1.2", "entries": list(entries), **log}}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read(tmp_path: Path, one: Any, **log: Any) -> Entry:
    """Write an archive of one entry and read it."""
    return read_har(har(tmp_path, one, **log)).entry(1)


def test_an_entry_of_a_browser(tmp_path: Path) -> None:
    found = read(tmp_path, entry())
    assert found.request.headers == (("x-correlator", "abc"),), "pseudo headers are none"
    assert found.request.body == b'{"maxAge": 2}'
    assert found.response is not None
    assert found.response.body == BODY.encode()
    assert found.response.headers["Content-Type"] == "application/json"
    assert (found.body_known, found.as_bytes, found.seconds) == (True, False, 0.0415)
    assert found.started_at == datetime(2026, 11, 20, 7, 0, 0, 123000, tzinfo=UTC)


def test_a_body_in_base64(tmp_path: Path) -> None:
    raw = b'{"message": "\xff"}'
    content = {"size": 5, "encoding": "base64", "text": b64encode(raw).decode()}
    found = read(tmp_path, entry(response=response(content=content)))
    assert found.response is not None
    assert (found.response.body, found.as_bytes) == (raw, True)


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"content": {"size": 17}}, False),  # Chrome, when it has dropped the body
        ({"content": {}}, False),
        ({"content": {"size": 0}}, True),
        ({"content": None, "bodySize": 0}, True),
        ({"content": None, "status": 204}, True),
        ({"content": {"text": ""}}, True),
    ],
)
def test_whether_a_body_is_known(changes: dict[str, Any], known: bool, tmp_path: Path) -> None:
    found = read(tmp_path, entry(response=response(**changes)))
    assert found.body_known is known
    assert found.response is not None
    assert found.response.body == b""


@pytest.mark.parametrize("told", [None, {"status": 0}, {"status": 0, "_error": "net::ERR"}])
def test_no_response(told: Any, tmp_path: Path) -> None:
    found = read(tmp_path, entry(response=told))
    assert found.response is None
    assert found.error in ("no response was recorded", "net::ERR")


def test_what_may_be_missing(tmp_path: Path) -> None:
    bare = {"request": {"method": "GET", "url": URL}, "response": {"status": 204}}
    found = read(tmp_path, bare)
    assert (found.started_at, found.seconds, found.request.body) == (None, 0.0, None)
    assert read(tmp_path, entry(startedDateTime="soon", time=None)).started_at is None


def test_a_form_of_fields(tmp_path: Path) -> None:
    request = entry()["request"] | {"postData": {"params": [{"name": "a", "value": "b c"}]}}
    assert read(tmp_path, entry(request=request)).request.body == b"a=b+c"


def test_only_our_own_archives_say_what_an_entry_is(tmp_path: Path) -> None:
    own = {"creator": {"name": "camara-conformance", "version": "0.1.0"}}
    assert read(tmp_path, entry(_kind="token"), **own).kind == "token"
    assert read(tmp_path, entry(_kind="token"), creator={"name": "Charles"}).kind is None


def test_a_byte_order_mark(tmp_path: Path) -> None:
    path = har(tmp_path, entry())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_har(path)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"<html>", "line 1, column 1: not JSON"),
        (b'{"log": {"entries": [', "is cut short"),
        (b"\xff\xfe", "byte 0 is not UTF-8"),
        (b"[]", "has no log"),
        (b'{"log": []}', "has no log"),
        (b'{"log": {}}', "log.entries is no list"),
        (b'{"log": {"entries": []}}', "record some traffic first"),
        (b"[" * 100_000, "JSON"),
        (b'{"log": ' + b"1" * 10_000 + b"}", "JSON that no archive holds"),
    ],
)
def test_files_that_are_no_archive(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.har"
    path.write_bytes(content)
    with pytest.raises(HarError, match=r"bad\.har") as refused:
        read_har(path)
    assert words in str(refused.value)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(HarError, match="cannot be read: No such file"):
        read_har(tmp_path / "none.har")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"response": {"status": "200"}}, "entry 1: response.status is '200'"),
        ({"response": {"status": True}}, "response.status is True"),
        ({"response": {}}, "response.status is missing"),
        ({"response": response(headers={})}, "response.headers is {}"),
        ({"response": response(headers=[{"value": 1}])}, "response.headers is"),
        ({"request": {"url": URL}}, "request.method is missing"),
        ({"request": {"url": URL, "method": "GET", "headers": [7]}}, "request.headers is 7"),
        (
            {"response": response(content={"encoding": "base64", "text": "%%%"})},
            "response.content.text is no base64",
        ),
    ],
)
def test_entries_that_cannot_be_read(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(HarError) as refused:
        read(tmp_path, entry(**changes))
    assert "traffic.har: entry 1: " in str(refused.value)
    assert words in str(refused.value)


def test_entries_without_an_address_are_nobodys(tmp_path: Path) -> None:
    archive = read_har(har(tmp_path, None, 7, {}, {"request": {"url": 7}}, entry()))
    assert list(archive.addresses()) == [(5, URL)]
