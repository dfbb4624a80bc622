"""The page by keyboard and screen reader: axe-core finds nothing, in light, dark or print."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Reader
from tests.report_samples import report, sample

CONTRAST = "color-contrast"
WHITE = "rgb(255, 255, 255)"
OPEN_ALL = """
document.querySelectorAll('details').forEach((each) => { each.open = true });
document.querySelector('#exchanges').scrollIntoView();
"""


def found(
    page: Page, axe: str, options: dict[str, object] | None = None, part: str = "html"
) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA and its own best practices."""
    page.evaluate(axe)
    results = page.evaluate(
        "([part, options]) => axe.run(part, options)", [part, options or {}]
    )
    assert CONTRAST in [rule["id"] for rule in results["passes"]]
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


# Only colours depend on the scheme; a check of all rules takes a second.
COLOURS: dict[str, object] = {"runOnly": [CONTRAST]}


def test_nothing_is_out_of_reach(reader: Reader, axe: str) -> None:
    page = reader.open(sample())
    page.evaluate(OPEN_ALL)
    page.locator(".exchanges .xref").first.click()
    assert found(page, axe) == []


def test_a_phone_is_as_good(phone: Reader, axe: str) -> None:
    page = phone.open(sample())
    page.evaluate(OPEN_ALL)
    assert found(page, axe) == []


def test_the_dark_can_be_read(reader: Reader, axe: str) -> None:
    page = reader.open(sample())
    page.emulate_media(color_scheme="dark")
    page.evaluate(OPEN_ALL)
    page.locator(".exchanges .xref").first.click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != WHITE
    assert found(page, axe, COLOURS) == []


def test_paper_is_light_whatever_the_screen(reader: Reader, axe: str) -> None:
    page = reader.open(sample())
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == WHITE
    assert found(page, axe, COLOURS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_verdict_can_be_read(
    reader: Reader, axe: str, scheme: Literal["light", "dark"]
) -> None:
    for verdict in ("conformant", "conformant-with-deviations", "partial", "inconclusive"):
        page = reader.open(report([], verdict=verdict, complete=False))
        page.emulate_media(color_scheme=scheme)
        assert found(page, axe, COLOURS, ".top") == []


def test_everything_is_done_by_keyboard(reader: Reader) -> None:
    page = reader.open(sample())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the requirements")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search").first).to_be_focused()
    page.keyboard.type("below-one")
    expect(page.locator(".req:not([hidden])")).to_have_count(1)
    page.locator(".req:not([hidden]) > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[id$=below-one]")).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.xref')")
    page.keyboard.press("Enter")
    expect(page.locator("[id$=below-one] .exchange[open] > summary")).to_be_focused()
