"""Whatever a target does, a run ends, says what is wrong, and harms nobody."""

import re
from pathlib import Path

import pytest

from tests.hostile.contents import CONTENTS, SCRIPT
from tests.hostile.running import LATER, MISBEHAVIOURS, MISTREATED, run_against
from tests.hostile.server import hostile_server

# The answer is right, or what is wrong with it is nothing that a client may complain of.
_HARMLESS = frozenset(
    {
        "two-answers-to-one-request",
        "injects-into-the-correlator",
        "escapes-in-a-header",
        "script-in-a-header",
        "5000-cookies",
        "byte-order-mark",
        "utf-16",
    }
)
# HTTP as HTTP has it, however strange: what came can be judged.
_JUDGED_THOUGH_STRANGE = frozenset(
    {
        "ten-thousand-headers",
        "status-999",
        "bare-line-feeds",
        "folded-header",
        "length-too-short",
        "chunked-and-a-length",
        "body-without-end",
        "body-of-100-megabytes",
        "gzip-bomb",
        "gzip-within-gzip",
        "no-gzip-after-all",
        "deflate-cut-short",
        "unknown-encoding",
    }
)
_JUDGED = ("redirects-", "refreshes-", "alternative-")
# Obeyed, so that nothing more is asked of it.
_LEFT_ALONE = frozenset({"waits-a-century"})
# What a terminal, an XML parser or a log viewer acts on instead of showing it.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_CONTROL_IN_DATA = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DATA = (".json", ".ndjson", ".har", ".sarif", ".jsonl")


def expected(name: str) -> str:
    """Return the outcome of the requirement that is mistreated."""
    if name in _HARMLESS:
        return "passed"
    if name in _LEFT_ALONE:
        return "error"
    judged = name in _JUDGED_THOUGH_STRANGE or name.startswith(_JUDGED)
    return "failed" if judged or name in CONTENTS else "error"


@pytest.mark.parametrize("name", MISBEHAVIOURS)
def test_run_survives(name: str, tmp_path: Path) -> None:
    """The right outcome, later cases unharmed, nobody elsewhere asked, nothing carried out."""
    with hostile_server(MISBEHAVIOURS[name]) as server:
        survived = run_against(server, tmp_path)

    assert survived.outcome(MISTREATED) == expected(name)
    assert survived.outcome(LATER) == ("error" if name in _LEFT_ALONE else "passed")
    assert server.elsewhere == []
    assert survived.said.code in (0, 1, 3)
    assert "Traceback" not in survived.said.out + survived.said.err
    for line in survived.said.lines:
        assert not _CONTROL.search(line)
        assert not line.startswith(("::", "##"))
    for file, text in survived.texts().items():
        acted_on = _CONTROL_IN_DATA if file.endswith(_DATA) else _CONTROL
        assert not acted_on.search(text), file
    assert SCRIPT not in survived.texts()["report.html"]
