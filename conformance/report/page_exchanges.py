"""Exchanges as the page shows them: evidence beside a failure, and data for its script."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from conformance.report.fields import rfc3339
from conformance.report.model import Exchange, Report
from conformance.report.text import cut, one_line

# What a reader scrolls through; report.json keeps everything.
_BODY = 20_000
_HEADER = 2_000
_LINE = 300
_READ_BY_HTML = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&"}


def shown(exchange: Exchange) -> dict[str, Any]:
    """Return the exchange's texts, cut and made visible, ready to be printed as they are."""
    request, response = exchange.request, exchange.response
    return {
        "n": exchange.n,
        "case": exchange.case and one_line(exchange.case, _LINE),
        "subscriber": exchange.subscriber and one_line(exchange.subscriber, _LINE),
        "token": exchange.token,
        "line": one_line(f"{request.method} {_path(request.url)}", _LINE),
        "answer": _answer(exchange),
        "about": one_line(_about(exchange), _LINE * 4),
        "ms": round(exchange.seconds * 1000),
        "request": _message(request.headers, request.body, 0),
        "response": response
        and _message(response.headers, response.body, response.body_truncated_bytes),
        "curl": cut(exchange.curl, _BODY),
    }


def exchange_data(report: Report) -> Iterator[str]:
    """Yield every exchange as JSON that cannot end the script element it stands in."""
    between = "["
    for exchange in report.exchanges:
        line = json.dumps(shown(exchange), ensure_ascii=False, separators=(",", ":"))
        yield between + line.translate(_READ_BY_HTML)
        between = ",\n"
    yield "]" if report.exchanges else "[]"


def _message(
    headers: Iterable[tuple[str, str]], body: str | None, left: int
) -> dict[str, Any]:
    return {
        "headers": [[one_line(n, _HEADER), one_line(v, _HEADER)] for n, v in headers],
        "body": None if body is None else cut(body, _BODY),
        "left": left,
    }


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _answer(exchange: Exchange) -> str:
    if exchange.response is None:
        return one_line(f"no response: {exchange.error or 'no reason recorded'}", _LINE)
    return one_line(f"{exchange.response.status} {exchange.response.reason}".strip(), _LINE)


def _about(exchange: Exchange) -> str:
    facts = [rfc3339(exchange.started_at), exchange.kind, exchange.request.url]
    if exchange.subscriber:
        facts.append(f"line {exchange.subscriber}")
    if exchange.token:
        facts.append(f"token: {exchange.token}")
    return ", ".join(facts)
