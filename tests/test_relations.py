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


def seen_without_history(fault: str | None, *requirements: str) -> Seen:
    """Test a provider whose lines' histories nobody knows, except by generated requests."""
    faults = [fault] if fault is not None else []
    with ReferenceProvider("camara", faults) as provider:
        profile = load_profile("reference", provider.variables)
        options = Options(requirements=requirements, keyword="not generated_requests")
        return run_profile(without_history(profile), options)


@pytest.mark.parametrize(
    ("fault", "found_by"),
    [
        ("usual-windows-made-at-night", {_CHECK + "wider-window-keeps-a-swap"}),
        ("max-age-defaults-to-24", {_CHECK + "absent-max-age-is-answered-as-240"}),
        ("max-age-defaults-to-2400", {_CHECK + "absent-max-age-is-answered-as-240"}),
        ("summer-time-marked-as-utc", {_CHECK + "flips-where-retrieve-date-says"}),
        (
            "number-looked-up-in-a-nightly-copy",
            {_CHECK + "kinds-of-token-agree", _DATE + "kinds-of-token-agree"},
        ),
        (
            "answers-cached-by-body",
            {_CHECK + "kinds-of-token-agree", _DATE + "kinds-of-token-agree"},
        ),
        (
            "body-kept-in-a-variable",
            {_CHECK + "answers-keep-apart-at-once", _DATE + "answers-keep-apart-at-once"},
        ),
        (
            "every-eleventh-date-is-of-another-replica",
            {_DATE + "same-question-has-the-same-answer"},
        ),
        ("date-of-the-request", {_DATE + "same-question-has-the-same-answer"}),
    ],
)
def test_only_the_relation_finds_it(fault: str, found_by: set[str]) -> None:
    """With no history in the profile, no other requirement of SIM Swap fails."""
    seen = seen_without_history(fault, "sim-swap.*", "commonalities.*")

    assert {row for row, told in seen.outcomes.items() if told == "failed"} == found_by


