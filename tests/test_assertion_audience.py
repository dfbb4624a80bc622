"""A server that takes only its issuer as audience of assertions is driven, and reported."""

import pytest

from conformance.outcomes import CaseResult
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare

ROWS = (
    "client-authentication.*",
    "client-credentials.*",
    "id-token.is-for-*",
    "ciba.missing-*",
)
PREFERRED = "client-authentication.endpoint-is-accepted-as-audience"


def went_wrong(audience: str) -> dict[str, set[str]]:
    """Return the rows that do not hold, by level, under an `assertion_audience`."""
    results: list[CaseResult] = []
    options = Options(requirements=ROWS)
    with ReferenceProvider(faults=["audience-is-the-issuer-alone"]) as provider:
        profile = load_profile("reference", provider.variables)
        settings = profile.authorization
        assert settings is not None
        told = settings.model_copy(update={"assertion_audience": audience})
        prepared = prepare(profile.model_copy(update={"authorization": told}), options)
        session = open_session(prepared, options)
        try:
            ended = carry_out(session, options, results.append)
        finally:
            session.close()
    if ended.obstacle is not None:
        return {"obstacle": {ended.obstacle}}
    levels = {row.id: row.level.value for row in prepared.requirements}
    wrong = {each.requirement for each in results if each.outcome in ("failed", "error")}
    return {
        level: {row for row in wrong if levels[row] == level} for level in ("MUST", "SHOULD")
    }


def test_it_is_driven_and_the_recommendation_still_measured() -> None:
    assert went_wrong("issuer") == {"MUST": set(), "SHOULD": {PREFERRED}}


@pytest.mark.parametrize("audience", ["endpoint", "token-endpoint"])
def test_without_the_key_it_lets_nobody_in(audience: str) -> None:
    assert went_wrong(audience).get("MUST") != set()
