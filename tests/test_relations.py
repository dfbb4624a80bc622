"""Relations between answers need no ground truth, and find what nothing else finds."""

import pytest

from conformance.profile import Profile, load_profile
from conformance.profile.subscribers import SimHistory
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile

_CHECK = "sim-swap.check."
_DATE = "sim-swap.retrieve-date."
_VERIFY = "number-verification.verify."
_SHARE = "number-verification.device-phone-number."


def without_history(profile: Profile) -> Profile:
    """Return a profile that knows its served lines' numbers, and nothing else of any line."""
    served = [
        each.model_copy(update={"sim": SimHistory(), "operator_token": None})
        for each in profile.subscribers
        if each.consent_given and each.service == "normal" and not each.has_no_sim
    ]
    return profile.model_copy(update={"subscribers": served})


def seen_without_history(fault: str | None, *requirements: str, workers: int = 1) -> Seen:
    """Test a provider whose lines' histories nobody knows, except by generated requests.

    By one worker: cases that are carried out at the same time disturb each other where a
    provider keeps what belongs to one request for the next.
    """
    faults = [fault] if fault is not None else []
    with ReferenceProvider("camara", faults) as provider:
        profile = load_profile("reference", provider.variables)
        options = Options(
            requirements=requirements, keyword="not generated_requests", workers=workers
        )
        return run_profile(without_history(profile), options)


_OVER_AND_OVER = "same-question-has-the-same-answer"
_AT_ONCE = "answers-keep-apart-at-once"
_AFTER_ERRORS = "error-leaves-the-next-answer-alone"
_KINDS = "kinds-of-token-agree"

# A fault, the requirements that are tried, and those of them that fail: all the others pass.
_FOUND = [
    ("usual-windows-made-at-night", "sim-swap.*", {_CHECK + "wider-window-keeps-a-swap"}),
    ("max-age-defaults-to-24", "sim-swap.*", {_CHECK + "absent-max-age-is-answered-as-240"}),
    ("max-age-defaults-to-2400", "sim-swap.*", {_CHECK + "absent-max-age-is-answered-as-240"}),
    ("summer-time-marked-as-utc", "sim-swap.*", {_CHECK + "flips-where-retrieve-date-says"}),
    (
        "number-looked-up-in-a-nightly-copy",
        "sim-swap.*",
        {_CHECK + _KINDS, _DATE + _KINDS},
    ),
    ("answers-cached-by-body", "sim-swap.*", {_CHECK + _KINDS, _DATE + _KINDS}),
    (
        "circuit-breaker-opens-on-refusals",
        "sim-swap.*",
        {_CHECK + _AFTER_ERRORS, _DATE + _AFTER_ERRORS},
    ),
    (
        "hash-compared-in-two-spellings",
        _VERIFY + "*",
        {_VERIFY + "case-of-the-hash-carries-no-meaning"},
    ),
]


@pytest.mark.parametrize(
    ("fault", "tried", "found_by"), _FOUND, ids=[row[0] for row in _FOUND]
)
def test_only_the_relation_finds_it(fault: str, tried: str, found_by: set[str]) -> None:
    """With no history in the profile, no other requirement fails."""
    seen = seen_without_history(fault, tried)

    assert {row for row, told in seen.outcomes.items() if told == "failed"} == found_by


@pytest.mark.parametrize(
    "fault", ["every-seventh-lookup-times-out", "every-eleventh-date-is-of-another-replica"]
)
def test_only_relations_find_an_answer_that_is_wrong_now_and_then(fault: str) -> None:
    """Which others see it is chance; the one that asks twenty times always does."""
    seen = seen_without_history(fault, _DATE + "*")

    found = {row for row, told in seen.outcomes.items() if told == "failed"}
    relations = {_DATE + name for name in (_OVER_AND_OVER, _AT_ONCE, _AFTER_ERRORS, _KINDS)}
    assert _DATE + _OVER_AND_OVER in found
    assert found <= relations


@pytest.mark.parametrize(
    ("fault", "operation"),
    [("body-kept-in-a-variable", _DATE), ("caller-kept-in-a-variable", _SHARE)],
)
def test_only_requests_at_once_find_a_shared_variable(fault: str, operation: str) -> None:
    """One request after the other is answered rightly, whatever the requirement."""
    one_by_one = seen_without_history(fault, f"{operation}*")
    at_once = seen_without_history(fault, operation + _AT_ONCE, workers=4)

    assert one_by_one.alarms == []
    assert one_by_one.outcomes[operation + _AT_ONCE] == "not-offered"
    assert at_once.outcomes == {operation + _AT_ONCE: "failed"}


def test_relations_hold_for_an_honest_provider() -> None:
    """Nothing has to be known of a line for its answers to agree with each other."""
    seen = seen_without_history(None, "sim-swap.*", "number-verification.*")

    assert seen.alarms == []
    relations = {row for row, _, found in _FOUND for row in found}
    assert {seen.outcomes[row] for row in relations} == {"passed"}
