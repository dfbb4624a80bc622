"""What a journal holds, sorted by kind; its exchanges stay where they are."""

from datetime import datetime
from pathlib import Path

from conformance.outcomes import INTERRUPTED
from conformance.report.exchanges import Exchange
from conformance.report.journal import (
    CaseRecord,
    EndRecord,
    ExchangeRecord,
    Placed,
    Plan,
    RunRecord,
    SelectionRecord,
    exchange_of,
    read_placed,
)
from conformance.report.on_disk import OnDisk
from conformance.report.reading import ReportError


class Kept:
    """A journal read through.

    Raises ReportError for a journal that can't be read, holds no run, or was put together
    from pieces that don't belong together.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._exchanges: OnDisk[Exchange] | None = None
        self._last_sign: datetime | None = None
        self._plan: Plan | None = None
        self.heads: list[RunRecord] = []
        self.cases: dict[str, CaseRecord] = {}
        self.selected: frozenset[str] | None = None
        """Ids of the cases that -k and -m left, None where they left all."""
        self.end: EndRecord | None = None
        for placed in read_placed(path):
            self._take(placed)
        self._refuse_what_cannot_be()

    @property
    def head(self) -> RunRecord:
        """What the run began with."""
        return self.heads[0]

    @property
    def plan(self) -> Plan:
        """What the run meant to do."""
        assert self._plan is not None, "a journal without one is refused"
        return self._plan

    @property
    def exchanges(self) -> OnDisk[Exchange]:
        """Every exchange, in the order of their numbers."""
        if self._exchanges is None:
            self._exchanges = OnDisk(self._path, exchange_of)
        return self._exchanges

    @property
    def done(self) -> frozenset[str]:
        """Ids of the cases that need not be carried out again."""
        return frozenset(
            case.case for case in self.cases.values() if case.reason != INTERRUPTED
        )

    @property
    def finished_at(self) -> datetime:
        """When the run ended, or last gave a sign of life."""
        if self.end is not None:
            return self.end.finished_at
        return max(self._last_sign or self.head.started_at, self.head.started_at)

    def _take(self, placed: Placed) -> None:
        record = placed.record
        if isinstance(record, ExchangeRecord):
            self.exchanges.place(record.exchange.n, placed.offset, placed.length)
            self._last_sign = record.exchange.started_at
        elif isinstance(record, CaseRecord):
            self.cases[record.case] = record
        elif isinstance(record, RunRecord):
            self.heads.append(record)
            self._plan, self.end = self._plan or record.plan, None
        elif isinstance(record, SelectionRecord):
            self.selected = frozenset(record.cases)
        else:
            self.end = record

    def _refuse_what_cannot_be(self) -> None:
        if not self.heads:
            raise ReportError(f"{self._path}: holds no run yet: run again")
        if self._plan is None:
            raise ReportError(f"{self._path}, line 1: holds no plan: run again")
        self.exchanges.sort()
        planned = {case.id: row.id for row in self._plan.requirements for case in row.cases}
        for case in self.cases.values():
            if planned.get(case.case) != case.requirement:
                raise ReportError(
                    f"{self._path}: case {case.case!a} of {case.requirement!a} stands in no"
                    " plan of this run: the journal was edited; run again"
                )
