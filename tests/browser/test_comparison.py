"""The page of `compare` in a browser: 64 targets, filters, sticky heads, paper."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conformance.outcomes import Outcome
from conformance.report.comparison.compare import compared
from conformance.report.comparison.compare_page import comparison_page
from conformance.report.fields import Level
from conformance.report.model import Report
from conformance.report.reading import write_report
from tests.browser.test_accessibility import found
from tests.report_samples import case, report, requirement

TARGETS = 64
HOSTILE = "<img src=https://example.invalid/x onerror=alert(1)>"
# Rows that no target differs in, but the first of each.
ROWS = [
    *(f"sim-swap.check.row-{n}" for n in range(40)),
    *(f"number-verification.verify.row-{n}" for n in range(20)),
    *(f"commonalities.error.row-{n}" for n in range(10)),
]


def target(number: int, names: Sequence[str]) -> Report:
    """Return a target that fails its first row if its number is even."""
    rows = []
    for at, name in enumerate(names):
        outcome: Outcome = "failed" if at == 0 and number % 2 == 0 else "passed"
        told = HOSTILE if outcome == "failed" else None
        level: Level = "SHOULD" if name.endswith("row-1") else "MUST"
        rows.append(requirement(name, outcome, [case(name, outcome, told)], level))
    made = report(rows)
    named = made.profile.model_copy(update={"name": f"operator-{number:02}-{HOSTILE}"})
    return made.model_copy(update={"profile": named})


def written(folder: Path, targets: int, names: Sequence[str]) -> Path:
    """Write the page of so many targets."""
    places = [folder / f"{number:02}" for number in range(targets)]
    for number, place in enumerate(places):
        write_report(target(number, names), place)
    page = folder / "comparison.html"
    page.write_text(comparison_page(compared(places, folder)), encoding="utf-8")
    return page


@contextmanager
def opened(chromium: Browser, path: Path) -> Iterator[Page]:
    """Open a page without a network; it must stay silent and ask for nothing else."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: complaints.append(dialog.message))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    yield tab
    context.close()
    assert (complaints, asked) == ([], [path.as_uri()])


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of all targets."""
    return written(tmp_path_factory.mktemp("fleet"), TARGETS, ROWS)


@pytest.fixture
def page(chromium: Browser, fleet: Path) -> Iterator[Page]:
    """Open the page of all targets."""
    with opened(chromium, fleet) as tab:
        yield tab


# A checker that looks at each of 4,000 cells would take a minute to say the same.
@pytest.fixture(params=[2, 8], ids=["few", "many"])
def small(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open a page of a few rows, with names beside the signs or without."""
    with opened(chromium, written(tmp_path, request.param, ROWS[:3])) as tab:
        yield tab


def test_filters_leave_rows_out(page: Page) -> None:
    rows = page.locator("#matrix tbody tr:visible")
    expect(rows).to_have_count(len(ROWS))
    page.get_by_label("Differs between targets").check()
    expect(rows).to_have_count(1)
    page.get_by_label("Differs between targets").uncheck()
    page.get_by_label("API").select_option(label="Number Verification")
    expect(rows).to_have_count(20)
    page.get_by_label("API").select_option(label="of every API")
    expect(rows).to_have_count(10)
    page.get_by_label("API").select_option(label="all")
    page.get_by_label("Level").select_option("SHOULD")
    expect(rows).to_have_count(3)
    page.get_by_label("Search").fill("verify row-1")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(f"1 of {len(ROWS)} requirements")


def test_heads_stay_in_sight(page: Page) -> None:
    page.evaluate("document.querySelector('#matrix').scrollTo(1500, 1500)")
    page.wait_for_function("document.querySelector('#matrix').scrollTop > 500")
    box = page.locator("#matrix").bounding_box()
    corner = page.locator("#matrix thead .corner").first.bounding_box()
    verdict = page.locator("#matrix .verdicts .corner").bounding_box()
    row = page.locator("#matrix tbody tr").nth(30).locator("th").bounding_box()
    assert box
    assert corner
    assert verdict
    assert row
    assert abs(corner["x"] - box["x"]) < 3
    assert abs(corner["y"] - box["y"]) < 3
    assert abs(row["x"] - box["x"]) < 3
    assert verdict["y"] >= corner["y"] + corner["height"] - 2


def test_nothing_is_out_of_reach(small: Page, axe: str) -> None:
    assert found(small, axe) == []
    small.emulate_media(color_scheme="dark")
    assert found(small, axe, {"runOnly": ["color-contrast"]}) == []


def test_every_target_is_a_column_and_a_row(page: Page) -> None:
    expect(page.locator(".targets tbody tr")).to_have_count(TARGETS)
    expect(page.locator("#matrix thead .target")).to_have_count(TARGETS)
    expect(page.locator("#matrix .verdicts td")).to_have_count(TARGETS)
    expect(page.locator("img")).to_have_count(0)


def test_paper_has_the_whole_table(page: Page) -> None:
    page.emulate_media(media="print")
    matrix = page.locator("#matrix")
    assert matrix.evaluate("e => getComputedStyle(e).overflowY") == "visible"
    assert matrix.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
    assert page.locator("#matrix tbody tr:visible").count() == len(ROWS)
    assert page.locator(".filter:visible").count() == 0
    # All columns lie on a landscape A4 sheet, less its margins, at 96 dots an inch.
    page.set_viewport_size({"width": 1017, "height": 700})
    width = page.locator("#matrix table").evaluate("e => e.getBoundingClientRect().width")
    assert width <= 1017
