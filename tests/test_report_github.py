"""`--format github`: annotations of what failed, and no command of a target's."""

import re

from conformance.report.fields import DeviationState
from conformance.report.formats.github import annotations, attention, command, silence
from conformance.report.model import Report
from tests.report_samples import case, deviation, report, requirement

ROW = "sim-swap.check.below-one"


def failing(count: int, reason: str = "expected 400, got 200") -> Report:
    """Return a report with so many failures."""
    return report(
        [
            requirement(f"{ROW}-{n}", "failed", [case(f"c{n}", "failed", reason)])
            for n in range(count)
        ]
    )


def test_one_for_each_failed_requirement() -> None:
    assert list(annotations(failing(2))) == [
        f"::error title={ROW}-0::expected 400, got 200",
        f"::error title={ROW}-1::expected 400, got 200",
    ]


def admitting(count: int, state: DeviationState = "admitted") -> Report:
    """Return a report with so many failures, each with a deviation."""
    rows = (
        requirement(
            f"{ROW}-{n}",
            "failed",
            [case(f"c{n}", "failed", "expected 400, got 200")],
            admitted=deviation(state),
        )
        for n in range(count)
    )
    return report(list(rows))


def test_what_is_warned_or_passed_has_none() -> None:
    others = report(
        [
            requirement(f"{ROW}-too", "failed", [case("d", "failed", "x")], level="SHOULD"),
            requirement(f"{ROW}-three"),
        ]
    )
    assert list(annotations(others)) == []


def test_what_is_excused_is_a_notice() -> None:
    assert list(annotations(admitting(1))) == [
        f"::notice title={ROW}-0::admitted until 2027-01-31, OPS-12: expected 400, got 200"
    ]
    assert list(annotations(admitting(1, "expired"))) == [
        f"::error title={ROW}-0::expected 400, got 200"
    ]


def test_notices_are_ten_at_most_and_the_last_counts_the_rest() -> None:
    lines = list(annotations(admitting(25)))
    assert len(lines) == 10
    assert lines[-1] == (
        "::notice title=More deviations::16 more requirements deviate: see the report"
    )


def test_ten_at_most_and_the_last_counts_the_rest() -> None:
    assert len(list(annotations(failing(10)))) == 10
    lines = list(annotations(failing(25)))
    assert len(lines) == 10
    assert lines[-1].endswith("::16 more requirements failed: see the report")


def test_no_text_ends_its_command_or_starts_another() -> None:
    hostile = "a\r\n::set-output name=x::y\n##[error]z 100% a,b:c\x1b[31m\u2028::warning::w"
    for line in (command("error", hostile, "m"), command("error", "t", hostile)):
        assert "\n" not in line
        assert "\r" not in line
        assert "\x1b" not in line
        assert line.startswith("::error title=")
        assert re.search(r"%(?!25|0D|0A|3A|2C)", line) is None
    titled = command("error", "a,b:c", "m").partition("title=")[2].partition("::")[0]
    assert titled == "a%2Cb%3Ac"


def test_percent_is_escaped_before_all_else() -> None:
    assert command("error", "t", "100%0A") == "::error title=t::100%250A"


def test_silence_ends_with_its_token_alone() -> None:
    assert silence("abc") == "::stop-commands::abc"
    assert attention("abc") == "::abc::"
