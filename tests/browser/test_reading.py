"""A reader opens the page from disk: filters, search, the exchange behind a sentence."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Reader
from tests.report_samples import case, exchange, report, requirement, sample

SHOWN = ".req:not([hidden])"


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.open(sample())


def test_the_first_screen_holds_what_the_report_is_about(page: Page) -> None:
    for wanted in [
        page.get_by_text("Non-conformant with SIM Swap 2.1.0 and Number Verification 2.1.0."),
        page.get_by_text("2026-11-20 08:00:00 UTC"),
        page.get_by_text("camara-conformance 0.1.0").first,
        *page.locator(".overview .digest").all(),
        *page.locator(".cells").all(),
        page.locator(".counts"),
    ]:
        box = wanted.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


def test_filters_work_together(page: Page) -> None:
    page.get_by_role("button", name="failed 1").click()
    page.get_by_role("button", name="warning 1").click()
    expect(page.locator(SHOWN)).to_have_count(2)
    page.get_by_label("Search").first.fill("out_of_range 2400")
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator("#requirements .found")).to_have_text("1 of 8 requirements")


def test_requirements_are_found_by_level_and_operation(page: Page) -> None:
    page.get_by_label("API and operation").select_option("SIM Swap, check")
    expect(page.locator(SHOWN)).to_have_count(4)
    page.get_by_label("Level").select_option("SHOULD")
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator(".group:not([hidden]) h4")).to_have_count(1)


def test_a_cell_of_the_picture_leads_to_its_requirement(page: Page) -> None:
    page.get_by_label("Search").first.fill("nothing like it")
    expect(page.locator(SHOWN)).to_have_count(0)
    page.locator("[data-go$=below-one]").click()
    expect(page.locator("[id$=below-one]")).to_have_attribute("open", "")
    expect(page.locator("[id$=below-one] > summary")).to_be_focused()
    expect(page.locator(SHOWN)).to_have_count(8)


def test_what_passed_shows_its_exchange_when_it_is_opened(page: Page) -> None:
    row = page.locator("[id$=recent-swap]")
    row.locator("summary").first.click()
    row.get_by_text("Exchange 1 ").click()
    expect(row.get_by_label("Request")).to_contain_text("POST /sim-swap/v2/check")
    expect(row.get_by_label("Response")).to_contain_text('{"swapped": true}')
    expect(row.get_by_label("curl command")).to_contain_text("curl -X POST")
    assert row.locator(".message").count() == 3


def test_what_failed_says_what_was_expected_and_found(page: Page) -> None:
    row = page.locator("[id$=below-one]")
    row.locator("summary").first.click()
    proof = row.locator(".exchange").first
    proof.locator("summary").click()
    expect(proof.locator(".expected")).to_contain_text("A swap that lies within the hours")
    expect(proof.locator(".expected")).to_contain_text("expected 400 INVALID_ARGUMENT")


def test_an_exchange_of_the_list_names_its_requirement(page: Page) -> None:
    page.locator("#exchanges").scroll_into_view_if_needed()
    page.get_by_label("Search").last.fill("out-of-range")
    expect(page.locator("#exchanges .found")).to_have_text("1 of 6 exchanges, 1 shown")
    page.locator(".exchanges .xref").click()
    expect(page.locator(".exchanges .panel")).to_contain_text("Exchange 5 of sim-swap.check")
    page.locator(".exchanges .panel a").click()
    expect(page.locator("[id$=above-2400]")).to_have_attribute("open", "")
    page.locator(".exchanges .xref").click()
    expect(page.locator(".exchanges .panel")).to_have_count(0)


def test_five_thousand_exchanges_open_and_filter(reader: Reader) -> None:
    names = [f"sim-swap.check.r{i}" for i in range(150)]
    many = [exchange(n, f"{names[n % 150]}/c", body="x" * 1000) for n in range(1, 5001)]
    rows = [
        requirement(
            name, cases=[case(f"{name}/c", "passed", None, *range(i or 150, 5001, 150))]
        )
        for i, name in enumerate(names)
    ]
    page = reader.open(report(rows, many))
    page.locator("#exchanges").scroll_into_view_if_needed()
    expect(page.locator(".exchanges .xref")).to_have_count(100)
    page.get_by_label("Search").last.fill("check.r7/ two-legged")
    expect(page.locator("#exchanges .found")).to_have_text("34 of 5000 exchanges, 34 shown")
    page.get_by_label("Search").first.fill("r14")
    expect(page.locator(SHOWN)).to_have_count(11)
