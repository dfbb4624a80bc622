"""Many runs as one table, requirements × targets: what an aggregator asks of its operators.

A requirement that a run does not hold (another release, a narrowed run) is a gap, which is
none of the outcomes.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from conformance.report.fields import LEVELS, Level
from conformance.report.model import Report, Requirement
from conformance.report.reading import ReportError, read_report
from conformance.report.render import PAGE_NAME
from conformance.report.sentence import subject
from conformance.report.views import Standing, own_standing, reasons, tally


@dataclass(frozen=True)
class Target:
    """One run: a column."""

    name: str
    """The profile's name, with the folder's where two have the same."""
    report: Report
    page: str | None
    """Where its report.html is from the comparison, as a URL; None if there is none."""

    @property
    def subject(self) -> str:
        """Operator and environment."""
        return subject(self.report)

    @property
    def counts(self) -> dict[Standing, int]:
        """Its requirements by how they stand."""
        return tally(self.report.requirements)


@dataclass(frozen=True)
class Cell:
    """How a requirement stands at one target, and why it is not passed."""

    standing: Standing
    reason: str | None


@dataclass(frozen=True)
class Row:
    """A requirement at all targets, None where a run does not hold it."""

    id: str
    title: str
    level: Level
    api: str | None
    operation: str | None
    cells: tuple[Cell | None, ...]

    @property
    def differs(self) -> bool:
        """Whether it stands otherwise at one target than at another."""
        return len({cell.standing if cell else None for cell in self.cells}) > 1


@dataclass(frozen=True)
class Comparison:
    """All targets, and all requirements of any of them."""

    targets: tuple[Target, ...]
    rows: tuple[Row, ...]

    @property
    def apis(self) -> list[str]:
        """The APIs that rows belong to, in their order."""
        return list(dict.fromkeys(row.api for row in self.rows if row.api is not None))

    @property
    def levels(self) -> list[Level]:
        """The levels that rows have."""
        found = {row.level for row in self.rows}
        return [level for level in LEVELS if level in found]


def compared(places: Sequence[Path], folder: Path) -> Comparison:
    """Read runs and put them beside each other; `folder` is where the page will lie.

    Raises `ReportError` for a report of no use, and for one that is named twice.
    """
    _refuse_repetition(places)
    reports = [read_report(place) for place in places]
    names = _names(reports, places)
    targets = tuple(
        Target(name, report, _page(place, folder))
        for name, report, place in zip(names, reports, places, strict=True)
    )
    return Comparison(targets, tuple(_rows(reports)))


def _refuse_repetition(places: Sequence[Path]) -> None:
    twice = [
        place for place, times in Counter(p.resolve() for p in places).items() if times > 1
    ]
    if twice:
        raise ReportError(f"{twice[0]} is named twice: name each run once")


def _names(reports: Sequence[Report], places: Sequence[Path]) -> Iterator[str]:
    times = Counter(report.profile.name for report in reports)
    for report, place in zip(reports, places, strict=True):
        name = report.profile.name
        yield f"{name} ({_folder(place).name})" if times[name] > 1 else name


def _folder(place: Path) -> Path:
    return (place if place.is_dir() else place.parent).resolve()


def _page(place: Path, folder: Path) -> str | None:
    page = _folder(place) / PAGE_NAME
    if not page.is_file():
        return None
    return quote(Path(os.path.relpath(page, folder.resolve())).as_posix())


def _rows(reports: Sequence[Report]) -> Iterator[Row]:
    by_target = [{row.id: row for row in report.requirements} for report in reports]
    identifiers = dict.fromkeys(row.id for report in reports for row in report.requirements)
    rows = [_row(each, [rows.get(each) for rows in by_target]) for each in identifiers]
    places = _places(reports)
    yield from sorted(rows, key=lambda row: places.get((row.api, row.operation), len(places)))


def _places(reports: Sequence[Report]) -> dict[tuple[str | None, str | None], int]:
    """Return the turn of each operation; what holds for a whole API comes before them."""
    found: dict[tuple[str | None, str | None], None] = {}
    for api in (each for report in reports for each in report.target.apis):
        found |= dict.fromkeys((api.api, name) for name in (None, *api.operations))
    # An API whose operations came apart, because one target offers fewer, stays together.
    order = list(dict.fromkeys(api for api, _ in found))
    together = sorted(found, key=lambda place: order.index(place[0]))
    return {place: number for number, place in enumerate(together)}


def _row(identifier: str, found: Sequence[Requirement | None]) -> Row:
    first = next(each for each in found if each is not None)
    return Row(
        id=identifier,
        title=first.title,
        level=first.level,
        api=first.api,
        operation=first.operations[0] if first.api and len(first.operations) == 1 else None,
        cells=tuple(_cell(each) for each in found),
    )


def _cell(found: Requirement | None) -> Cell | None:
    if found is None:
        return None
    told = reasons(found) if found.outcome != "passed" else []
    return Cell(own_standing(found), told[0] if told else None)
