"""The journal of a run, and what happens when it can't be written any more."""

from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

import pytest

from conformance.report.journal import JournalWriter, Record, RunRecord
from conformance.run.errors import Unusable


class RunJournal:
    """Writes records; a full disk ends the run, and leaving then raises `Unusable`.

    A run that goes on without its journal would test a provider for nothing.
    """

    def __init__(self, path: Path, head: RunRecord) -> None:
        self._path = path
        self._head = head
        self._lost: OSError | None = None

    def __enter__(self) -> Self:
        self._writer = JournalWriter(self._path)
        self.write(self._head)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._writer.close()
        except OSError as unwritten:
            self._lost = unwritten
        if self._lost is not None:
            raise Unusable(
                f"{self._path} can't be written ({self._lost.strerror}): what was recorded "
                "until then is kept; make room, or name another --output, and run again"
            ) from self._lost

    def write(self, record: Record) -> None:
        """Append a record; ends the run of pytest where that can't be done."""
        if self._lost is not None:
            self._stop()
        try:
            self._writer.write(record)
        except OSError as error:
            self._lost = error
            self._stop()

    def _stop(self) -> NoReturn:
        # pytest turns it into an orderly end; no test and no hook takes it for a failure.
        pytest.exit("the journal can't be written")
