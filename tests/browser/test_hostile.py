"""What a target writes is shown and does nothing: no script, no request, no complaint."""

from playwright.sync_api import Page, expect

from conformance.report.exchanges import Exchange
from tests.browser.chromium import Reader
from tests.report_samples import case, exchange, report, requirement

MARKUP = (
    "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    "<svg onload='window.ran = 1'></svg><iframe src='https://attacker.example/'></iframe>"
    "</pre></details></template><!--<script>\"'`{{7*7}}{% raw %}${7*7}]]>"
)
ESCAPES = "\x1b[2J\x1b]0;title\x07\x00\u202egnp.exe\u2028\ud800\ufffe"
BINARY = bytes(range(256)).decode("latin-1") + b"\xff\xfe\xc3\x28".decode(errors="replace")
LINK = "javascript:window.ran=1//\"><a href='javascript:window.ran=1'>"


def hostile(n: int, body: str) -> Exchange:
    made = exchange(n, f"{MARKUP}{n}", body=body, status=302).model_dump()
    made["response"]["headers"] = [("location", LINK), (MARKUP, ESCAPES)]
    made["response"]["reason"] = MARKUP + ESCAPES
    made["request"]["url"] = LINK
    made["curl"] = MARKUP + ESCAPES
    made["subscriber"] = MARKUP
    return Exchange(**made)


def opened_everywhere(reader: Reader) -> Page:
    """Open a page of hostile bodies, and every part of it."""
    bodies = [MARKUP, ESCAPES, BINARY, LINK, "y" * 10_000_000]
    cases = [
        case(f"{MARKUP}{n}", "failed" if n % 2 else "passed", (MARKUP + ESCAPES) * (n % 2), n)
        for n in range(1, len(bodies) + 1)
    ]
    rows = [
        requirement(f"sim-swap.check.r{n}", each.outcome, [each], title=MARKUP)
        for n, each in enumerate(cases)
    ]
    made = [hostile(n, body) for n, body in enumerate(bodies, 1)]
    page = reader.open(report(rows, made, verdict_reasons=(MARKUP + ESCAPES,)))
    page.locator("#exchanges").scroll_into_view_if_needed()
    expect(page.locator(".exchanges .xref")).to_have_count(len(bodies))
    for action in ("details.open = true", ""):
        page.evaluate(
            f"document.querySelectorAll('details').forEach((details) => {{ {action} }})"
        )
    page.evaluate("document.querySelectorAll('.xref').forEach((button) => button.click())")
    expect(page.locator(".exchanges .panel")).to_have_count(len(bodies))
    return page


def test_nothing_of_it_acts(reader: Reader) -> None:
    page = opened_everywhere(reader)
    assert page.evaluate("window.ran") is None
    assert page.locator("img, iframe, object, embed, base").count() == 0
    assert page.locator("script").count() == 2
    hrefs = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
    assert [href for href in hrefs if not href.startswith("#")] == []
    assert page.title() == "Example Operator, staging: Non-conformant"


def test_all_of_it_is_shown(reader: Reader) -> None:
    page = opened_everywhere(reader)
    responses = page.locator(".exchanges .panel").get_by_label("Response")
    expect(responses.nth(0)).to_contain_text(MARKUP)
    expect(responses.nth(0)).to_contain_text(LINK)
    expect(responses.nth(1)).to_contain_text(r"\x1b[2J\x1b]0;title\x07\x00\u202egnp.exe\u2028")
    expect(responses.nth(2)).to_contain_text(r"\x00\x01\x02")
    expect(responses.nth(4)).to_contain_text("9,996,000 more characters in report.json")
