"""An operator that keeps less than 240 hours may refuse a request without maxAge: no alarm."""

import pytest

from conformance.profile import Profile, load_profile
from conformance.profile.apis import Period
from conformance.reference import ReferenceProvider
from conformance.reference.dialects import Dialect
from conformance.reference.operations import CHECK, Call
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.steps import IN_ORDER, read_body
from conformance.reference.world import World
from conformance.run.options import Options
from tests.support.suite import measured_against, run_profile

# As the law of one country has it, and less than the default of maxAge.
_DAYS = 7
# Each sends a request of its own making, to which the window has to be added.
_ABOUT_THE_LINE = {
    "1.0.0": (
        "sim-swap.check.missing-phone-number-is-unidentifiable",
        "sim-swap.check.equal-phone-number-beside-three-legged-token-is-accepted",
    ),
    "2.1.0": (
        "sim-swap.check.missing-phone-number-is-refused",
        "sim-swap.check.phone-number-beside-three-legged-token-is-refused",
        "sim-swap.check.malformed-phone-number-is-refused",
        "sim-swap.check.answers-belong-to-the-subscriber",
        "sim-swap.check.no-sim-is-not-reported",
    ),
}


@pytest.mark.parametrize("release", list(_ABOUT_THE_LINE))
def test_default_beyond_the_limit_is_refused(release: str) -> None:
    """It says so before it looks at anything else that may be wrong with the request."""
    dialect = Dialect("short", kept_days=_DAYS, shape=_refuse_the_default)
    releases = {"sim-swap": release}
    with ReferenceProvider(dialect, api_releases=releases) as provider:
        profile = load_profile("reference-limited", provider.variables)
        profile = _looking_back(measured_against(profile, releases), _DAYS)
        run = run_profile(profile, Options(apis=("sim-swap",), max_examples=5))

    assert run.alarms == []
    assert {run.outcomes[row] for row in _ABOUT_THE_LINE[release]} == {"passed"}


def _refuse_the_default(rules: Rules) -> None:
    """Refuse a request without maxAge as soon as its body is read."""

    def look_for_hours(call: Call, _world: World) -> None:
        if call.operation is CHECK and "maxAge" not in call.body:
            raise RefusalError("monitored-period")

    following = IN_ORDER.index(read_body) + 1
    rules.steps = (*IN_ORDER[:following], look_for_hours, *IN_ORDER[following:])


def _looking_back(profile: Profile, days: int) -> Profile:
    """Return a profile whose SIM Swap looks back so many days."""
    declared = profile.declared_apis
    assert declared.sim_swap is not None
    period = {"monitored_period": Period(days=days)}
    changed = {"sim_swap": declared.sim_swap.model_copy(update=period)}
    return profile.model_copy(update={"declared_apis": declared.model_copy(update=changed)})
