"""A code that is redeemed twice at the same time: nothing else tells when it is struck off."""

from conformance.run.options import Options
from tests.support.suite import Seen, run_suite

_ROW = "authorization-code.code-is-single-use"
_AFTER, _AT_ONCE = f"{_ROW}/one-after-another", f"{_ROW}/two-at-once"


def _outcomes(seen: Seen) -> dict[str, str]:
    return {result.case: result.outcome for result in seen.results}


def test_only_redemptions_at_once_find_a_code_that_is_struck_off_late() -> None:
    """One redemption after the other is answered rightly."""
    faults = ["code-is-struck-off-after-the-answer"]
    one_by_one = run_suite(faults=faults, options=Options(requirements=(_ROW,), workers=1))
    at_once = run_suite(faults=faults, options=Options(requirements=(_ROW,), workers=4))

    assert _outcomes(one_by_one) == {_AFTER: "passed", _AT_ONCE: "not-offered"}
    assert _outcomes(at_once) == {_AFTER: "passed", _AT_ONCE: "failed"}


def test_redemptions_of_which_none_brings_a_token_are_not_judged() -> None:
    """That a code is good at all is another row's matter."""
    options = Options(requirements=(_ROW,), workers=4)
    seen = run_suite(faults=["access-token-in-an-envelope"], options=options)

    assert _outcomes(seen)[_AT_ONCE] == "not-testable"
