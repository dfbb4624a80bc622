"""`reports/sample/` is what the suite makes today.

The run is repeated and compared whole, but for what the machine is; then every other file is
rendered from the sample's own report.json, so that a difference in Python's release or in a
library's can't show up as a difference of a page.
"""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from conformance.report.model import Report
from conformance.report.reading import read_report
from tests.sample.rebuild import SAMPLE, rebuild, render, steady

REBUILD = "rebuild it: python -m tests.sample.rebuild"
# What is written by hand.
OURS = {"README.md", "profile.yaml"}
# What GitHub shows without being asked twice, and nobody minds in a checkout.
LARGEST_BYTES = 500_000


@pytest.fixture(scope="module")
def sample() -> Report:
    return read_report(SAMPLE)


def told(folder: Path) -> dict[str, Any]:
    """Return report.json without what the machine is that made it."""
    report: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    report.pop("environment")
    return report


def test_a_run_today_is_reported_the_same(tmp_path: Path) -> None:
    rebuild(tmp_path)
    today, kept = told(tmp_path), told(SAMPLE)
    for part in ("requirements", "exchanges"):
        for now, then in zip(today[part], kept[part], strict=False):
            assert now == then, REBUILD
    assert today == kept, REBUILD


def test_every_format_is_rendered_the_same(tmp_path: Path) -> None:
    shutil.copy(SAMPLE / "report.json", tmp_path)
    render(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in SAMPLE.iterdir() if path.name not in OURS}
    assert set(made) == set(kept), REBUILD
    assert [name for name in made if made[name] != kept[name]] == [], REBUILD


def test_one_mistake_is_admitted_and_one_is_not(sample: Report) -> None:
    assert sample.verdict == "non-conformant"
    failed = [row for row in sample.requirements if row.outcome == "failed"]
    (admitted,) = (row for row in failed if row.deviation is not None)
    assert admitted.deviation is not None
    assert admitted.deviation.state == "admitted"
    assert len(failed) > 1
    outcomes = Counter(row.outcome for row in sample.requirements)
    assert outcomes.keys() == {"passed", "failed", "not-offered", "not-testable"}


def test_a_finding_is_told_without_python(sample: Report) -> None:
    reasons = [case.reason for row in sample.requirements for case in row.cases if case.reason]
    assert reasons
    assert not [reason for reason in reasons if re.search(r"assert|0x[0-9a-f]{6}", reason)]


def test_its_readme_names_every_file() -> None:
    text = (SAMPLE / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([\w.]+)`", text, re.MULTILINE))
    assert named == {path.name for path in SAMPLE.iterdir()} - {"README.md"}


def test_it_is_small_and_holds_no_subscriber() -> None:
    for path in SAMPLE.iterdir():
        text = path.read_text("utf-8")
        assert len(text.encode()) < LARGEST_BYTES
        assert path.name == "profile.yaml" or "447700900" not in text


def test_made_up_values_are_the_same_for_the_same_values() -> None:
    one, other = "11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-666666666666"
    report = {
        "started_at": "2026-03-01T10:00:00.500Z",
        "told": f"{one} {other} {one} 2026-03-01T07:00:03Z 2020-05-01T00:00:00Z",
        "url": "http://127.0.0.1:4711/authorize?state=abc&nonce=d-e",
        "requirements": [{"cases": [{"seconds": 1.5, "exchanges": [1]}]}],
        "exchanges": [{"n": 1, "seconds": 0.3, "started_at": "2026-03-01T10:00:01.000Z"}],
    }
    made = json.loads(steady(json.dumps(report)))
    first, second = (f"00000000-0000-4000-8000-{n:012}" for n in (1, 2))
    assert (
        made["told"] == f"{first} {second} {first} 2026-01-05T06:00:00Z 2020-05-01T00:00:00Z"
    )
    assert made["url"] == "http://127.0.0.1:9091/authorize?state=state-1&nonce=nonce-2"
    assert made["requirements"][0]["cases"][0]["seconds"] == made["exchanges"][0]["seconds"]
