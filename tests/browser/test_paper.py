"""The page on paper, A4 and Letter, and on a narrow phone: nothing is cut off."""

import pytest
from playwright.sync_api import expect

from conformance.report.model import Report
from tests.browser.chromium import Reader
from tests.report_samples import case, exchange, report, requirement, sample

# Width inside the margins of 14 mm, at 96 dots to the inch.
PAPER = {"A4": (210 - 28) * 96 / 25.4, "Letter": 8.5 * 96 - 28 * 96 / 25.4}

# Elements whose box, or whose content, goes beyond the page's right edge.
CUT = """
() => {
  const edge = document.documentElement.clientWidth + 0.5;
  const holdsMore = (each) =>
    each.matches('table, pre, td, th') && each.scrollWidth > each.clientWidth + 1;
  return [...document.querySelectorAll('table, td, th, pre, code, p, dl, svg, figure')]
    .filter((each) => each.checkVisibility())
    .filter((each) => each.getBoundingClientRect().right > edge || holdsMore(each))
    .map((each) => `${each.tagName} ${each.className} ${each.textContent.slice(0, 60)}`);
}
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true })"


def wide_sample() -> Report:
    """Return a report whose ids, words and bodies leave no place to break."""
    word = "unbreakable" * 12
    name = f"sim-swap.check.{word}"
    failing = case(f"{name}/{word}", "failed", word, *range(1, 30))
    made = [exchange(n, failing.id, body=word * 20) for n in range(1, 30)]
    return report([requirement(name, "failed", [failing], title=word)], made)


@pytest.mark.parametrize("paper", PAPER)
@pytest.mark.parametrize("made", [sample(), wide_sample()], ids=["sample", "wide"])
def test_nothing_is_cut_on_paper(reader: Reader, paper: str, made: Report) -> None:
    page = reader.open(made)
    page.set_viewport_size({"width": int(PAPER[paper]), "height": 900})
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT) == []


def test_a_phone_never_scrolls_sideways(phone: Reader) -> None:
    for made in (sample(), wide_sample()):
        page = phone.open(made)
        page.evaluate(OPEN_ALL)
        assert page.evaluate(OVERFLOW) == 0


def test_printing_opens_the_evidence_and_closes_it_again(reader: Reader) -> None:
    page = reader.open(sample())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened = page.locator(".req[open]")
    standings = [row.get_attribute("data-standing") for row in opened.all()]
    assert standings == ["failed", "warning", "error", "excused"]
    assert page.locator(".req[open] .exchange:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(opened).to_have_count(0)


def test_both_papers_take_the_same_page(reader: Reader) -> None:
    """A size that the page itself asked for would print A4 in a country of Letter."""
    page = reader.open(sample())
    boxes = {"A4": b"/MediaBox [0 0 595", "Letter": b"/MediaBox [0 0 612"}
    for paper, box in boxes.items():
        assert box in page.pdf(format=paper, prefer_css_page_size=True)
