"""summary.md: what a pull request shows, and nothing that a target could make it do."""

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from conformance.report.fields import LEVELS, OUTCOMES
from conformance.report.formats.markdown import markdown_summary
from conformance.report.inert import code, inert
from conformance.report.model import Selection
from tests.report_samples import case, report, requirement, sample
from tests.support.hostile import HOSTILE, hostile_report

# What GitHub takes in a comment.
LONGEST_COMMENT = 65_536
FRAME = "<details><summary>What was measured</summary>\n", "</details>\n"


def tokens(text: str) -> list[Token]:
    """Parse as forges do: tables, strikethrough and HTML."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return [each for token in parser.parse(text) for each in (token, *(token.children or ()))]


def test_the_verdict_comes_first_and_every_standing_has_its_place() -> None:
    lines = markdown_summary(sample()).splitlines()
    assert lines[0] == "## Non-conformant"
    assert lines[2].startswith("Example Operator, staging: non-conformant with SIM Swap")
    assert lines[4] == (
        "|  | failed | error | warning | deviates | passed | not testable | not offered |"
    )
    assert "| Requirements | 1 | 1 | 1 | 1 | 2 | 1 | 1 |" in lines
    headings = [line for line in lines if line.startswith("### ")]
    assert headings == [
        "### Failed (1)",
        "### Broke before it could be judged (1)",
        "### Warnings (1)",
        "### Admitted deviations (1)",
        "### Not testable (1)",
    ]
    assert "- `sim-swap.check.below-one` (MUST): expected 400 `INVALID_ARGUMENT`" not in lines
    assert any(
        line.startswith("- `sim-swap.check.below-one` (MUST): ") and "exchange 3" in line
        for line in lines
    )
    excused = next(line for line in lines if line.startswith("- `commonalities.401-first.id`"))
    assert "deviation until 2027-01-31, owner `api-team`, ticket `OPS-12`" in excused
    assert any("Stale deviations" in line for line in lines)


def test_a_narrowed_or_unfinished_run_says_so() -> None:
    narrowed = sample().model_copy(
        update={
            "selection": Selection(options=("--requirement sim-swap.*",)),
            "complete": False,
        }
    )
    text = markdown_summary(narrowed)
    assert text.startswith("## Non-conformant, unfinished run\n")
    assert "**Only a selection was tested:** `--requirement sim-swap.*`" in text


def test_hostile_text_becomes_no_markup() -> None:
    found = tokens(markdown_summary(hostile_report()))
    kinds = {token.type for token in found}
    assert not kinds & {"link_open", "image", "html_inline", "s_open", "em_open", "fence"}
    blocks = [token.content for token in found if token.type == "html_block"]
    assert blocks == list(FRAME)
    assert sum(token.type == "table_open" for token in found) == 1
    shown = [token.content for token in found if token.type == "text"]
    for mark in ("@", "#1", "GH-1", "://", "www.", "<", "evil"):
        assert not [text for text in shown if mark in text]
    headings = [token for token in found if token.type == "heading_open"]
    assert len(headings) == 6


def test_hostile_text_is_still_there_to_be_read() -> None:
    shown = [t.content for t in tokens(markdown_summary(hostile_report()))]
    assert any("<script>alert(1)</script>" in text for text in shown)


def test_no_control_character_is_left() -> None:
    text = markdown_summary(hostile_report())
    assert not [c for c in text if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\u200b"]


def test_the_longest_summary_still_fits_into_a_comment() -> None:
    rows = [
        requirement(
            f"sim-swap.check.{outcome}-{level}-{number}{'x' * 300}",
            outcome,
            [case(f"{outcome}{level}{number}", outcome, f"`{number} {HOSTILE}" * 20)],
            level=level,
        )
        for number in range(40)
        for outcome in OUTCOMES
        for level in LEVELS
    ]
    text = markdown_summary(report(rows))
    assert "- and 20 more in the report" in text
    assert len(text) < LONGEST_COMMENT


PLAIN = [
    "expected 400, got 200",
    "A swap that lies within the hours asked for is reported.",
    "Example Operator, staging",
    "operator’s (own) line: 100%",
]
CODED = {
    "@everyone": "`@everyone`",
    "fixes #1": "`fixes #1`",
    "see www.evil.example": "`see www.evil.example`",
    "a ` tick": "`` a ` tick ``",
    "`": "`` ` ``",
    "a\n# b": "`a\\n# b`",
    "x_y_z": "`x_y_z`",
    "GH-12": "`GH-12`",
    "evil.example": "`evil.example`",
    " ": "`(empty)`",
    "": "`(empty)`",
}


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_sentences_stay_prose(text: str) -> None:
    assert inert(text, 200) == text


@pytest.mark.parametrize("text", CODED)
def test_what_could_act_goes_into_a_code_span(text: str) -> None:
    assert inert(text, 200) == CODED[text]
    (paragraph,) = [t for t in tokens(f"x {code(text, 200)} y") if t.type == "inline"]
    assert [t.type for t in paragraph.children or ()] == ["text", "code_inline", "text"]
