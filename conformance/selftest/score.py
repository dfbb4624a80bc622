"""The published score: a small file that is committed, and the README's words for it.

`python -m conformance.selftest.score DIR` takes the result of a self-test into both. A result
of a few faults replaces just those, so that a new fault does not take the whole catalogue.
"""

import json
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import Field

from conformance.bundled import folder
from conformance.reference import FAULTS
from conformance.report.files import write_whole
from conformance.run.errors import Unusable
from conformance.selftest.files import read, read_as
from conformance.selftest.model import (
    LEVELS,
    FaultTrial,
    Level,
    Part,
    Selftest,
    Verdict,
)

NAME = "selftest.json"
_MARKED = re.compile(r"(<!-- selftest -->\n).*?(\n<!-- /selftest -->)", re.DOTALL)


class Caught(Part):
    """What is known of one fault."""

    level: Level
    verdict: Verdict
    under: tuple[str, ...] = Field(description="The expected rows that fail.")
    silent: tuple[str, ...] = Field(description="The expected rows that do not.")


class Honest(Part):
    """What is known of the honest provider."""

    runs: int
    seeds: int
    false_alarms: int
    requests: dict[str, int] = Field(description="Provider → requests of one run.")


class Score(Part):
    """The score of a release."""

    on: date = Field(description="When it was last measured.")
    suite: str
    honest: Honest
    faults: dict[str, Caught]

    def words(self) -> str:
        """Return the README's paragraph."""
        counts = []
        for level in LEVELS:
            of_level = [each for each in self.faults.values() if each.level == level]
            good = sum(each.verdict in ("caught", "partly") for each in of_level)
            if of_level:
                counts.append(f"**{good} of {len(of_level)}** {_KINDS[level]}")
        return (
            f"Caught under a requirement that must catch it: {', '.join(counts)}. "
            f"False alarms: **{self.honest.false_alarms}** in {self.honest.runs} runs of "
            f"{len(self.honest.requests)} correct providers with {self.honest.seeds} seeds. "
            f"Measured on {self.on} with {self.suite}; `camara-conformance selftest` "
            "repeats it."
        )


_KINDS: dict[Level, str] = {
    "MUST": "seeded faults against a MUST",
    "SHOULD": "against a SHOULD, as warnings",
    "MAY": "against a MAY, for information",
}


def caught(trial: FaultTrial) -> Caught:
    """Return what is to be known of a fault."""
    return Caught(
        level=trial.level, verdict=trial.verdict, under=trial.failing, silent=trial.silent
    )


def score_path() -> Path:
    """Return where the committed score lies."""
    return folder("reports") / NAME


def committed(path: Path) -> Score:
    """Read a committed score; `Unusable` says what is wrong with it."""
    return read_as(Score, path, "score")


def brought_up_to_date(old: Score | None, result: Selftest) -> Score:
    """Return a score with all that a result says, and the rest as it was.

    `Unusable` where a fault or the honest provider is in neither.
    """
    tried = {each.id: caught(each) for each in result.faults}
    known: Mapping[str, Caught] = {**(old.faults if old else {}), **tried}
    missing = [fault for fault in FAULTS if fault not in known]
    honest = _honest(result) or (old.honest if old else None)
    if missing or honest is None:
        what = f"faults: {', '.join(missing)}" if missing else "the honest provider: --seeds"
        raise Unusable(f"the result lacks what the score does not have either, {what}")
    return Score(
        on=result.finished_at.date(),
        suite=result.suite,
        honest=honest,
        faults={fault: known[fault] for fault in FAULTS},
    )


def _honest(result: Selftest) -> Honest | None:
    if not result.honest or not result.complete:
        return None
    return Honest(
        runs=len(result.honest),
        seeds=result.seeds,
        false_alarms=result.alarms,
        requests=result.requests,
    )


def text_of(score: Score) -> str:
    """Return the file's text: a line a fault, so that a change shows as one."""
    document = score.model_dump(mode="json")
    faults = [
        f"  {json.dumps(name)}: {json.dumps(each)}"
        for name, each in document.pop("faults").items()
    ]
    head = json.dumps(document, indent=1)[:-2]
    return head + ',\n "faults": {\n' + ",\n".join(faults) + "\n }\n}\n"


def with_score(readme: str, score: Score) -> str:
    """Return the README with the words of a score between its two marks."""
    return _MARKED.sub(lambda mark: mark[1] + score.words() + mark[2], readme)


def publish(place: Path, path: Path, readme: Path) -> Score:
    """Take a result into the committed file and the README, and return the score."""
    old = committed(path) if path.exists() else None
    score = brought_up_to_date(old, read(place))
    write_whole(path, text_of(score))
    write_whole(readme, with_score(readme.read_text("utf-8"), score))
    return score


if __name__ == "__main__":
    try:
        made = publish(Path(sys.argv[1]), score_path(), folder("reports").parent / "README.md")
    except Unusable as mendable:
        sys.exit(str(mendable))
    sys.stdout.write(made.words() + "\n")
