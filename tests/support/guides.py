"""Pages of `docs/`: what they show, and one shell that does what they say."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.command import LONGEST_SECONDS, environment

DOCS = Path(__file__).parents[2] / "docs"
_FENCE = re.compile(r"```(\w+)")
# A page has about ten commands.
_LONGEST_PAGE_SECONDS = 5 * LONGEST_SECONDS
# Ends a block's output; no command here prints it.
_END = "\x1e"


@dataclass
class Step:
    """One block of commands, and the lines that the page shows of its output."""

    commands: str
    shown: list[str] = field(default_factory=list)


def steps(page: str) -> list[Step]:
    """Return the `sh` blocks of a page in their order, each with the `text` after it."""
    found: list[Step] = []
    language = ""
    block: list[str] = []
    for line in (DOCS / page).read_text("utf-8").splitlines():
        if line == "```":
            _close(found, language, block)
            language, block = "", []
        elif language:
            block.append(line)
        elif fence := _FENCE.fullmatch(line):
            language = fence[1]
    return found


def _close(found: list[Step], language: str, block: list[str]) -> None:
    if language == "sh":
        found.append(Step("\n".join(block)))
    elif language == "text":
        found[-1].shown = block


def outputs(todo: list[Step], cwd: Path, variables: Mapping[str, str]) -> list[str]:
    """Do all steps in one shell, as a reader would; return what each printed.

    AssertionError if a command fails that the page does not say fails.
    """
    script = "\n".join(f"{step.commands}\nprintf '{_END}'" for step in todo)
    own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=cwd,
        env=environment({**own, **variables}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_LONGEST_PAGE_SECONDS,
        check=False,
    )
    printed = done.stdout.split(_END)
    assert done.returncode == 0, f"{todo[len(printed) - 1].commands}\n{printed[-1]}"
    return printed[:-1]


def missing(shown: list[str], printed: str) -> list[str]:
    """Return what is shown and was not printed in this order; figures may differ."""
    lines = iter([_shape(line) for line in printed.splitlines()])
    return [told for told in shown if not any(_shape(told) in line for line in lines)]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "N", " ".join(line.split()))
