"""A provider that offers nothing but client credentials gets a verdict all the same."""

from collections.abc import Iterator

import pytest

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.report.model import Report
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare

PROFILE = """\
profile: 1
name: only-client-credentials
environment: local
apis:
  sim-swap:
    release: 2.1.0
    base_url: ${REFERENCE_SIM_SWAP}
    operations: [check]
    tokens: [two-legged]
    history: unlimited
authorization:
  discovery: ${REFERENCE_DISCOVERY}
  purpose: dpv:FraudPreventionAndDetection
  clients:
    main: {id: reference-main, key: {file: "${REFERENCE_CLIENT_KEY}", kid: main-1}}
    other: {id: reference-other, key: {file: "${REFERENCE_OTHER_CLIENT_KEY}", kid: other-1}}
    limited: {id: reference-limited, key: {file: "${REFERENCE_LIMITED_CLIENT_KEY}"}}
  client_credentials: {}
subscribers:
  - {id: swapped-3h, phone_number: "+447700900101", sim: {changed: {hours_ago: 3}}}
  - {id: never, phone_number: "+447700900110", sim: {changed: never}}
limits: {requests_per_second: 2000, max_requests: 10000}
"""
# Not `refresh.`: a garbage refresh token is refused whatever the flows.
THREE_LEGGED = ("ciba.", "authorization-code.", "jwt-bearer.", "id-token.")
TWO_LEGGED = ("client-credentials.", "client-authentication.", "token-response.")


@pytest.fixture(scope="module", params=["0.3.0", "0.4.0", "0.5.0"])
def report(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Report]:
    """Run the rows of one release and return the report."""
    folder = tmp_path_factory.mktemp("run")
    text = PROFILE.replace("  purpose:", f"  release: {request.param}\n  purpose:")
    (folder / "profile.yaml").write_text(text, encoding="utf-8")
    with ReferenceProvider(security_release=request.param) as provider:
        profile = load_profile(str(folder / "profile.yaml"), provider.variables)
        options = Options(output=folder / "report", max_examples=2)
        yield execute(prepare(profile, options), options, lambda _: None).report


def outcomes(report: Report, *areas: str) -> dict[str, str]:
    """Return the outcome of each requirement of these areas."""
    return {row.id: row.outcome for row in report.requirements if row.id.startswith(areas)}


def test_nothing_is_held_against_it(report: Report) -> None:
    """What it does not offer is no failure, and what it offers is tested."""
    assert report.verdict in ("conformant", "partial"), report.verdict_reasons
    bad = [row.id for row in report.requirements if row.outcome in ("failed", "error")]
    assert bad == []


def test_flows_with_a_user_are_not_offered(report: Report) -> None:
    """Each row about a user says that the profile does not offer it."""
    three_legged = outcomes(report, *THREE_LEGGED)

    assert three_legged
    assert {row for row, outcome in three_legged.items() if outcome != "not-offered"} == set()


def test_what_it_offers_is_tested(report: Report) -> None:
    """The other rows were carried out."""
    two_legged = outcomes(report, *TWO_LEGGED)

    assert len(two_legged) > 25
    assert set(two_legged.values()) == {"passed"}
