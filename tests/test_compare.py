"""`compare`: requirements × targets on one page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.outcomes import Outcome
from conformance.report.comparison.compare import compared
from conformance.report.comparison.compare_markdown import markdown_table
from conformance.report.comparison.compare_page import comparison_page
from conformance.report.inert import code
from conformance.report.model import Report
from conformance.report.reading import write_report
from conformance.report.render import render_all
from tests.report_samples import case, report, requirement, sample
from tests.support.command import assert_refused, said_here

ROWS = ("sim-swap.check.one", "number-verification.verify.two", "commonalities.error.three")
HOSTILE = "<script>alert('x')</script>\x1b[2J\u202e | `tick` @everyone"


def target(name: str, *outcomes: Outcome, reason: str = "expected 400, got 200") -> Report:
    """Return a report of a target of that name, the rows with these outcomes."""
    rows = [
        requirement(
            row, outcome, [case(row, outcome, None if outcome == "passed" else reason)]
        )
        for row, outcome in zip(ROWS, outcomes, strict=False)
    ]
    made = report(
        rows, verdict="conformant" if set(outcomes) == {"passed"} else "non-conformant"
    )
    return made.model_copy(update={"profile": made.profile.model_copy(update={"name": name})})


def places(folder: Path, *reports: Report) -> list[Path]:
    """Write reports into folders and return these."""
    found = [folder / f"run-{number}" for number, _ in enumerate(reports, 1)]
    for place, each in zip(found, reports, strict=True):
        write_report(each, place)
    return found


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """Return the folders of two targets, the second of which lacks a row and fails another."""
    return places(
        tmp_path,
        target("first", "passed", "passed", "passed"),
        target("second", "failed", "passed"),
    )


class _Cells(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the start tags of a page."""
    parser = _Cells()
    parser.feed(page)
    return parser.tags


def test_rows_are_the_union_in_the_targets_order(two: list[Path], tmp_path: Path) -> None:
    found = compared(two, tmp_path)
    assert [row.id for row in found.rows] == list(ROWS)
    standings = [[cell and cell.standing for cell in row.cells] for row in found.rows]
    assert standings == [["passed", "failed"], ["passed", "passed"], ["passed", None]]
    assert [row.differs for row in found.rows] == [True, False, True]


def test_reports_are_linked_from_where_the_page_lies(two: list[Path], tmp_path: Path) -> None:
    render_all(target("first", "passed", "passed", "passed"), two[0])
    found = compared(two, tmp_path / "pages")
    assert [each.page for each in found.targets] == ["../run-1/report.html", None]
    hrefs = [
        attributes.get("href")
        for tag, attributes in tags(comparison_page(found))
        if tag == "a"
    ]
    assert "../run-1/report.html" in hrefs


def test_a_failure_is_linked_to_its_requirement(two: list[Path], tmp_path: Path) -> None:
    render_all(target("second", "failed", "passed"), two[1])
    page = comparison_page(compared(two, tmp_path))
    wanted = f"run-2/report.html#req-{ROWS[0]}"
    assert wanted in [attributes.get("href") for tag, attributes in tags(page) if tag == "a"]
    assert f'id="req-{ROWS[0]}"' in (two[1] / "report.html").read_text()


def test_equal_names_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    found = compared(places(tmp_path, sample(), sample()), tmp_path)
    names = [each.name for each in found.targets]
    assert names == ["example-staging (run-1)", "example-staging (run-2)"]


def test_the_page_asks_no_network_and_says_all_in_words(
    two: list[Path], tmp_path: Path
) -> None:
    page = comparison_page(compared(two, tmp_path))
    found = tags(page)
    assert not [each for each in found if each[0] in ("img", "link", "iframe")]
    assert not [each for each in found if "src" in each[1]]
    (policy,) = [a["content"] for _, a in found if a.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    for words in (
        "not in that run",
        "Non-conformant",
        "Conformant",
        "Differs between targets",
    ):
        assert words in page


def test_hostile_texts_are_only_shown(tmp_path: Path) -> None:
    hostile = target(HOSTILE, "failed", reason=HOSTILE)
    found = compared(places(tmp_path, hostile, target("other", "passed")), tmp_path)
    page = comparison_page(found)
    assert [tag for tag, _ in tags(page)].count("script") == 1
    assert "\x1b" not in page
    assert "\u202e" not in page
    table = markdown_table(found)
    assert "\x1b" not in table
    assert code(HOSTILE, 100).replace("|", "\\|") in table
    # A bar that is not escaped would make another cell.
    widths = {
        len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()[2:6] if row[:1] == "|"
    }
    assert len(widths) == 1


def test_the_same_reports_give_the_same_page(two: list[Path], tmp_path: Path) -> None:
    assert comparison_page(compared(two, tmp_path)) == comparison_page(compared(two, tmp_path))


def test_markdown_lists_what_is_not_passed_by_all(two: list[Path], tmp_path: Path) -> None:
    lines = said_here("compare", *two, "--format", "markdown", cwd=tmp_path).lines
    assert f"| `{ROWS[0]}` | MUST | ✓ | **✗** |" in lines
    assert f"| `{ROWS[2]}` | MUST | ✓ |   |" in lines
    assert "1 of 3 requirements are passed by all." in lines
    assert not any(ROWS[1] in line for line in lines)


def test_markdown_stays_short_enough_for_a_comment(tmp_path: Path) -> None:
    many = [requirement(f"sim-swap.check.{'x' * 60}-{n}", "failed") for n in range(2000)]
    (place,) = places(tmp_path, report(many))
    table = markdown_table(compared([place], tmp_path))
    assert len(table) < 65_536
    assert "more lines: see the page" in table


def test_the_command_writes_a_page(two: list[Path], tmp_path: Path) -> None:
    said = said_here("compare", *two, "--output", "new/all.html", cwd=tmp_path)
    assert (said.code, said.lines) == (
        0,
        [
            "3 requirements × 2 targets, 2 differ between targets",
            "Comparison: new/all.html",
        ],
    )
    assert (tmp_path / "new" / "all.html").read_text().startswith("<!doctype html>")


def test_bad_input_is_named(two: list[Path], tmp_path: Path) -> None:
    assert_refused(said_here("compare", two[0], "nowhere", cwd=tmp_path), "nowhere", "missing")
    assert_refused(said_here("compare", two[0], two[0], cwd=tmp_path), "named twice")
    (tmp_path / "file").touch()
    refused = said_here("compare", *two, "--output", "file/page.html", cwd=tmp_path)
    assert_refused(refused, "can't be written", "--output")
