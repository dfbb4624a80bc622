"""Makes `reports/sample/` anew: `python -m tests.sample.rebuild`, in a checkout.

A real run against the embedded provider with two mistakes, one of them admitted. Afterwards
whatever is new in every run gets a made-up value, the same each time, so that a rebuild shows
in version control only what has changed in the suite.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.report.reading import read_report
from conformance.report.render import render_all
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare

SAMPLE = Path(__file__).parents[2] / "reports" / "sample"
# Dozens of small files that nobody reads, and what only a run under way needs.
_LEFT_OUT = ("allure-results", "journal.ndjson")
_FAULTS = ("max-age-in-days", "smallest-max-age-refused")
_REQUIREMENTS = (
    "sim-swap.check.*max-age*",
    "sim-swap.check.*-swap*-reported*",
    "sim-swap.retrieve-date.*date-*",
    "sim-swap.retrieve-date.*expired*",
    "number-verification.*.own-*",
    "commonalities.x-correlator.*",
)
_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_PORT = re.compile(r"(?<=127\.0\.0\.1:)\d+")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_DRAWN = re.compile(r"(?<=[?&])(state|nonce|code_challenge)=[\w-]+")
_TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_HTTP_DATE = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")


def rebuild(folder: Path) -> None:
    """Run, put made-up values where every run has its own, and render into `folder`."""
    with TemporaryDirectory() as scratch, ReferenceProvider("camara", _FAULTS) as provider:
        profile = load_profile(str(SAMPLE / "profile.yaml"), provider.variables)
        options = Options(output=Path(scratch) / "run", requirements=_REQUIREMENTS)
        execute(prepare(profile, options), options, _unwatched)
        written = (Path(scratch) / "run" / "report.json").read_text("utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(steady(written), "utf-8")
    render(folder)


def render(folder: Path) -> None:
    """Render what the sample holds from the report.json in `folder`."""
    render_all(read_report(folder), folder)
    shutil.rmtree(folder / _LEFT_OUT[0])


def _unwatched(*_: object) -> None:
    """Show no progress."""


def steady(text: str) -> str:
    """Return report.json with made-up values for what is new in every run.

    Times keep their distance from the start of the run in whole hours, equal values stay
    equal, and every duration follows from the number of its exchange.
    """
    began = datetime.fromisoformat(json.loads(text)["started_at"])
    text = _PORT.sub("9091", text)
    text = _UUID.sub(_numbered(lambda n, _: f"00000000-0000-4000-8000-{n:012}"), text)
    text = _DRAWN.sub(_numbered(lambda n, match: f"{match[1]}={match[1]}-{n}"), text)
    text = _HTTP_DATE.sub(f"{_START:%a, %d %b %Y %H:%M:%S} GMT", text)
    text = _TIME.sub(lambda match: _hours_from(began, match[0]), text)
    return json.dumps(_timed(json.loads(text)), indent=1, ensure_ascii=False) + "\n"


def _numbered(made: Callable[[int, re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """Return a replacement that numbers the values found, equal ones alike."""
    numbers: dict[str, int] = {}

    def replaced(match: re.Match[str]) -> str:
        return made(numbers.setdefault(match[0], len(numbers) + 1), match)

    return replaced


def _hours_from(began: datetime, told: str) -> str:
    """Move a time as the start of the run was moved; one of another year stays."""
    hours = round((datetime.fromisoformat(told) - began) / timedelta(hours=1))
    if abs(hours) > 8760:
        return told
    return f"{_START + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def _timed(report: dict[str, Any]) -> dict[str, Any]:
    seconds = {}
    at = _START
    for exchange in report["exchanges"]:
        n = exchange["n"]
        seconds[n] = exchange["seconds"] = (3 + n * 37 % 11) / 1000
        exchange["started_at"] = f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
        at += timedelta(seconds=seconds[n])
    for requirement in report["requirements"]:
        for case in requirement["cases"]:
            case["seconds"] = round(sum(seconds[n] for n in case["exchanges"]), 6)
    report["finished_at"] = f"{at + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    return report


if __name__ == "__main__":
    rebuild(SAMPLE)
    sys.stdout.write(f"{SAMPLE} is rebuilt\n")
