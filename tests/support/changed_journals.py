"""Ways in which a journal is that of another run, or of none, and how each is refused."""

import json
import os
from collections.abc import Callable
from pathlib import Path


def changed_head(**members: object) -> Callable[[Path], None]:
    """Return what changes members of a journal's head."""

    def change(out: Path) -> None:
        path = out / "journal.ndjson"
        first, rest = path.read_bytes().split(b"\n", 1)
        path.write_bytes(json.dumps(json.loads(first) | members).encode() + b"\n" + rest)

    return change


def changed_line(said: str, instead: str) -> Callable[[Path], None]:
    """Return what replaces a text wherever it stands in a journal."""

    def change(out: Path) -> None:
        path = out / "journal.ndjson"
        path.write_text(path.read_text().replace(said, instead))

    return change


CHANGES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "suite": (
        changed_head(suite={"name": "camara-conformance", "version": "0.0.1"}),
        ("can't be gone on with: release 0.0.1 began it",),
    ),
    "profile": (
        changed_line('"sha256":"', '"sha256":"0'),
        ("journal.ndjson", "line 1: run.profile.sha256"),
    ),
    "plan": (
        changed_line("/two-legged", "/four-legged"),
        ("is planned otherwise by now",),
    ),
    "options": (
        changed_head(options={"colour": "blue"}),
        ("the journal's options", "colour"),
    ),
    "schema": (changed_head(schema=99), ("of schema 99", "upgrade camara-conformance")),
    "case": (
        changed_line('"record":"case","requirement":"', '"record":"case","requirement":"x.'),
        ("stands in no plan of this run",),
    ),
    "numbers": (changed_line('"n":2,', '"n":1,'), ("journal.ndjson",)),
    "line": (changed_line('"record":"case"', '"record":"cause"'), ("Input tag 'cause'",)),
    "empty": (lambda out: os.truncate(out / "journal.ndjson", 0), ("run again",)),
    "nothing": (lambda out: (out / "journal.ndjson").unlink(), ("holds no journal.ndjson",)),
}
