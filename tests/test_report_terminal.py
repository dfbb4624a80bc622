"""The closing lines of a run: what failed, and one sentence that a manager can read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.outcomes import Outcome
from conformance.report.fields import Verdict
from conformance.report.model import Report, Selection, Target
from conformance.report.sentence import verdict_sentence
from conformance.report.terminal import summary_lines
from tests.report_samples import case, deviation, exchange, report, requirement, sample

PAGE = Path("out/report.html")


def test_what_demands_nothing_is_information() -> None:
    """A MAY that does not hold is no warning: nowhere is it counted as one."""
    found = [case("a", "failed", "up to the server")]
    of = report([requirement("sim-swap.check.may", "failed", found, level="MAY")])
    lines = summary_lines(of, PAGE)
    assert lines[0].endswith(" 1 note")
    at = lines.index("For information, as nothing is demanded:")
    assert lines[at + 1 : at + 3] == ["  sim-swap.check.may", "    up to the server"]
    assert not any("arning" in line for line in lines)


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
        "Not tested, in cases:",
        "    1 not-testable: The profile has no line that was never swapped: add one to"
        " subscribers.",
        "    1 not-offered: The profile does not offer device-phone-number.",
        "",
        "Example Operator, staging: non-conformant with SIM Swap 2.1.0 and Number"
        " Verification 2.1.0: 1 of 6 mandatory requirements failed.",
        "Report: out/report.html",
    ]


def test_equal_reasons_are_told_once() -> None:
    rows = [
        requirement(f"sim-swap.check.r{i}", "failed", [case(f"c{i}", "failed", why, i + 1)])
        for i, why in enumerate(["no token", "another", "no token"])
    ]
    lines = summary_lines(report(rows, [exchange(n) for n in (1, 2, 3)]), PAGE)
    failed = lines.index("Failed:")
    assert lines[failed + 1 : failed + 6] == [
        "  sim-swap.check.r0",
        "  sim-swap.check.r2",
        "    no token [exchange 1]",
        "  sim-swap.check.r1",
        "    another [exchange 2]",
    ]


def test_what_was_not_tested_is_counted_by_reason() -> None:
    add, limits = "add tokens.expired", "held back: limits.malformed: true lets it out"
    of: list[tuple[str, Outcome, str]] = [
        ("a", "not-testable", add),
        ("b", "not-testable", limits),
        ("c", "not-testable", add),
    ]
    of.append(("d", "not-offered", "the profile does not offer verify"))
    rows = [
        requirement(f"sim-swap.check.{n}", o, [case(f"{n}/x", o, why)]) for n, o, why in of
    ]
    lines = summary_lines(report(rows), PAGE)
    at = lines.index("Not tested, in cases:")
    assert lines[at + 1 : at + 5] == [
        f"    2 not-testable: {add}",
        f"    1 not-testable: {limits}",
        "    1 not-offered: the profile does not offer verify",
        "",
    ]


def test_reasons_beyond_twenty_are_counted() -> None:
    rows = [
        requirement(
            f"sim-swap.check.r{i}", "not-testable", [case(f"c{i}", "not-testable", f"add {i}")]
        )
        for i in range(23)
    ]
    lines = summary_lines(report(rows), PAGE)
    assert sum("not-testable: add" in line for line in lines) == 20
    assert "      and 3 more reasons" in lines


def test_deviation_past_its_date_is_told_where_it_failed() -> None:
    rows = [
        requirement("sim-swap.check.a", "failed", admitted=deviation("expired")),
        requirement("sim-swap.check.b", admitted=deviation("expired")),
    ]
    lines = summary_lines(report(rows), PAGE)
    at = lines.index("Deviations past their date, which excuse nothing:")
    assert lines[at + 1].startswith("  sim-swap.check.a (until ")
    assert lines[at + 2] == ""


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


def test_a_selection_names_the_apis_that_it_tests() -> None:
    selection = Selection(options=("--requirement sim-swap.*",))
    one = report([requirement("sim-swap.check.p")], verdict="conformant", selection=selection)
    assert "conformant with SIM Swap 2.1.0: the one selected" in verdict_sentence(one)
    both = [requirement("sim-swap.check.p"), requirement("number-verification.verify.p")]
    assert BOTH in verdict_sentence(report(both, verdict="conformant", selection=selection))
