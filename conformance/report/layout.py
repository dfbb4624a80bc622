"""How report.json lies on the disk: all else first, then the exchanges, one a line.

So that it can be written and read without holding the exchanges. Another program's layout of
the same document is no error; it is only read at once.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from conformance.report.model import Report

_OPENS = b' "exchanges": [\n'
_CLOSES = b" ]\n}\n"
_INDENT = 2
# Stands for the exchanges in what is parsed without them; no document of ours holds it.
ELSEWHERE = "one a line, below"


@dataclass(frozen=True)
class Line:
    """One exchange of the file: where it begins, in bytes, and its text."""

    offset: int
    text: bytes


class NotLaidOut(Exception):
    """A file that does not lie as `pieces` lays it."""


def pieces(report: Report) -> Iterator[str]:
    """Yield the text of report.json: one member or value a line, but an exchange a line."""
    document = report.model_dump(mode="json", by_alias=True, exclude={"exchanges"})
    packages = document["environment"]["packages"]
    document["environment"]["packages"] = dict(sorted(packages.items()))
    yield json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield ',\n "exchanges": ['
    between = "\n  "
    for exchange in report.exchanges:
        yield between + exchange.model_dump_json()
        between = ",\n  "
    yield "\n ]\n}\n" if report.exchanges else "]\n}\n"


def head(file: BinaryIO) -> str:
    """Return the text before the exchanges as a document of its own.

    Where they were it says `ELSEWHERE`. Raises `NotLaidOut`, UnicodeDecodeError and OSError.
    """
    read = bytearray()
    for line in file:
        if line == _OPENS:
            return f'{read.decode()}"exchanges": "{ELSEWHERE}"}}'
        read += line
    raise NotLaidOut


def lines(file: BinaryIO) -> Iterator[Line]:
    """Yield the exchanges that follow the head; raises `NotLaidOut` and OSError."""
    offset, more = file.tell(), True
    for line in file:
        if line.startswith(b" ]"):
            if more or line + file.read(len(_CLOSES)) != _CLOSES:
                raise NotLaidOut
            return
        if not more or line[:_INDENT].strip():
            raise NotLaidOut
        text = line[_INDENT:].rstrip(b"\n")
        more = text.endswith(b",")
        yield Line(offset + _INDENT, text.removesuffix(b","))
        offset += len(line)
    raise NotLaidOut
