"""How long answers took, along the run: a strip and four numbers for each operation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10
from statistics import median
from typing import Any

from conformance.report.exchanges import Exchange
from conformance.report.model import Report
from conformance.report.views import title

# Units of the drawing. A column of the strip gathers the calls of its share of the run.
_WIDTH, _COLUMNS, _DECADE = 480, 120, 16
_PITCH = _WIDTH / _COLUMNS
# Below a millisecond nothing is told apart.
_SHORTEST = 0.001
_DECADES = {-3: "1 ms", -2: "10 ms", -1: "100 ms", 0: "1 s", 1: "10 s", 2: "100 s"}


@dataclass
class _Strip:
    """The calls of one operation: seconds by column, and columns without an answer."""

    answered: list[float] = field(default_factory=list)
    columns: dict[int, list[float]] = field(default_factory=dict)
    silent: list[int] = field(default_factory=list)

    def add(self, exchange: Exchange, column: int) -> None:
        if exchange.response is None:
            self.silent.append(column)
            return
        self.answered.append(exchange.seconds)
        self.columns.setdefault(column, []).append(exchange.seconds)


def latencies(report: Report) -> dict[str, Any]:
    """Return the strips in the target's order of operations, and the length of their axis."""
    start = report.started_at
    length = max((report.finished_at - start).total_seconds(), _SHORTEST)
    strips: dict[str, _Strip] = {}
    for exchange in report.exchanges:
        share = (exchange.started_at - start).total_seconds() / length
        column = min(max(int(share * _COLUMNS), 0), _COLUMNS - 1)
        strips.setdefault(_name(exchange), _Strip()).add(exchange, column)
    first = [name for name in _resource_calls(report) if name in strips]
    names = first + sorted(strips.keys() - set(first))
    low, high = _decades([seconds for strip in strips.values() for seconds in strip.answered])
    return {
        "rows": [_row(name, strips[name], low, high) for name in names],
        "seconds": length,
        "width": _WIDTH,
        "height": (high - low) * _DECADE,
        "lines": [(_DECADES[d], (high - d) * _DECADE) for d in range(low, high + 1)],
    }


def _resource_calls(report: Report) -> list[str]:
    return [f"{title(a.api)}, {o}" for a in report.target.apis for o in a.operations]


def _name(exchange: Exchange) -> str:
    api, dot, operation = (exchange.operation or "").partition(".")
    if dot:
        return f"{title(api)}, {operation}"
    head = "Discovery" if exchange.kind == "discovery" else "Token flows"
    return f"{head}, {(exchange.operation or 'other calls').replace('_', ' ')}"


def _decades(seconds: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten between which all of it lies, at least two apart."""
    if not seconds:
        return -3, -1
    low = floor(log10(max(min(seconds), _SHORTEST)))
    high = ceil(log10(max(*seconds, _SHORTEST)))
    low = min(max(low, min(_DECADES)), max(_DECADES) - 2)
    return low, min(max(high, low + 2), max(_DECADES))


def _row(name: str, strip: _Strip, low: int, high: int) -> dict[str, Any]:
    def place(seconds: float) -> float:
        inside = min(max(log10(max(seconds, _SHORTEST)), low), high)
        return round((high - inside) * _DECADE, 1)

    columns = sorted(strip.columns.items())
    ordered = sorted(strip.answered)
    return {
        "name": name,
        "calls": len(ordered) + len(strip.silent),
        "silent": len(strip.silent),
        "median": _milliseconds(median(ordered)) if ordered else "",
        # The nearest rank: a call that really took so long.
        "p95": _milliseconds(ordered[ceil(0.95 * len(ordered)) - 1]) if ordered else "",
        "longest": _milliseconds(ordered[-1]) if ordered else "",
        "spans": "".join(
            f"M{_x(c)} {place(min(s))}V{place(max(s))}" for c, s in columns if len(s) > 1
        ),
        "dots": "".join(f"M{_x(c)} {place(median(s))}h0" for c, s in columns),
        "gaps": "".join(
            f"M{_x(c)} 0V{(high - low) * _DECADE}" for c in sorted(set(strip.silent))
        ),
    }


def _x(column: int) -> float:
    return column * _PITCH + _PITCH / 2


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"
