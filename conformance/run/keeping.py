"""The journal of a run, and what happens when it can't be written any more."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Self

import pytest

from conformance.exchanges import Judgements, RedactedExchange
from conformance.report.journal import JournalWriter, Record, RunRecord
from conformance.run.errors import Unusable


class RunJournal:
    """Writes records; a full disk ends the run, and leaving then raises `Unusable`.

    A run that goes on without its journal would test a provider for nothing. Entering raises
    `Unusable`, too, for a journal that can't be written or that another run is writing.
    """

    def __init__(self, path: Path, head: RunRecord) -> None:
        self._path = path
        self._head = head
        self._lost: OSError | None = None

    def __enter__(self) -> Self:
        try:
            self._writer = JournalWriter(self._path)
            self._writer.write(self._head)
        except BlockingIOError:
            raise Unusable(
                f"{self._path} is being written by another run: wait for its end, or stop it"
            ) from None
        except OSError as error:
            raise self._unwritten(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._writer.close()
        except OSError as unwritten:
            self._lost = unwritten
        if self._lost is not None:
            raise self._unwritten(self._lost) from self._lost

    def write(self, record: Record) -> None:
        """Append a record; ends the run of pytest where that can't be done."""
        self._attempt(lambda: self._writer.write(record))

    def write_exchange(self, exchange: RedactedExchange, judgements: Judgements) -> None:
        """Append an exchange; ends the run of pytest where that can't be done."""
        self._attempt(lambda: self._writer.write_exchange(exchange, judgements))

    def _attempt(self, write: Callable[[], None]) -> None:
        if self._lost is not None:
            self._stop()
        try:
            write()
        except OSError as error:
            self._lost = error
            self._stop()

    def _stop(self) -> NoReturn:
        # pytest turns it into an orderly end; no test and no hook takes it for a failure.
        pytest.exit("the journal can't be written")

    def _unwritten(self, error: OSError) -> Unusable:
        return Unusable(
            f"{self._path} can't be written ({error.strerror}): what was recorded until then "
            f"is kept; make room and go on with run --resume {self._path.parent}, or run "
            "again with another --output"
        )
