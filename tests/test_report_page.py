"""report.html as text: self-contained, well-formed, and deaf to what a target writes."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from conformance.bundled import folder
from conformance.report.exchanges import Exchange
from conformance.report.model import Report
from conformance.report.page.html import html_page
from conformance.report.views import LABELS
from tests.report_samples import case, exchange, report, requirement, sample

VOID = {"meta", "link", "br", "input", "hr", "img"}
# Drawn without an end tag of their own.
DRAWN = {"path", "rect", "use"}


class Page(HTMLParser):
    """The elements of a page, refusing one that is not closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in DRAWN
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"]:
            self.scripts.append(data)
        elif self.open[-1:] != ["style"]:
            self.text += data

    def having(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]

    @property
    def data(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.scripts[0])
        return found


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(html_page(sample()))


def test_the_first_screen_says_who_what_when_and_with_which_digests(page: Page) -> None:
    head = page.text[: page.text.index("Why this verdict")]
    assert "Example Operator, staging" in head
    for wanted in [
        "Non-conformant with SIM Swap 2.1.0 and Number Verification 2.1.0.",
        "1 of 6 mandatory requirements failed.",
        "2026-11-20 08:00:00 UTC",
        "ab" * 32,
        "cd" * 32,
        "ef" * 32,
        "camara-conformance 0.1.0",
        "https://api.example.com/sim-swap/v2",
        "environment: staging",
        "seed 7",
    ]:
        assert wanted in head


def test_the_picture_has_a_titled_cell_for_every_requirement(page: Page) -> None:
    cells = [a for t, a in page.elements if t == "g"]
    ids = [cell["data-go"].removeprefix("req-") for cell in cells]
    assert sorted(ids) == sorted(r.id for r in sample().requirements)
    assert ids[-1] == "commonalities.401-first.id"
    first = ids.index("sim-swap.check.below-one")
    assert ids[first + 1 : first + 3] == [
        "sim-swap.check.above-2400",
        "sim-swap.check.recent-swap",
    ]
    assert "sim-swap.check.below-one: failed" in page.text
    assert {cell["class"] for cell in cells} == {
        f"cell s-{name}" for name in LABELS if name != "note"
    }, "the sample holds one of each but of a MAY, of which nothing is demanded"


def test_every_requirement_stands_with_its_outcome_and_level(page: Page) -> None:
    rows = page.having("details", **{"class": "req"})
    assert {row["id"]: (row["data-standing"], row["data-level"]) for row in rows}[
        "req-sim-swap.check.above-2400"
    ] == ("warning", "SHOULD")
    assert len(rows) == len(sample().requirements)


def test_evidence_stands_beside_failures_without_any_script(page: Page) -> None:
    proofs = page.having("details", **{"class": "exchange"})
    printed = [row["data-proof"] for row in proofs if "data-fill" not in row]
    assert sorted(printed) == ["2", "3", "4", "5", "6"]
    assert [row["data-proof"] for row in proofs if "data-fill" in row] == ["1"]
    assert "no response: ConnectTimeout" in page.text


def test_a_case_of_many_exchanges_shows_its_first_and_its_last_two() -> None:
    row = requirement("sim-swap.check.r", "failed", [case("c", "failed", "no", *range(1, 41))])
    page = Page(html_page(report([row], [exchange(n, "c") for n in range(1, 41)])))
    proofs = [row["data-proof"] for row in page.having("details", **{"class": "exchange"})]
    assert proofs == ["1", "39", "40"]
    assert len(page.having("button", **{"class": "xref"})) == 24
    assert "and 16 more" in page.text


def test_every_link_inside_the_page_has_its_end(page: Page) -> None:
    ends = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ends) == len(set(ends))
    targets = {a["href"] for t, a in page.elements if t in ("a", "use")}
    assert {target.removeprefix("#") for target in targets} <= set(ends)
    named = [a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a]
    assert set(named) <= set(ends)


def test_structure_is_told_to_screen_readers(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert page.having("html", lang="en")
    assert tags.count("caption") == tags.count("table")
    assert all("scope" in a for tag, a in page.elements if tag == "th")
    assert all("aria-label" in svg for svg in page.having("svg", role="img"))
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_nothing_reaches_for_a_network(page: Page) -> None:
    policy = page.having("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for name in ("page.css", "page.js"):
        text = (folder("reports") / name).read_bytes()
        digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert b"url(" not in text
        assert b"fetch" not in text
    assert not [a for _, a in page.elements if "src" in a or "style" in a]


HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "</pre></details>\"'`--><!--\x00\x1b[2J\u202e\ud800]]>{{7*7}}${7*7}"
)


def hostile_report() -> Report:
    proof = exchange(1, "c", body=HOSTILE, status=400).model_dump()
    proof["request"]["url"] = "https://[" + HOSTILE
    proof["request"]["headers"] = [(HOSTILE, HOSTILE)]
    proof["response"]["reason"] = HOSTILE
    proof["curl"] = HOSTILE
    row = requirement("sim-swap.check.r", "failed", [case("c", "failed", HOSTILE, 1)])
    return report([row], [Exchange(**proof)], verdict_reasons=(HOSTILE,))


def test_what_the_target_writes_stays_text() -> None:
    page = Page(html_page(hostile_report()))
    assert len(page.having("script")) == 2
    assert page.scripts[1] == (folder("reports") / "page.js").read_text(encoding="utf-8")
    assert not page.having("img")
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]
    shown = HOSTILE.replace("\x00", "\\x00").replace("\x1b", "\\x1b")
    shown = shown.replace("\u202e", "\\u202e").replace("\ud800", "\\ud800")
    assert page.text.count(shown) >= 5
    assert not [a for _, a in page.elements if not a.get("href", "#").startswith("#")]
    (data,) = page.data
    assert data["curl"] == shown


def test_no_control_character_reaches_the_page() -> None:
    text = html_page(hostile_report())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)


def test_endless_bodies_are_cut_and_say_so() -> None:
    row = requirement("sim-swap.check.r", "failed", [case("c", "failed", "x" * 10**6, 1)])
    text = html_page(report([row], [exchange(1, "c", body="y" * 10**6)]))
    assert len(text) < 200_000
    assert "996,000 more characters in report.json" in text


def test_what_was_not_tested_says_what_would_make_it_testable(page: Page) -> None:
    part = page.text[page.text.rindex("What was not tested") :]
    assert "add one to subscribers" in part[: part.index("Upstream test plans")]


def test_deviations_are_shown_with_all_they_hold(page: Page) -> None:
    part = page.text[page.text.rindex("Deviations") : page.text.rindex("What was not tested")]
    for wanted in ["admitted", "stale", "2027-01-31", "api-team", "OPS-12", "The gateway"]:
        assert wanted in part


def test_a_killed_run_is_marked(page: Page) -> None:
    assert "Incomplete." not in page.text
    killed = html_page(sample().model_copy(update={"complete": False}))
    assert "Incomplete." in Page(killed).text


def test_an_empty_report_is_still_a_page() -> None:
    empty = report([], verdict="inconclusive", verdict_reasons=())
    assert "See the report for why." in Page(html_page(empty)).text


def test_a_long_run_is_told_in_minutes() -> None:
    late = datetime(2026, 11, 20, 8, 3, 5, tzinfo=UTC)
    assert "took 3 min 5 s" in html_page(sample().model_copy(update={"finished_at": late}))


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_stands_out_from_its_ground(theme: int) -> None:
    """WCAG 2.2 asks for a contrast of 4.5 for text."""
    style = (folder("reports") / "page.css").read_text(encoding="utf-8")
    blocks = [colours(block) for block in re.findall(r":root \{([^}]*)\}", style)]
    found = blocks[0] | blocks[theme]
    judged = ["passed", "failed", "error", "excused", "warning"]
    pairs = [(n, ground) for n in [*judged, "absent"] for ground in ("paper", "sunk")]
    pairs += [(n, f"{n}-tint") for n in judged] + [("ink", f"{n}-tint") for n in judged]
    pairs += [(f"{n}-mark", f"{n}-fill") for n in ("failed", "error")]
    pairs += [("warning", "warning-fill")]
    pairs += [(name, "sunk") for name in ("ink", "soft", "link")]
    pairs += [(name, "paper") for name in ("ink", "soft", "link")]
    assert [p for p in pairs if contrast(found[p[0]], found[p[1]]) < 4.5] == []
