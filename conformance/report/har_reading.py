"""Reading HTTP Archives of browsers, proxies and our own runs: HAR 1.1 and 1.2.

What writes them differs: Chrome leaves out bodies that it has dropped, Charles and mitmproxy
write bodies in base64, HTTP/2 has lower-case names and pseudo headers. What is missing is
taken as unknown where it can be; what can't be read is an error with the entry's number.
"""

import binascii
import json
import math
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from httpx import Headers

from conformance.exchanges import Request, Response
from conformance.report.reading import ReportError
from conformance.report.text import one_line

# Larger ones are a day's browsing; parsed, they take ten times their size of memory.
_LARGEST = 256 * 1024 * 1024
_BODILESS = frozenset({204, 205, 304})
OWN_NAME = "camara-conformance"


class HarError(ReportError):
    """An archive that can't be read; the message names file, entry and cure."""


@dataclass(frozen=True)
class Entry:
    """One entry of an archive: a request and what came of it."""

    number: int
    """Its place in the file, from 1."""
    request: Request
    response: Response | None
    error: str | None
    """Why there is no response."""
    body_known: bool
    """Whether the archive holds the response's body, which may be empty."""
    as_bytes: bool
    """Whether the body is held as bytes (base64), not as text that somebody decoded."""
    seconds: float
    started_at: datetime | None
    kind: str | None
    """What our own archives say of it: api, token or discovery."""


class Har:
    """An archive as parsed; its entries are read one by one."""

    def __init__(self, path: Path, log: dict[str, Any], entries: list[Any]) -> None:
        self.path = path
        creator = log.get("creator")
        self.is_own = isinstance(creator, dict) and creator.get("name") == OWN_NAME
        """Whether a run of this suite wrote it, redacted."""
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def addresses(self) -> Iterator[tuple[int, str]]:
        """Yield number and URL of each entry that has one."""
        for number, entry in enumerate(self._entries, 1):
            request = entry.get("request") if isinstance(entry, dict) else None
            url = request.get("url") if isinstance(request, dict) else None
            if isinstance(url, str):
                yield number, url

    def entry(self, number: int) -> Entry:
        """Read one of the entries that `addresses` tells; raises `HarError`."""
        return _Reader(self.path, number, self._entries[number - 1], self.is_own).entry()


def read_har(path: Path) -> Har:
    """Read an archive; raises `HarError` for a file that is none."""
    document = _parsed(path)
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict):
        raise HarError(f"{path}: has no log: it is no HAR file; export the traffic as HAR")
    entries = log.get("entries")
    if not isinstance(entries, list):
        raise HarError(f"{path}: log.entries is no list: export the traffic as HAR again")
    if not entries:
        raise HarError(f"{path}: log.entries is empty: record some traffic first")
    return Har(path, log, entries)


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > _LARGEST:
            raise HarError(f"{path}: is larger than 256 MiB: export only the API's traffic")
        # Some proxies begin their files with a byte order mark.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HarError(
            f"{path}: byte {error.start} is not UTF-8: export the traffic as HAR again"
        ) from None
    except OSError as error:
        raise HarError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise HarError(_not_json(path, text, error)) from None
    except (ValueError, RecursionError):
        raise HarError(f"{path}: holds JSON that no archive holds: export it again") from None


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> str:
    if text.lstrip().startswith("{") and error.pos >= len(text.rstrip()):
        return f"{path}: is cut short: export the traffic as HAR again"
    place = f"{path}, line {error.lineno}, column {error.colno}"
    return f"{place}: not JSON ({error.msg}): export the traffic as HAR"


@dataclass(frozen=True)
class _Reader:
    """Reads one entry, and says where something is wrong."""

    path: Path
    number: int
    raw: dict[str, Any]
    own: bool

    def entry(self) -> Entry:
        request = self._request(self.raw["request"])
        told = self.raw.get("response")
        status = self._status(told)
        known, as_bytes, response = True, False, None
        if status:
            assert isinstance(told, dict), "what has a status is an object"
            body, known, as_bytes = self._body(told, status)
            response = self._response(told, status, body)
        return Entry(
            number=self.number,
            request=request,
            response=response,
            error=None if response is not None else self._error(),
            body_known=known,
            as_bytes=as_bytes,
            seconds=_seconds(self.raw.get("time")),
            started_at=_instant(self.raw.get("startedDateTime")),
            kind=_text(self.raw.get("_kind")) if self.own else None,
        )

    def _request(self, told: dict[str, Any]) -> Request:
        method = told.get("method")
        if not isinstance(method, str) or not method:
            raise self._wrong("request.method", "a text such as POST", method)
        headers = self._headers(told.get("headers", []), "request.headers")
        return Request(method, told["url"], tuple(headers), self._sent(told.get("postData")))

    def _sent(self, posted: Any) -> bytes | None:
        if not isinstance(posted, dict):
            return None
        text = posted.get("text")
        if isinstance(text, str) and text:
            if posted.get("encoding") == "base64":
                return self._decoded(text, "request.postData.text")
            return text.encode("utf-8", "backslashreplace")
        params = posted.get("params")
        pairs = [each for each in params if isinstance(each, dict)] if params else []
        fields = [(str(each.get("name", "")), str(each.get("value", ""))) for each in pairs]
        return urlencode(fields).encode() if fields else None

    def _status(self, told: Any) -> int:
        if told is None:
            return 0
        status = told.get("status") if isinstance(told, dict) else None
        if type(status) is not int or not (status == 0 or 100 <= status <= 999):
            raise self._wrong("response.status", "a status code, 0 for none", status)
        return status

    def _response(self, told: dict[str, Any], status: int, body: bytes) -> Response:
        pairs = self._headers(told.get("headers", []), "response.headers")
        headers = Headers([(_bytes(name), _bytes(value)) for name, value in pairs])
        return Response(
            status, _text(told.get("statusText")) or "", headers, body, self._left(told, body)
        )

    def _left(self, told: dict[str, Any], body: bytes) -> int:
        """Return how many bytes a run left out; other writers' sizes mean other things."""
        content = told.get("content")
        size = content.get("size") if isinstance(content, dict) else None
        known = self.own and type(size) is int and "comment" in (content or {})
        return max(0, size - len(body)) if known and type(size) is int else 0

    def _body(self, told: dict[str, Any], status: int) -> tuple[bytes, bool, bool]:
        """Return the body, whether it is known at all, and whether as bytes."""
        content = told.get("content")
        content = content if isinstance(content, dict) else {}
        text = content.get("text")
        if isinstance(text, str):
            if content.get("encoding") == "base64":
                return self._decoded(text, "response.content.text"), True, True
            return text.encode("utf-8", "backslashreplace"), True, False
        empty = content.get("size") == 0 or told.get("bodySize") == 0 or status in _BODILESS
        return b"", empty, False

    def _decoded(self, text: str, place: str) -> bytes:
        try:
            return b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise HarError(
                f"{self._place}: {place} is no base64, which its encoding says it is: "
                "export the traffic again"
            ) from None

    def _headers(self, told: Any, place: str) -> Iterator[tuple[str, str]]:
        """Yield headers; pseudo headers of HTTP/2 are none."""
        if not isinstance(told, list):
            raise self._wrong(place, "a list of names and values", told)
        for each in told:
            name = each.get("name") if isinstance(each, dict) else None
            value = each.get("value", "") if isinstance(each, dict) else None
            if not isinstance(name, str) or not isinstance(value, str):
                raise self._wrong(place, "a list of names and values", each)
            if not name.startswith(":"):
                yield name, value

    def _error(self) -> str:
        told = _text(self.raw.get("_error")) or _text(
            (self.raw.get("response") or {}).get("_error")
        )
        return told or "no response was recorded"

    @property
    def _place(self) -> str:
        return f"{self.path}: entry {self.number}"

    def _wrong(self, place: str, wanted: str, found: Any) -> HarError:
        what = "is missing" if found is None else f"is {one_line(ascii(found), 60)}"
        return HarError(
            f"{self._place}: {place} {what}, not {wanted}: export the traffic as HAR again"
        )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _seconds(told: Any) -> float:
    number = isinstance(told, int | float) and not isinstance(told, bool)
    return told / 1000 if number and math.isfinite(told) and told > 0 else 0.0


def _instant(told: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(told)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
