"""journal.ndjson: what a run has done so far, one JSON record a line, safe from a kill.

A finished case is in the file before the next begins; `run --resume` reads it back. The
report is made of this file alone, whether the run came to its end or not:

- `run`: the head. What is tested, against what, with which options; and the plan, every
  requirement with its cases as the report would show them if nothing were done.
- `exchange`: one exchange (`exchange`, redacted) with the judgements on it: `judged`, the ids
  of the requirements that its answer was held against, and `findings`, each {`requirement`,
  `operation`, `message`} (redacted). Written when the exchange is over, by the one process
  that numbers exchanges; numbers need not rise from line to line.
- `case`: one finished case, after all of its exchanges. A case that is done again, because it
  was interrupted, has another record, and the last one holds.
- `selection`: the ids of the cases that pytest's -k and -m left; only where they left some
  out.
- `end`: the run came to its end; `obstacle` says what kept it from all of its cases.

A resumed run appends another `run` record, without a plan, and goes on. Its exchanges are
numbered from where the journal left off.

Each record is handed to the operating system before the run goes on: a kill of the process
takes none of them. A crash of the machine may, up to what the system had not yet written.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from conformance.exchanges import Judgements, RedactedExchange
from conformance.outcomes import Outcome
from conformance.profile.settings import Deviation
from conformance.report.exchanges import Exchange
from conformance.report.fields import ExchangeNumber, Instant, Part, Seconds, Text, rfc3339
from conformance.report.lines_appended import LinesAppended
from conformance.report.model import (
    Environment,
    Profile,
    Requirement,
    ScenarioCoverage,
    Suite,
    Target,
)
from conformance.report.reading import ReportError, in_words

JOURNAL_SCHEMA: Literal[2] = 2


class Plan(Part):
    """What a run means to do, as its report would show it if nothing were done."""

    requirements: tuple[Requirement, ...] = Field(description="With all of their cases.")
    scenario_coverage: tuple[ScenarioCoverage, ...] = Field(description="Of these.")
    deviations: tuple[Deviation, ...] = Field(description="What the profile admits.")
    deviating: dict[Text, tuple[Text, ...]] = Field(
        default={}, description="Requirement of a deviation: all its cases, selected or not."
    )
    remarks: tuple[Text, ...] = Field(default=(), description="What the verdict rests on.")


class RunRecord(Part):
    """The head of a run; a resumed run writes another, without a plan."""

    record: Literal["run"] = Field(default="run", description="Kind of the record.")
    schema_version: Literal[2] = Field(alias="schema", description="Version of the journal.")
    suite: Suite = Field(description="The software that tests.")
    profile: Profile = Field(description="The profile that describes the target.")
    target: Target = Field(description="The deployment under test.")
    started_at: Instant = Field(description="Start of the run (RFC 3339, UTC).")
    seed: Annotated[int, Field(strict=True)] = Field(description="Seed of generated requests.")
    options: dict[str, Any] = Field(description="The command line's options.")
    environment: Environment = Field(description="What the suite runs on.")
    plan: Plan | None = Field(description="What is to be done; null in a resumed run.")


class Finding(Part):
    """What was found wrong with one exchange."""

    requirement: Text = Field(description="Id of the requirement that does not hold.")
    operation: Text = Field(description="<api>.<operation> that answered.")
    message: Text = Field(description="What is wrong, redacted.")


class ExchangeRecord(Part):
    """One exchange, written when its response is read, and what was found wrong with it."""

    record: Literal["exchange"] = Field(default="exchange", description="Kind of the record.")
    exchange: Exchange = Field(description="The exchange, redacted.")
    judged: tuple[Text, ...] = Field(default=(), description="Requirements looked at.")
    findings: tuple[Finding, ...] = Field(default=(), description="What is wrong with it.")


class CaseRecord(Part):
    """One finished case."""

    record: Literal["case"] = Field(default="case", description="Kind of the record.")
    requirement: Text = Field(description="Id of the requirement that it carries.")
    case: Text = Field(description="The case's id.")
    outcome: Outcome = Field(description="What became of it.")
    reason: Text | None = Field(description="Why it is not passed; null if it is.")
    seconds: Seconds = Field(description="Duration in seconds.")
    exchanges: tuple[ExchangeNumber, ...] = Field(description="Numbers of its exchanges.")


class SelectionRecord(Part):
    """The cases of the plan that pytest's own selection left."""

    record: Literal["selection"] = Field(
        default="selection", description="Kind of the record."
    )
    cases: tuple[Text, ...] = Field(description="Ids of the cases.")


class EndRecord(Part):
    """The end of a run; a killed or interrupted one has none."""

    record: Literal["end"] = Field(default="end", description="Kind of the record.")
    finished_at: Instant = Field(description="End of the run (RFC 3339, UTC).")
    complete: bool = Field(default=True, description="false where the suite broke down.")
    obstacle: Text | None = Field(default=None, description="What kept it from going on.")


Record = RunRecord | ExchangeRecord | CaseRecord | SelectionRecord | EndRecord
_RECORD: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="record")])


@dataclass(frozen=True)
class Placed:
    """A record and where its line lies in the file, in bytes."""

    record: Record
    offset: int
    length: int


class JournalWriter:
    """Appends records to a journal; a context manager, usable from several threads.

    Raises what `LinesAppended` raises.
    """

    def __init__(self, path: Path) -> None:
        self._lines = LinesAppended(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, record: Record) -> None:
        """Append `record`. Raises OSError if the disk is full, ValueError after closing."""
        self._lines.append(record.model_dump_json(by_alias=True).encode())

    def write_exchange(self, exchange: RedactedExchange, judgements: Judgements) -> None:
        """Append an `ExchangeRecord`; raises what `write` raises."""
        self._lines.append(_exchange_line(exchange, judgements))

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._lines.close()


def _exchange_line(exchange: RedactedExchange, judgements: Judgements) -> bytes:
    # By hand: through the model it costs as much as all else that recording does. What the
    # recorder redacted is storable; a test holds this against the model.
    document = {
        "record": "exchange",
        "exchange": {**vars(exchange), "started_at": rfc3339(exchange.started_at)},
        "judged": judgements.judged,
        "findings": judgements.findings,
    }
    return to_json(document)


def read_journal(path: Path) -> Iterator[Record]:
    """Yield the records of a journal in the order written; see `read_placed`."""
    return (placed.record for placed in read_placed(path))


def read_placed(path: Path) -> Iterator[Placed]:
    """Yield the records of a journal in the order written, each with its place.

    A last line without its end is what a kill leaves behind: it is passed over. Raises
    ReportError for a missing file, for any other line that holds no record, and for a file
    that another or a newer program wrote.
    """
    try:
        with path.open("rb") as lines:
            offset = 0
            for number, line in enumerate(lines, 1):
                if line.endswith(b"\n"):
                    if number == 1:
                        _check_schema(path, line)
                    yield Placed(_record(path, number, line), offset, len(line))
                offset += len(line)
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from None


def has_records(path: Path) -> bool:
    """Tell whether a journal is there and holds at least one whole line."""
    try:
        with path.open("rb") as lines:
            return lines.readline().endswith(b"\n")
    except OSError:
        return False


def exchange_of(line: bytes) -> Exchange:
    """Return the exchange of one line of a journal that has been read before."""
    return ExchangeRecord.model_validate_json(line).exchange


def _check_schema(path: Path, line: bytes) -> None:
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("record") != "run":
        raise ReportError(f"{path}: does not begin as a run's journal does: run again")
    version = head.get("schema")
    if version == JOURNAL_SCHEMA and type(version) is int:
        return
    if type(version) is int and version > JOURNAL_SCHEMA:
        raise ReportError(
            f"{path}: is of schema {version}, this release reads schema {JOURNAL_SCHEMA}:"
            " upgrade camara-conformance"
        )
    raise ReportError(
        f"{path}: schema is {ascii(version)[:60]}, not {JOURNAL_SCHEMA}: go on with the"
        " release that wrote it, or run again"
    )


def _record(path: Path, number: int, line: bytes) -> Record:
    try:
        return _RECORD.validate_json(line)
    except ValidationError as error:
        raise ReportError(
            f"{path}, line {number}: {in_words(error)}: remove this line to go on without it"
        ) from None
