"""How much chance is in several values: an estimate that errs on the generous side."""

import pytest

from conformance.checks.entropy import bits_in


@pytest.mark.parametrize(
    ("values", "bits"),
    [
        ([], 0),
        (["only"], 0),
        (["ab", "cd", "ab"], 0),
        (["ax", "bx"], 1),
        (["ab", "cd"], 4),
        (["aa", "ab", "ba", "bb"], 2),
        (["abz", "cd"], 4),
    ],
)
def test_places_that_differ_count_what_they_hold(values: list[str], bits: float) -> None:
    assert bits_in(values) == pytest.approx(bits)
