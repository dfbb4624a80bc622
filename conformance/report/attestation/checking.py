"""Signing a run's report, and checking afterwards what a statement proves about it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from conformance.report.attestation.envelope import NotProved, opened, sealed
from conformance.report.attestation.keys import key_id, private_key, public_key
from conformance.report.attestation.statement import (
    EXTENSION,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    AttestationError,
    content_of,
    last_day,
    statement,
)
from conformance.report.files import write_whole
from conformance.report.model import Report
from conformance.report.reading import FILE_NAME, read_report
from conformance.report.sentence import verdict_sentence
from conformance.report.text import one_line

STATEMENT_NAME = "statement.intoto.jsonl"
# A statement names every requirement once: some 60 kB with all that are bundled today.
_LONGEST = 16_000_000


@dataclass(frozen=True)
class Attested:
    """A statement that was written: where, with which result, and for how long."""

    path: Path
    result: str
    valid_until: date
    key: str


def attest(
    folder: Path, key_file: Path, valid_until: date | None, environment: Mapping[str, str]
) -> Attested:
    """Sign the report in `folder` and write the statement beside it.

    Raises AttestationError for a key or a report that can't be used, ReportError for a
    report that can't be read, OSError if `folder` can't be written.
    """
    key = private_key(key_file, environment)
    report = read_report(folder)
    until = valid_until or last_day(report)
    if until < report.finished_at.date():
        raise AttestationError(f"valid until {until}: that is before the run ended")
    made = statement(report, _digest(folder), until)
    path = folder / STATEMENT_NAME
    write_whole(path, sealed(made, key))
    return Attested(path, made["predicate"]["result"], until, key_id(key.public_key()))


def verify(file: Path, key_file: Path, folder: Path, today: date) -> str:
    """Return in one line what a statement proves.

    Raises NotProved where it does not hold: edited, another's key, expired, or about another
    report. Raises AttestationError or ReportError for what can't be read.
    """
    key = public_key(key_file)
    content = content_of(file, _LONGEST, "a statement")
    try:
        proved = _Claims(opened(content, key))
        proved.check_validity(today)
        proved.check_report(folder)
    except AttestationError as error:
        raise AttestationError(f"{file}: {error}") from None
    except NotProved as error:
        raise NotProved(f"{file}: not proved: {error}") from None
    report = read_report(folder)
    return (
        f"Proved: {key_id(key)} signed {proved.result} for this report, unchanged since,"
        f" valid until {proved.valid_until}. {verdict_sentence(report)}{_narrowed(report)}"
    )


def _narrowed(report: Report) -> str:
    """Say that a selection was tested: without it, the verdict reads as one on everything."""
    if report.selection is None:
        return ""
    options = one_line(", ".join(report.selection.options), 300)
    return f" Only a selection was tested: {options}"


class _Claims:
    """What a signed statement says."""

    def __init__(self, document: dict[str, Any]) -> None:
        kinds = (document.get("_type"), document.get("predicateType"))
        if kinds != (STATEMENT_TYPE, PREDICATE_TYPE):
            raise AttestationError(
                f"what was signed is {one_line(str(kinds[1]), 100)}, not {PREDICATE_TYPE}"
            )
        try:
            self.document = document
            self.result = str(document["predicate"]["result"])
            extension = document["predicate"][EXTENSION]
            self.valid_until = date.fromisoformat(extension["validUntil"])
            subjects = {each["name"]: each["digest"] for each in document["subject"]}
            self.digest = subjects[FILE_NAME]["sha256"]
        except (KeyError, TypeError, ValueError):
            raise AttestationError(
                "the statement lacks what attest writes: sign the report again"
            ) from None

    def check_validity(self, today: date) -> None:
        if today > self.valid_until:
            raise NotProved(f"it was valid until {self.valid_until}: ask for a newer one")

    def check_report(self, folder: Path) -> None:
        """Compare the file, and then what the statement says of it."""
        if _digest(folder) != self.digest:
            raise NotProved(
                f"the report in {folder} is not the one that was signed: it was edited, or is"
                " of another run"
            )
        due = statement(read_report(folder), self.digest, self.valid_until)
        if _essence(due) != _essence(self.document):
            raise NotProved("it says of the report what the report does not say")


def _essence(document: dict[str, Any]) -> Any:
    """Return what every release of the suite says of a report; the rest may grow."""
    predicate = document["predicate"]
    names = ("result", "passedTests", "warnedTests", "failedTests")
    verdict = predicate[EXTENSION].get("verdict")
    return document["subject"], [predicate.get(name) for name in names], verdict


def _digest(place: Path) -> str:
    """Digest the report as it lies there; one that can't be opened is told by its reader."""
    path = place / FILE_NAME if place.is_dir() else place
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        read_report(place)
        raise
