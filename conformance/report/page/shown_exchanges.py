"""Exchanges as the page shows them: which it holds, and each as data for its script.

Exchanges may lie on disk in their tens of thousands: they are read one at a time.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from conformance.report.exchanges import Exchange
from conformance.report.fields import rfc3339
from conformance.report.model import Case, Report, Requirement
from conformance.report.text import cut, one_line
from conformance.report.views import evidence, numbered

# What a browser opens at once; the rest is left to report.json.
LIMIT = 5_000
# What a reader scrolls through; report.json keeps everything. With bodies of this length the
# page of 5,000 exchanges stays below some 50 MB, whatever a target answers.
_BODY = 4_000
_HEADER = 2_000
_LINE = 300
# How many of a passed case's exchanges are looked at for the call that it is about.
_LOOKED_AT = 12


def held(report: Report) -> frozenset[int]:
    """Choose the exchanges that the page holds: what proves a failure before all else."""
    return frozenset(islice(dict.fromkeys(_by_weight(report)), LIMIT))


def _by_weight(report: Report) -> Iterator[int]:
    wrong = [case for r in report.requirements for case in r.cases if is_wrong(case)]
    yield from chain.from_iterable(evidence(case) for case in wrong)
    yield from chain.from_iterable(proof(report, r) for r in report.requirements)
    yield from chain.from_iterable(case.exchanges for case in wrong)
    yield from (n for r in report.requirements for case in r.cases for n in case.exchanges)
    yield from (exchange.n for exchange in report.exchanges)


def is_wrong(case: Case) -> bool:
    """Tell whether a case's exchanges prove that something is wrong."""
    return case.outcome in ("failed", "error")


def proof(report: Report, requirement: Requirement) -> tuple[int, ...]:
    """Return the exchange that shows a requirement holding: the last call of its API.

    Before it come the token flows; where there is no such call, a flow is the proof.
    """
    numbers = next((case.exchanges for case in requirement.cases if case.exchanges), ())
    looked_at = numbers[:_LOOKED_AT]
    calls = tuple(n for n in looked_at if numbered(report.exchanges, n).kind == "api")
    return (calls or looked_at)[-1:]


def exchange_data(report: Report, wanted: frozenset[int]) -> Iterator[Markup]:
    """Yield the exchanges as lines of JSON that cannot end the script element around them."""
    owners = {case.id: r.id for r in report.requirements for case in r.cases}
    separator = ""
    for exchange in report.exchanges:
        if exchange.n in wanted:
            made = shown(exchange) | {"requirement": owners.get(exchange.case or "")}
            yield _embeddable(separator, made)
            separator = ",\n"


def _embeddable(separator: str, value: Any) -> Markup:
    text = separator + json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - nothing is left in it that HTML would read


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
