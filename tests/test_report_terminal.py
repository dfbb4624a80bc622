"""The closing lines of a run: what failed, and one sentence that a manager can read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.report.fields import Verdict
from conformance.report.model import Report, Target
from conformance.report.sentence import verdict_sentence
from conformance.report.terminal import summary_lines
from tests.report_samples import case, deviation, exchange, report, requirement, sample

PAGE = Path("out/report.html")


def test_the_lines_end_with_the_verdict_and_the_page() -> None:
    assert summary_lines(sample(), PAGE) == [
        "Requirements 1 failed  1 error  1 warning  1 deviates  2 passed"
        "  1 not testable  1 not offered",
        "Cases        1 failed  1 error  1 warning  1 deviates  3 passed"
        "  1 not testable  1 not offered",
        "Exchanges    6 in 34.5 s",
        "",
        "Failed:",
        "  sim-swap.check.below-one",
        "    expected 400 INVALID_ARGUMENT, got 200 OK [exchange 3]",
        "",
        "Broke before it could be judged:",
        "  sim-swap.retrieve-date.date",
        "    ConnectTimeout: no answer within 10 s [exchange 6]",
        "",
        "Warnings:",
        "  sim-swap.check.above-2400",
        "    expected OUT_OF_RANGE, got INVALID_ARGUMENT [exchange 5]",
        "",
        "Stale deviations, to be removed from the profile:",
        "  number-verification.verify.own",
        "",
        "Example Operator, staging: non-conformant with SIM Swap 2.1.0 and Number"
        " Verification 2.1.0: 1 of 6 mandatory requirements failed.",
        "Report: out/report.html",
    ]


def test_at_most_twenty_failures_are_listed() -> None:
    rows = [
        requirement(f"sim-swap.check.r{i}", "failed", [case(f"c{i}", "failed", "no")])
        for i in range(25)
    ]
    lines = summary_lines(report(rows), PAGE)
    assert sum(line.startswith("  sim-swap.check.r") for line in lines) == 20
    assert "  and 5 more in the report" in lines


def test_distinct_reasons_are_counted() -> None:
    cases = [case("a", "failed", "this", 1), case("b", "failed", "that"), case("c")]
    made = report([requirement("sim-swap.check.r", "failed", cases)], [exchange(1)])
    assert "    this (and 1 other reasons) [exchange 1]" in summary_lines(made, PAGE)


def test_what_the_target_says_cannot_steer_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x1b[2J\n\rPASSED\u202e" + "A" * 1_000_000
    lines = summary_lines(sample(hostile), Path("\x1b[31mout/report.html"))
    text = "\n".join(lines)
    assert all(line.isprintable() for line in lines)
    assert "\\x1b]0;owned\\x07\\x1b[2J\\n\\x0dPASSED\\u202eAAA" in text
    assert max(map(len, lines)) < 600


def made(verdict: Verdict, *failed_should: str, **changes: Any) -> Report:
    rows = [requirement(f"sim-swap.check.p{i}") for i in range(3)]
    rows += [requirement(i, "failed", level="SHOULD") for i in failed_should]
    return report(rows, verdict=verdict, **changes)


HEAD = "Example Operator, staging: "
BOTH = "SIM Swap 2.1.0 and Number Verification 2.1.0: "
SENTENCES: dict[str, Callable[[], Report]] = {
    HEAD + "conformant with " + BOTH + "all 3 mandatory requirements passed.": lambda: made(
        "conformant"
    ),
    HEAD + "conformant with " + BOTH + "all 3 mandatory requirements passed,"
    " with 1 warning.": lambda: made("conformant", "sim-swap.check.s"),
    HEAD + "conformant, apart from admitted deviations, with " + BOTH + "1 of 2 mandatory"
    " requirements passed, 1 deviate by admission.": lambda: report(
        [
            requirement("sim-swap.check.p"),
            requirement("sim-swap.check.d", "failed", admitted=deviation()),
        ],
        verdict="conformant-with-deviations",
    ),
    HEAD + "only partly tested against " + BOTH + "none of 2 mandatory requirements failed,"
    " but 1 could not be tested.": lambda: report(
        [
            requirement("sim-swap.check.p"),
            requirement("sim-swap.check.t", "not-testable"),
            requirement("sim-swap.check.o", "not-offered"),
        ],
        verdict="partial",
    ),
    HEAD + "no verdict on " + BOTH + "no token could be had.": lambda: made(
        "inconclusive", verdict_reasons=("No token could be had.",)
    ),
    HEAD + "no verdict on " + BOTH + "see the report for why; the run did not finish.": (
        lambda: made("inconclusive", verdict_reasons=(), complete=False)
    ),
    HEAD + "non-conformant with " + BOTH + "a deviation is stale.": lambda: made(
        "non-conformant", verdict_reasons=("A deviation is stale.",)
    ),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_verdict_has_its_sentence(sentence: str) -> None:
    assert verdict_sentence(SENTENCES[sentence]()) == sentence


def test_without_an_operator_the_profile_names_the_target() -> None:
    one_api = Target(operator=None, apis=sample().target.apis[:1])
    assert verdict_sentence(made("conformant", target=one_api)) == (
        "Example Operator, staging: conformant with SIM Swap 2.1.0:"
        " all 3 mandatory requirements passed."
    )
