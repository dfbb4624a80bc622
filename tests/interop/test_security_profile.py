"""The security profile's rows against oidc-provider: what it does otherwise, and no more."""

from collections.abc import Mapping

import pytest

from conformance.outcomes import CaseResult
from conformance.profile import load_profile
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.interop.deviations import DEVIATIONS
from tests.interop.oidc_provider import PROFILE

# The boundary cases of generated requests will do: drawn ones take the time of all others.
OPTIONS = Options(apis=("authorization",), max_examples=0)

Results = Mapping[str, CaseResult]


@pytest.fixture(scope="module", params=["0.3.0", "0.4.0", "0.5.0"])
def results(variables: Mapping[str, str], request: pytest.FixtureRequest) -> Results:
    """Return what became of each case of one release of the profile, by case id."""
    release = {"INTEROP_SECURITY_RELEASE": request.param}
    profile = load_profile(str(PROFILE), {**variables, **release})
    results: list[CaseResult] = []
    session = open_session(prepare(profile, OPTIONS), OPTIONS)
    try:
        ended = carry_out(session, OPTIONS, results.append)
    finally:
        session.close()
    assert ended.obstacle is None, ended.obstacle
    return {each.case: each for each in results}


def test_it_fails_where_it_does_otherwise_and_nowhere_else(results: Results) -> None:
    """Every deviation is found, and what the server does right raises no alarm."""
    failed = _reasons(results, "failed")
    due = {case: DEVIATIONS[case] for case in results if case in DEVIATIONS}
    alarms = {case: failed[case] for case in failed.keys() - due.keys()}
    missed = {case: due[case] for case in due.keys() - failed.keys()}
    assert (alarms, missed) == ({}, {})


def test_nothing_breaks(results: Results) -> None:
    """A server that answers is judged: no case ends as an error."""
    assert _reasons(results, "error") == {}


def test_the_profile_says_all_that_it_takes(results: Results) -> None:
    """What is not tested is not offered, but for tokens that only a network can make.

    And for polls that nobody answers: server.mjs lets such a request live for 4 s, and three
    polls at the interval of 5 s, which is due where a server names none, take longer.
    """
    withheld = {case.partition("/")[0] for case in _reasons(results, "not-testable")}
    assert withheld <= {"ciba.operator-token-hint-is-accepted", "ciba.polls-are-no-answer"}


def test_most_of_it_passes(results: Results) -> None:
    """A certified server does most things right, and is told so."""
    assert len(_reasons(results, "passed")) > 3 * len(DEVIATIONS)


def _reasons(results: Results, outcome: str) -> dict[str, str | None]:
    return {case: each.reason for case, each in results.items() if each.outcome == outcome}
