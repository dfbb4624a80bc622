"""`diff`: what changed between two runs, and what of it newly fails."""

import json
from pathlib import Path

import pytest

from conformance.outcomes import Outcome
from conformance.report.comparison.diff import difference
from conformance.report.comparison.diff_text import markdown, text_lines
from conformance.report.model import Report, Selection, Suite
from conformance.report.reading import write_report
from tests.report_samples import case, deviation, report, requirement, sample
from tests.support.command import Said, assert_refused, said_here

ROW = "sim-swap.check.below-one"
OTHER = "sim-swap.check.recent-swap"
KEPT = "sim-swap.check.fails-in-both"
HOSTILE = "\x1b[2J::error::boo\n<script>alert(1)</script> | `x` @everyone ##[error]"


def one(
    outcome: str, *, level: str = "MUST", reason: str | None = None, **more: object
) -> Report:
    """Return a report about one requirement."""
    told = None if outcome == "passed" else reason or "expected 400, got 200"
    cases = [case(f"{ROW}/zero", outcome, told)]  # type: ignore[arg-type]
    row = requirement(ROW, outcome, cases, level, **more)  # type: ignore[arg-type]
    # What fails in both keeps the verdict the same, which would be one more difference.
    return report([row, requirement(KEPT, "failed", [case(KEPT, "failed", "as before")])])


def diffed(tmp_path: Path, old: Report, new: Report, *options: str) -> Said:
    """Write both and run the command."""
    for name, each in (("old", old), ("new", new)):
        write_report(each, tmp_path / name)
    return said_here("diff", "old", "new", *options, cwd=tmp_path)


def test_nothing_changed(tmp_path: Path) -> None:
    said = diffed(tmp_path, sample(), sample())
    assert (said.code, said.out) == (0, "Nothing changed.\n")


def test_newly_failing_is_said_with_its_reason_and_fails(tmp_path: Path) -> None:
    said = diffed(tmp_path, one("passed"), one("failed"))
    assert said.code == 1
    assert said.lines == [
        "Newly failing (1):",
        f"  {ROW} (passed before): expected 400, got 200",
        "1 requirement newly fails.",
    ]


@pytest.mark.parametrize(
    ("before", "now", "heading"),
    [
        ("failed", "passed", "Newly passing"),
        ("passed", "not-testable", "Newly not testable"),
        ("passed", "not-offered", "Newly not offered"),
        ("passed", "error", "Newly not to be judged (the suite or the network broke)"),
    ],
)
def test_what_else_changes_is_said_and_does_not_fail(
    before: str, now: str, heading: str, tmp_path: Path
) -> None:
    said = diffed(tmp_path, one(before), one(now))
    assert said.code == 0
    assert said.lines[0] == f"{heading} (1):"
    assert said.lines[-1] == "Nothing newly fails."


def test_a_warning_fails_with_strict_only(tmp_path: Path) -> None:
    old, new = one("passed", level="SHOULD"), one("failed", level="SHOULD")
    assert diffed(tmp_path, old, new).code == 0
    assert diffed(tmp_path, old, new, "--strict").code == 1


def test_a_failure_that_grows_is_new() -> None:
    def two(second: Outcome) -> Report:
        cases = [
            case("a", "failed", "x"),
            case("b", second, None if second == "passed" else "y"),
        ]
        return report([requirement(ROW, "failed", cases)])

    (changed,) = difference(two("passed"), two("failed")).newly_failing()
    assert changed.cases == ("b",)
    assert difference(two("failed"), two("passed")).newly_failing() == []


def test_a_deviation_past_its_date_makes_a_new_failure(tmp_path: Path) -> None:
    said = diffed(
        tmp_path,
        one("failed", admitted=deviation()),
        one("failed", admitted=deviation("expired")),
    )
    assert said.code == 1
    assert "(deviates before)" in said.out
    assert "past its date, excuses nothing any more" in said.out


def test_deviations_that_come_and_go(tmp_path: Path) -> None:
    plain, excused = one("failed"), one("failed", admitted=deviation())
    appeared = diffed(tmp_path, plain, excused)
    assert appeared.code == 0
    assert "Newly deviating by admission (1):" in appeared.out
    assert f"{ROW}: new, admitted, until 2027-01-31, owner api-team" in appeared.out
    gone = diffed(tmp_path, excused, plain)
    assert gone.code == 1
    assert f"{ROW}: gone from the profile" in gone.out


def test_requirements_of_one_side_only(tmp_path: Path) -> None:
    both = report([requirement(ROW), requirement(OTHER)])
    single = report([requirement(ROW)])
    said = diffed(tmp_path, both, single)
    assert said.code == 0
    assert said.lines[:2] == ["Only in the older run (1):", f"  {OTHER}: passed"]
    assert diffed(tmp_path, single, both).lines[2:4] == [
        "Only in the newer run (1):",
        f"  {OTHER}: passed",
    ]


def test_a_failing_requirement_that_was_not_there_newly_fails() -> None:
    found = difference(report([requirement(OTHER)]), one("failed"))
    assert [each.id for each in found.newly_failing()] == [ROW, KEPT]


def test_what_makes_runs_differ_is_named_first(tmp_path: Path) -> None:
    old = report([requirement(OTHER)])
    api = old.target.apis[0].model_copy(update={"release": "1.0.0"})
    target = old.target.model_copy(update={"apis": (api, *old.target.apis[1:])})
    new = old.model_copy(
        update={
            "target": target,
            "suite": Suite(name="camara-conformance", version="9.9.9"),
            "selection": Selection(options=("--requirement x",)),
            "verdict": "inconclusive",
        }
    )
    assert diffed(tmp_path, old, new).lines == [
        "Different runs (4):",
        "  suite: camara-conformance 0.1.0 → camara-conformance 9.9.9",
        "  selection: everything → --requirement x",
        "  sim-swap, release: 2.1.0 → 1.0.0",
        "  verdict: conformant → inconclusive",
        "Nothing newly fails.",
    ]


def test_hostile_texts_do_nothing_in_a_terminal_or_a_comment() -> None:
    admitted = deviation().model_copy(update={"reason": HOSTILE, "ticket": HOSTILE})
    found = difference(one("passed"), one("failed", reason=HOSTILE))
    excused = difference(one("passed"), one("failed", admitted=admitted))
    for each in (found, excused):
        for text in (*text_lines(each), *markdown(each).splitlines()):
            assert "\x1b" not in text
            assert not text.lstrip().startswith("::")
        for line in markdown(each).splitlines():
            outside = "".join(line.replace("``", "`").split("`")[::2])
            assert "<script>" not in outside
            assert "@everyone" not in outside


def test_markdown_lists_the_same(tmp_path: Path) -> None:
    said = diffed(tmp_path, one("passed"), one("failed"), "--format", "markdown")
    assert said.code == 1
    assert said.lines == [
        "## 1 requirement newly fails.",
        "",
        "### Newly failing (1)",
        "",
        f"- `{ROW}` (passed before): expected 400, got 200",
    ]


def test_a_report_by_its_file(tmp_path: Path) -> None:
    path = write_report(one("passed"), tmp_path / "run")
    assert said_here("diff", path, tmp_path / "run", cwd=tmp_path).code == 0


def test_bad_reports_are_named(tmp_path: Path) -> None:
    path = write_report(sample(), tmp_path / "good")
    assert_refused(said_here("diff", "good", "nowhere", cwd=tmp_path), "nowhere", "missing")
    (tmp_path / "cut.json").write_text(path.read_text()[:200])
    assert_refused(
        said_here("diff", "cut.json", "good", cwd=tmp_path), "cut.json", "cut short"
    )
    newer = json.loads(path.read_text()) | {"schema": 99}
    (tmp_path / "newer.json").write_text(json.dumps(newer))
    assert_refused(
        said_here("diff", "newer.json", "good", cwd=tmp_path), "schema 99", "upgrade"
    )
