"""Reading and writing report.json, with an error in words for every way it can be wrong.

Exchanges stay in the file where it lies as this suite lays it out; see `layout`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from conformance.report.due_verdict import is_due
from conformance.report.exchanges import Exchange
from conformance.report.files import writing_whole
from conformance.report.layout import ELSEWHERE, NotLaidOut, head, lines, pieces
from conformance.report.model import SCHEMA, Report
from conformance.report.on_disk import OnDisk

FILE_NAME = "report.json"
JOURNAL_NAME = "journal.ndjson"

# More than a handful of complaints about one file says no more than the first few.
_SHOWN = 5


class ReportError(Exception):
    """A report or journal is of no use; the message names file, place and cure."""


def read_report(place: Path) -> Report:
    """Read report.json from a run's folder, or the file itself.

    Raises ReportError if it is missing, cut short, no JSON, of a newer schema, or does not
    hold what report.schema.json asks for, or contradicts itself.
    """
    path = place / FILE_NAME if place.is_dir() else place
    report = _left_on_disk(path) or _read_at_once(path)
    if not is_due(report.verdict, report.requirements):
        wrong = f"verdict {report.verdict} does not agree with the requirements"
        raise ReportError(f"{path}: {wrong}: {_again()}")
    return report


def _left_on_disk(path: Path) -> Report | None:
    """Read a report without keeping its exchanges; None for any that is not ours or not well.

    What is wrong with such a one is found, and said, by who reads it at once.
    """
    try:
        with path.open("rb") as file:
            document = _parsed(path, head(file))
            _check_schema(path, document)
            if document.get("exchanges") != ELSEWHERE:
                return None
            exchanges = OnDisk(path, Exchange.model_validate_json)
            for line in lines(file):
                exchange = Exchange.model_validate(_parsed(path, line.text.decode()))
                exchanges.place(exchange.n, line.offset, len(line.text))
        return Report.model_validate(document | {"exchanges": exchanges})
    except (OSError, UnicodeDecodeError, ReportError, NotLaidOut, ValidationError):
        return None


def _read_at_once(path: Path) -> Report:
    document = _parsed(path, _text(path))
    _check_schema(path, document)
    try:
        return Report.model_validate(document)
    except ValidationError as error:
        raise ReportError(f"{path}: {in_words(error)}") from None


def write_report(report: Report, folder: Path) -> Path:
    """Write `report` as report.json into `folder`, made if absent, and return its path.

    One member, value or exchange a line, so that two runs can be compared with an ordinary
    diff.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    with writing_whole(path) as file:
        for piece in pieces(report):
            file.write(piece.encode("utf-8", "backslashreplace"))
    return path


def in_words(error: ValidationError) -> str:
    """Say where in the document a model found something wrong, and what."""
    details = error.errors(include_url=False, include_context=False)
    lines = [_one_in_words(detail) for detail in details[:_SHOWN]]
    if len(details) > _SHOWN:
        lines.append(f"and {len(details) - _SHOWN} more")
    return "; ".join(lines)


def _one_in_words(detail: ErrorDetails) -> str:
    place = ""
    for step in detail["loc"]:
        place += f"[{step}]" if isinstance(step, int) else f".{step}"
    message = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "extra_forbidden":
        message = "this member is unknown here; remove it"
    elif detail["type"] == "missing":
        message = "this member is missing"
    elif detail["type"] != "value_error":
        message += f", not {_shortened(detail['input'])}"
    return f"{place.lstrip('.') or 'the report'}: {message}"


def _shortened(value: Any) -> str:
    spelled = ascii(value)
    return spelled if len(spelled) <= 60 else spelled[:57] + "..."


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise ReportError(_missing(path)) from None
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise ReportError(_cut_short(path)) from None
        raise ReportError(f"{path}: byte {error.start} is not UTF-8: {_again()}") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from None


def _missing(path: Path) -> str:
    if path.with_name(JOURNAL_NAME).exists():
        return f"{path} is missing, its journal is there: finish that run with run --resume"
    return f"{path} is missing: name the folder that a run wrote with --output"


def _cut_short(path: Path) -> str:
    return f"{path} is cut short: {_again()}"


def _again() -> str:
    return "copy it again from where the run wrote it, or run again"


def _parsed(path: Path, text: str) -> dict[str, Any]:
    """Parse strictly: no NaN, no member twice, an object at the top."""
    try:
        document = json.loads(
            text, parse_constant=_refused_number(path), object_pairs_hook=_members(path)
        )
    except json.JSONDecodeError as error:
        raise ReportError(_not_json(path, text, error)) from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits, thousands of nested brackets: nothing we ever write.
        raise ReportError(f"{path}: holds JSON that no report holds: {_again()}") from None
    if not isinstance(document, dict):
        raise ReportError(f"{path}: is JSON, but no report: {_again()}")
    return document


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> str:
    written = text.strip()
    # Ours is an object: a beginning without its end was cut, anything else was never ours.
    if written.startswith("{") and (error.pos >= len(text.rstrip()) or written[-1] != "}"):
        return _cut_short(path)
    place = f"{path}, line {error.lineno}, column {error.colno}"
    return f"{place}: not JSON ({error.msg}): {_again()}"


def _refused_number(path: Path) -> Callable[[str], NoReturn]:
    def refuse(name: str) -> NoReturn:
        raise ReportError(f"{path}: holds {name}, which is no JSON number: {_again()}")

    return refuse


def _members(path: Path) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Refuse a member that stands twice: readers differ in which of the two they believe."""

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ReportError(f"{path}: member {_shortened(twice)} stands twice: {_again()}")
        return members

    return collect


def _check_schema(path: Path, document: dict[str, Any]) -> None:
    version = document.get("schema")
    if type(version) is int and version > SCHEMA:
        raise ReportError(
            f"{path}: is of schema {version}, this release reads schema {SCHEMA}:"
            " upgrade camara-conformance"
        )
    if version != SCHEMA or isinstance(version, bool):
        raise ReportError(
            f"{path}: schema is {_shortened(version)}, not {SCHEMA}:"
            " it is no report of this suite"
        )
