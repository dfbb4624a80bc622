"""What is known of lines is compared, as far back as the profile says that history goes."""

from collections.abc import Mapping

import pytest

from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile

_CHECK = "sim-swap.check.each-known-swap-is-in-its-window"
_DATE = "sim-swap.retrieve-date.each-known-date-is-told"


def changed(profile: Profile, keys: Mapping[str, object]) -> Profile:
    """Return the profile with other settings of SIM Swap."""
    sim_swap = profile.api("sim-swap").model_copy(update=dict(keys))
    sim_swap.resolve(sim_swap.token_kinds, sim_swap.flow)
    declared = profile.declared_apis.model_copy(update={"sim_swap": sim_swap})
    return profile.model_copy(update={"declared_apis": declared})


def seen(dialect: str, faults: list[str], **keys: object) -> Seen:
    """Return what both rows show of a provider whose profile says something else."""
    with ReferenceProvider(dialect, faults) as provider:
        name = "reference" if dialect == "camara" else "reference-limited"
        profile = changed(load_profile(name, provider.variables), keys)
        return run_profile(profile, Options(requirements=(_CHECK, _DATE)))


@pytest.mark.parametrize("history", [None, "limited"])
def test_limit_that_is_not_declared(history: str | None) -> None:
    """Who says nothing of a limit may have one, beyond the hours that anybody may ask for."""
    found = seen("camara-limited", [], monitored_period=None, declared_history=history)

    assert found.outcomes == {_CHECK: "passed", _DATE: "passed"}


def test_limit_beside_a_forgetful_provider() -> None:
    """Within its declared period a provider has to know each swap."""
    found = seen(
        "camara", ["window-cut-to-a-month"], monitored_period=None, declared_history=None
    )
    assert found.outcomes[_CHECK] == "passed"

    found = seen("camara", ["window-cut-to-a-month"])
    assert found.outcomes == {_CHECK: "failed", _DATE: "passed"}


def test_token_of_each_line() -> None:
    """Where only three-legged tokens are offered, other lines are asked about by theirs."""
    kinds = ("three-legged",)
    found = seen("camara", ["activation-told-for-an-old-swap"], declared_tokens=kinds)

    assert found.outcomes == {_CHECK: "passed", _DATE: "failed"}
