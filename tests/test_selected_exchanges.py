"""A selection that brings no answer for a requirement: left out on purpose is not untested."""

from collections.abc import Mapping

import pytest

from conformance.outcomes import CaseResult, Outcome
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.run.shards import Shard

ECHOED = "commonalities.x-correlator.is-echoed-on-errors"


def without_refusals(options: Options, selected: bool) -> Mapping[str, CaseResult]:
    """Carry out one row of all answers where nothing malformed may be sent.

    `selected` overrules what the options say of that.
    """
    results: list[CaseResult] = []
    with ReferenceProvider() as provider:
        profile = load_profile("reference", provider.variables)
        limits = profile.limits.model_copy(update={"malformed": False, "fuzzing": False})
        profile = profile.model_copy(update={"limits": limits})
        session = open_session(prepare(profile, options), options)
        assert session.selected == options.selective
        session.selected = selected
        carry_out(session, options, results.append)
        session.close()
    return {each.case: each for each in results}


@pytest.mark.parametrize(
    ("selected", "outcome", "says"),
    [(True, "not-offered", "select more"), (False, "not-testable", "gave no answer")],
)
def test_row_without_an_answer(selected: bool, outcome: Outcome, says: str) -> None:
    results = without_refusals(Options(requirements=(ECHOED,)), selected)
    result = results[f"{ECHOED}/sim-swap.check/two-legged"]
    assert result.outcome == outcome
    assert says in (result.reason or "")


@pytest.mark.parametrize(
    ("options", "selective"),
    [
        (Options(), False),
        (Options(apis=("sim-swap",)), False),
        (Options(shard=Shard(1, 2)), False),
        (Options(requirements=("ciba.*",)), True),
        (Options(keyword="ciba"), True),
        (Options(marks="takes_time"), True),
    ],
)
def test_what_is_a_selection(options: Options, selective: bool) -> None:
    """The rest of a shard is carried out by others, and an API is left out with its rows."""
    assert options.selective == selective
