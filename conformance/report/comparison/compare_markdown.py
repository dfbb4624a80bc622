"""Several runs in Markdown: their verdicts, and the requirements that are not passed by all.

Texts of targets and profiles stand in code spans, a bar in them escaped: it would end a cell.
"""

from collections.abc import Iterator, Sequence

from conformance.report.comparison.compare import Comparison, Row, Target
from conformance.report.inert import code
from conformance.report.views import LABELS, Standing

# GitHub refuses a comment of more than 65,536 characters; what is cut is said.
_LONGEST = 60_000
_NAME = 100
# What a reader looks for in a column, at a glance.
_SIGNS: dict[Standing, str] = {
    "passed": "✓",
    "failed": "**✗**",
    "error": "!",
    "excused": "deviates",
    "warning": "warning",
    "note": "note",
    "not-offered": "–",
    "not-testable": "?",
}
_GAP = " "


def markdown_table(found: Comparison) -> str:
    """Render the comparison."""
    parts = [
        "## Requirements × targets",
        "\n".join(_targets(found.targets)),
        "\n".join(_bounded(_requirements(found))),
        "Legend: "
        + ", ".join(f"{sign} {LABELS[name]}" for name, sign in _SIGNS.items())
        + ", blank: not in that run",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _targets(targets: Sequence[Target]) -> Iterator[str]:
    columns: tuple[Standing, ...] = ("passed", "failed", "warning", "excused", "not-testable")
    names = (LABELS[name] for name in columns)
    yield f"| # | Target | Releases | Verdict | {' | '.join(names)} |"
    yield "| ---: | --- | --- | --- |" + " ---: |" * len(columns)
    for number, target in enumerate(targets, 1):
        counts = " | ".join(str(target.counts.get(name, 0)) for name in columns)
        yield (
            f"| {number} | {_code(target.name)} | {_releases(target)} | "
            f"{_verdict(target)} | {counts} |"
        )


def _verdict(target: Target) -> str:
    return target.report.verdict + ("" if target.report.complete else ", unfinished")


def _releases(target: Target) -> str:
    return ", ".join(_code(f"{api.api} {api.release}") for api in target.report.target.apis)


def _requirements(found: Comparison) -> Iterator[str]:
    open_rows = [row for row in found.rows if not _passed_by_all(row)]
    passed = len(found.rows) - len(open_rows)
    if open_rows:
        numbers = " | ".join(str(each) for each in range(1, len(found.targets) + 1))
        yield f"| Requirement | Level | {numbers} |"
        yield "| --- | --- |" + " :---: |" * len(found.targets)
    for row in open_rows:
        cells = " | ".join(_SIGNS[cell.standing] if cell else _GAP for cell in row.cells)
        yield f"| {_code(row.id)} | {row.level} | {cells} |"
    yield ""
    yield f"{passed} of {len(found.rows)} requirements are passed by all."


def _passed_by_all(row: Row) -> bool:
    return all(cell is not None and cell.standing == "passed" for cell in row.cells)


def _bounded(lines: Iterator[str]) -> Iterator[str]:
    left, dropped = _LONGEST, 0
    for line in lines:
        left -= len(line) + 1
        dropped += left < 0
        if left >= 0:
            yield line
    if dropped:
        yield f"\n{dropped} more lines: see the page that `compare` writes"


def _code(text: str) -> str:
    return code(text, _NAME).replace("|", "\\|")
