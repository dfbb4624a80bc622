"""How far a run is: a bar on a terminal, a line now and then in a pipe."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from conformance.console.weighing import Weight
from conformance.outcomes import CaseResult
from conformance.report.text import one_line
from conformance.tokens.terminal import giving_way

_LINES_BETWEEN = 50
_REASON_CHARACTERS = 160


class RunProgress:
    """Shows each case that went wrong, and how many are done."""

    def __init__(self, title: str, total: int, weights: Mapping[str, Weight]) -> None:
        """`weights`: what the failure of a requirement counts for, by its id."""
        self._title = title
        self._total = total
        self._weights = weights
        self._done = 0
        self._bar: Progress | None = None
        self._way = ExitStack()
        self._last_error: str | None = None

    def __enter__(self) -> Self:
        console = Console()
        if console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bar = Progress(
                *columns, TimeElapsedColumn(), console=console, transient=True
            )
            self._bar.add_task(self._title, total=self._total)
            self._bar.start()
            self._way.enter_context(giving_way(self._bar.stop, self._bar.start))
        else:
            self._line(f"{self._title}: {self._total} case{'' if self._total == 1 else 's'}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._way.close()
        if self._bar is not None:
            self._bar.stop()

    def case(self, result: CaseResult) -> None:
        """Count a finished case, and show it if it went wrong."""
        self._done += 1
        if result.outcome == "failed":
            self._wrong(result, self._weights.get(result.requirement, Weight()))
        elif result.outcome == "error":
            self._wrong(result, Weight("error"))
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])
        elif self._done % _LINES_BETWEEN == 0:
            self._line(f"{self._done} of {self._total} cases")

    def _wrong(self, result: CaseResult, weight: Weight) -> None:
        remark = f" ({weight.remark})" if weight.remark else ""
        self._line(f"{weight.word:<7} {result.case}: {self._reason(result)}{remark}")

    def _reason(self, result: CaseResult) -> str:
        """Return why; of errors once: a token endpoint that is down breaks every case.

        A failure says it each time, as workers finish in another order in each run.
        """
        if result.outcome == "error":
            again, self._last_error = self._last_error == result.reason, result.reason
            if again:
                return "as before"
        return one_line(result.reason or "", _REASON_CHARACTERS)

    def _line(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stdout, flush=True)  # noqa: T201 - a pipe wants plain lines
