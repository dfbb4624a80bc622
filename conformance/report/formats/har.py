"""exchanges.har: every exchange as an HTTP Archive 1.2, for tools that show or replay traffic.

Written entry by entry, since a run may have tens of thousands. Members that begin with an
underscore are this suite's own, as the format provides. Sizes are -1 (unknown) where
redaction changed them; the file is ASCII, so that no text of a target acts on a terminal.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from conformance.report.exchanges import Exchange, Request, Response
from conformance.report.fields import rfc3339
from conformance.report.files import writing_whole
from conformance.report.model import Report

# The suite's client speaks nothing else.
_HTTP_VERSION = "HTTP/1.1"
# RFC 3986: what may stand in a URL as it is. A placeholder's brackets and spaces may not.
_IN_URLS = ":/?#[]@!$&'()*+,;=%-._~"

Pairs = Iterable[tuple[str, str]]


def write_har(report: Report, path: Path) -> None:
    """Write the exchanges of `report` in their order; raises OSError if that can't be done."""
    head = {"version": "1.2", "creator": report.suite.model_dump()}
    with writing_whole(path) as file:
        file.write(b'{"log": ' + _json(head)[:-1] + b', "entries": [')
        for at, exchange in enumerate(report.exchanges):
            file.write((b",\n" if at else b"\n") + _json(_entry(exchange)))
        file.write(b"\n]}}\n")


def _json(value: Any) -> bytes:
    return json.dumps(value).replace("\x7f", "\\u007f").encode("ascii")


def _entry(exchange: Exchange) -> dict[str, Any]:
    milliseconds = round(exchange.seconds * 1000, 3)
    own = {
        "_n": exchange.n,
        "_case": exchange.case,
        "_kind": exchange.kind,
        "_operation": exchange.operation,
        "_subscriber": exchange.subscriber,
        "_token": exchange.token,
        "_error": exchange.error,
    }
    return {
        "startedDateTime": rfc3339(exchange.started_at),
        "time": milliseconds,
        "request": _request(exchange.request),
        "response": _response(exchange.response) if exchange.response else _no_response(),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        **{name: value for name, value in own.items() if value is not None},
    }


def _request(request: Request) -> dict[str, Any]:
    document = {
        "method": request.method,
        "url": _url(request.url),
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _named(request.headers),
        "queryString": _named(_query(request.url)),
        "headersSize": -1,
        "bodySize": 0 if request.body is None else -1,
    }
    if request.body is None:
        return document
    media_type = _header(request.headers, "content-type")
    return {**document, "postData": {"mimeType": media_type, "text": request.body}}


def _response(response: Response) -> dict[str, Any]:
    text = response.body or ""
    content: dict[str, Any] = {
        "size": len(text.encode()) + response.body_truncated_bytes,
        "mimeType": _header(response.headers, "content-type"),
        "text": text,
    }
    if response.body_truncated_bytes:
        content["comment"] = f"{response.body_truncated_bytes} more bytes were not kept"
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": _named(response.headers),
        "content": content,
        "redirectURL": _url(_header(response.headers, "location")),
        "headersSize": -1,
        "bodySize": -1,
    }


def _no_response() -> dict[str, Any]:
    """Return what browsers write where no response came: status 0 and nothing else."""
    return {
        "status": 0,
        "statusText": "",
        "httpVersion": _HTTP_VERSION,
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }


def _named(pairs: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _header(headers: Pairs, name: str) -> str:
    return next((value for each, value in headers if each.lower() == name), "")


def _url(url: str) -> str:
    return quote(url, safe=_IN_URLS, errors="backslashreplace")


def _query(url: str) -> list[tuple[str, str]]:
    """Split a query without decoding it: decoded, it would not be what was redacted."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return []
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in parts]
