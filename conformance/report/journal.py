"""journal.ndjson: what a run has done so far, one JSON record a line, safe from a kill.

A finished case is on the disk before the next begins; `run --resume` reads it back.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError

from conformance.outcomes import Outcome
from conformance.report.fields import ExchangeNumber, Instant, Seconds, Text
from conformance.report.model import Environment, Exchange, Part, Profile, Suite, Target
from conformance.report.reading import ReportError, in_words


class RunRecord(Part):
    """The head of a run; a resumed run writes another."""

    record: Literal["run"] = Field(default="run", description="Kind of the record.")
    schema_version: Literal[1] = Field(alias="schema", description="Version of the report.")
    suite: Suite = Field(description="The software that tests.")
    profile: Profile = Field(description="The profile that describes the target.")
    target: Target = Field(description="The deployment under test.")
    started_at: Instant = Field(description="Start of the run (RFC 3339, UTC).")
    seed: Annotated[int, Field(strict=True)] = Field(description="Seed of generated requests.")
    environment: Environment = Field(description="What the suite runs on.")


class ExchangeRecord(Part):
    """One exchange, written when its response is read."""

    record: Literal["exchange"] = Field(default="exchange", description="Kind of the record.")
    exchange: Exchange = Field(description="The exchange, redacted.")


class CaseRecord(Part):
    """One finished case."""

    record: Literal["case"] = Field(default="case", description="Kind of the record.")
    requirement: Text = Field(description="Id of the requirement that it carries.")
    case: Text = Field(description="The case's id.")
    outcome: Outcome = Field(description="What became of it.")
    reason: Text | None = Field(description="Why it is not passed; null if it is.")
    seconds: Seconds = Field(description="Duration in seconds.")
    exchanges: tuple[ExchangeNumber, ...] = Field(description="Numbers of its exchanges.")


class EndRecord(Part):
    """The orderly end of a run; a killed one has none."""

    record: Literal["end"] = Field(default="end", description="Kind of the record.")
    finished_at: Instant = Field(description="End of the run (RFC 3339, UTC).")


Record = RunRecord | ExchangeRecord | CaseRecord | EndRecord
_RECORD: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="record")])


class JournalWriter:
    """Appends records to a journal; a context manager, usable from several threads.

    A line that an earlier run left unfinished is taken away first, or the next record would
    continue it. Raises OSError if the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        _drop_unfinished_line(path)
        self._file = path.open("ab")
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, record: Record) -> None:
        """Append `record`. Raises OSError if the disk is full, ValueError after closing."""
        line = record.model_dump_json(by_alias=True).encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()
            # An exchange lost in a power cut is repeated with its case; a case is not.
            if isinstance(record, CaseRecord):
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock:
            self._file.close()


def read_journal(path: Path) -> Iterator[Record]:
    """Yield the records of a journal in the order written.

    A last line without its end is what a kill leaves behind: it is passed over. Raises
    ReportError for a missing file and for any other line that holds no record.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.endswith(b"\n"):
                    yield _record(path, number, line)
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from None


def _record(path: Path, number: int, line: bytes) -> Record:
    try:
        return _RECORD.validate_json(line)
    except ValidationError as error:
        raise ReportError(
            f"{path}, line {number}: {in_words(error)}: remove this line to go on without it"
        ) from None


def _drop_unfinished_line(path: Path) -> None:
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = 0
        for line in file:
            end += len(line) if line.endswith(b"\n") else 0
        file.truncate(end)
