"""A run divided over machines, and its parts joined again."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.plan import PlannedCase
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.report.model import Report
from conformance.report.reading import read_report
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.run.shards import Shard, shard
from tests.support.command import Said, assert_clear, assert_refused, said_here

# Rows of one case and of many, generated requests, rows that every exchange is judged by.
ROWS = ("sim-swap.check.*", "commonalities.x-correlator.*", "commonalities.error.*")
# So that some rows fail in one shard only, and some in each.
FAULTS = ("correlator-lost-on-errors", "max-age-not-read", "largest-max-age-refused")
COUNT = 3


@pytest.fixture(autouse=True)
def provider(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Serve the provider that the bundled profile is about."""
    with ReferenceProvider(faults=FAULTS) as running:
        for name, value in running.variables.items():
            monkeypatch.setenv(name, value)
        yield running


def carried_out(cwd: Path, output: str, *options: str) -> Said:
    """Run the selection in this process."""
    rows = [word for row in ROWS for word in ("--requirement", row)]
    return said_here(
        "run", *rows, "--max-examples", "3", "--output", output, *options, cwd=cwd
    )


def outcomes(report: Report) -> dict[str, Any]:
    """Everything of a report that does not depend on when and where it was made."""
    return {
        "verdict": report.verdict,
        "requirements": [(row.id, row.level, row.outcome) for row in report.requirements],
        "cases": [(c.id, c.outcome) for row in report.requirements for c in row.cases],
        "coverage": [(each.tag, each.outcome) for each in report.scenario_coverage],
        "summary": report.summary.requirements,
    }


def judges_all(case: PlannedCase) -> bool:
    """Tell whether a case is about every exchange."""
    return case.requirement.carried_by == "exchange"


def test_each_case_is_in_one_shard(provider: ReferenceProvider) -> None:
    profile = load_profile("reference", provider.variables)
    whole = prepare(profile, Options())
    for count in (1, 2, 7):
        parts = [
            prepare(profile, Options(shard=Shard(index, count))).cases
            for index in range(1, count + 1)
        ]
        own = [c.id for part in parts for c in part if c.requirement.carried_by != "exchange"]
        shared = [
            [c.id for c in part if c.requirement.carried_by == "exchange"] for part in parts
        ]
        assert len(set(own)) == len(own)
        assert {*own, *shared[0]} == {case.id for case in whole.cases}
        assert all(each == shared[0] for each in shared)
        assert max(map(len, parts)) < 1.5 * len(whole.cases) / count + len(shared[0])


def test_case_stays_in_its_shard() -> None:
    with ReferenceProvider() as running:
        cases = prepare(load_profile("reference", running.variables), Options()).cases
    eight = [Shard(index, 8) for index in range(1, 9)]
    known = {case.id: [str(each) for each in eight if each.holds(case)] for case in cases}
    assert known["sim-swap.check.max-age-is-in-hours/two-legged"] == ["6/8"]
    assert known["ciba.answer-is-json"] == ["2/8"]


@pytest.mark.parametrize(
    "text", ["", "1", "0/3", "4/3", "1/0", "a/b", "1/3/5", "-1/3", "1/9999"]
)
def test_no_shard(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no shard: write "):
        shard(text)
    result = said_here("run", "--shard", text, cwd=tmp_path)
    assert result.code == 2
    assert "is no shard: write " in result.err


def test_merged_shards_are_the_whole_run(tmp_path: Path) -> None:
    whole = carried_out(tmp_path, "whole", "--workers", "4")
    assert_clear(whole, 1)
    for index in range(1, COUNT + 1):
        part = carried_out(
            tmp_path, f"part-{index}", "--shard", f"{index}/{COUNT}", "--workers", "2"
        )
        assert f"Only a selection was tested: --requirement {ROWS[0]}" in part.out
        assert f"--shard {index}/{COUNT}" in part.out
    parts = [f"part-{index}" for index in (2, 3, 1)]
    merged = said_here("merge", *parts, "--output", "merged", cwd=tmp_path)
    assert_clear(merged, 1)
    report = read_report(tmp_path / "merged")
    assert outcomes(report) == outcomes(read_report(tmp_path / "whole"))
    assert report.complete
    assert not any("--shard" in reason for reason in report.verdict_reasons)
    of_parts = [read_report(tmp_path / part) for part in parts]
    assert len(report.exchanges) == sum(len(part.exchanges) for part in of_parts)
    for name in ("report.html", "junit.xml", "journal.ndjson"):
        assert (tmp_path / "merged" / name).stat().st_size > 1000
    _one_placeholder_for_each_secret(tmp_path, parts)
    _refusals(tmp_path, parts)


def _one_placeholder_for_each_secret(folder: Path, parts: list[str]) -> None:
    """What each shard calls its own tokens must not read like another shard's."""
    given = [
        {
            json.loads(body)["access_token"]
            for each in read_report(folder / part).exchanges
            if each.response and "access_token" in (body := each.response.body or "")
        }
        for part in parts
    ]
    assert all(given)
    assert len(set.union(*given)) == sum(map(len, given))


def _refusals(folder: Path, parts: list[str]) -> None:
    def merge(*folders: str) -> Said:
        return said_here("merge", *folders, "--output", "never", cwd=folder)

    assert_refused(merge(*parts[:2]), "shard 1/3 is missing: name its folder, too")
    twice = f"{parts[0]} and {parts[0]} are the same shard 2/3: name one of them"
    assert_refused(merge(*parts, parts[0]), twice)
    assert_refused(merge(*parts[:2], "whole"), "whole is a whole run: only what --shard made")
    assert_refused(merge(*parts[:2], "nowhere"), "nowhere/journal.ndjson", "cannot be read")
    again = said_here("merge", *parts, "--output", "merged", cwd=folder)
    assert_refused(again, "merged holds a run already: name another folder")
    for edit, words in _EDITS.items():
        _edited(folder, parts[2], edit)
        assert_refused(merge(*parts[:2], "edited"), *words)
    assert not (folder / "never").exists()


_EDITS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("seed",): ("edited and part-2 are not of one run: the seed is 77 in the one and 0",),
    ("profile", "sha256"): ("the profile's SHA-256 is ",),
    ("suite", "version"): ("the release of the suite is 77 in the one and ",),
    ("target", "apis", "0", "release"): ("the release of sim-swap is 77 ", " and 2.1.0 in"),
    ("options", "max_examples"): ("the option max-examples is 77 in the one and 3 in",),
    ("options", "shard", "count"): ("the number of shards is 77 in the one and 3 in",),
    ("record",): ("edited (shard 1/3) did not finish: go on with it by run --resume edited",),
}


def _edited(folder: Path, part: str, path: tuple[str, ...]) -> None:
    """Copy a shard's journal, one member of its head changed, or its end left out."""
    head, *rest = (folder / part / "journal.ndjson").read_text().splitlines()
    document = json.loads(head)
    if path == ("record",):
        rest = rest[:-1]
    else:
        place = document
        for step in path[:-1]:
            place = place[int(step) if step.isdigit() else step]
        is_text = isinstance(place[path[-1]], str)
        place[path[-1]] = ("7" * 64 if path[-1] == "sha256" else "77") if is_text else 77
    (folder / "edited").mkdir(exist_ok=True)
    lines = [json.dumps(document), *rest]
    (folder / "edited/journal.ndjson").write_text("\n".join(lines) + "\n")


def test_stale_deviation_is_seen_by_the_whole_alone(tmp_path: Path) -> None:
    """In a shard where the failing case of a row is not, the row passes."""
    profile = tmp_path / "mine.yaml"
    text = (Path(__file__).parents[1] / "profiles/reference.yaml").read_text()
    rows = [
        f"sim-swap.check.{row}" for row in ("max-age-is-in-hours", "missing-body-is-refused")
    ]
    admitted = "".join(
        f"  - {{requirement: {row}, reason: known, until: 2199-01-01}}\n" for row in rows
    )
    profile.write_text(f"{text}\ndeviations:\n{admitted}")
    options = ("run", profile, "--requirement", rows[1], "--workers", "1")
    assert said_here(*options, "--output", "whole", cwd=tmp_path).code == 1
    codes = []
    for index in (1, 2):
        part = (*options, "--shard", f"{index}/2", "--output", f"part-{index}")
        codes.append(said_here(*part, cwd=tmp_path).code)
    assert 1 not in codes
    merged = said_here("merge", "part-1", "part-2", "--output", "merged", cwd=tmp_path)
    assert merged.code == 1
    assert "Stale deviations" in merged.out
    assert rows[1] in merged.out
