"""Runs against MasStack's dialect: each difference has an id, and all of them are admitted."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.exchanges import Exchange, RedactedExchange
from conformance.profile import Profile, load_profile
from conformance.reference import FAULTS, ReferenceProvider
from conformance.reference.dialects import Dialect
from conformance.reference.masstack import DIFFERENCES
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.admitted import failed_in, run_in, run_without_deviations, states_of
from tests.support.command import Said
from tests.support.masstack import CONTRACT, DIALECT, VERIFY, fits
from tests.support.suite import run_profile

# One whole run is enough for all workers.
pytestmark = pytest.mark.xdist_group("masstack-run")

API = "number-verification"
REPORTED_UNDER = {
    "subject-in-the-body": "number-verification.verify.request-is-as-published",
    "tagged-evidence": "number-verification.verify.request-is-as-published",
    "error-envelope": "commonalities.error.body-is-an-error-info",
    "version-before-the-name": "commonalities.url.names-api-and-version",
    "organization-in-the-path": "number-verification.verify.request-is-as-published",
    "no-device-phone-number": (
        "number-verification.device-phone-number.success-matches-the-contract"
    ),
}
"""Difference between V2 and CAMARA → the requirement under which it is reported."""
ADMITTED = {
    "number-verification.verify.request-is-as-published",
    "number-verification.verify.responses-match-the-contract",
    "commonalities.error.body-is-an-error-info",
    "commonalities.url.names-api-and-version",
}
"""What fails on the loopback deployment, by what the public pages say."""


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    with ReferenceProvider(DIALECT) as running:
        yield running


def test_contract_and_dialect_differ_alike() -> None:
    assert set(CONTRACT["info"]["x-differences"]) == set(DIFFERENCES) == set(REPORTED_UNDER)


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_difference_is_reported_under_an_id(difference: str) -> None:
    row = REPORTED_UNDER[difference]
    dialect = Dialect("alone", kept_days=None, shape=DIFFERENCES[difference])
    with ReferenceProvider(dialect) as provider:
        profile = load_profile("reference", provider.variables)
        seen = run_profile(profile, Options(apis=(API,), requirements=(row,)))

    assert seen.outcomes == {row: "failed"}


def test_honest_provider_is_reported_under_none_of_them() -> None:
    rows = tuple(set(REPORTED_UNDER.values()))
    with ReferenceProvider() as provider:
        profile = load_profile("reference", provider.variables)
        seen = run_profile(profile, Options(apis=(API,), requirements=rows))

    assert seen.outcomes == dict.fromkeys(rows, "passed")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, dict[str, Any]]:
    """Return what `run masstack-v2` said, and its report."""
    return run_in(tmp_path_factory.mktemp("run"), DIALECT)


def test_run_is_conformant_with_deviations(run: tuple[Said, dict[str, Any]]) -> None:
    said, report = run

    assert said.code == 0, said.out
    assert report["verdict"] == "conformant-with-deviations"
    assert states_of(report) == dict.fromkeys(ADMITTED, "admitted")


def test_run_reports_every_difference(run: tuple[Said, dict[str, Any]]) -> None:
    outcomes = {row["id"]: row["outcome"] for row in run[1]["requirements"]}

    for difference, row in REPORTED_UNDER.items():
        missing = difference == "no-device-phone-number"
        assert outcomes[row] == ("not-offered" if missing else "failed"), difference


def test_deviations_last(provider: ReferenceProvider) -> None:
    """A bundled profile does not stop working on a day that nobody thinks of."""
    profile = load_profile(DIALECT, provider.variables)
    assert {each.requirement for each in profile.deviations} == ADMITTED
    for each in profile.deviations:
        assert each.owner
        assert each.ticket
        assert each.until >= date(2035, 1, 1)


def test_run_without_deviations_is_non_conformant(
    tmp_path: Path, provider: ReferenceProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    # What judges every answer needs some that are errors.
    chosen = (*sorted(ADMITTED), "number-verification.verify.malformed-*")
    rows = [word for row in chosen for word in ("--requirement", row)]
    said, report = run_without_deviations(tmp_path, DIALECT, *rows)

    assert said.code == 1, said.out
    assert report["verdict"] == "non-conformant"
    assert failed_in(report) == ADMITTED


@pytest.mark.parametrize(
    "fault",
    [
        "any-number-is-verified",
        "hash-compared-with-case",
        "hash-with-or-without-plus",
        "hash-of-any-length-accepted",
        "verified-as-string",
    ],
)
def test_other_mistakes_are_seen_through_the_adapter(fault: str) -> None:
    """A deviation of shape hides nothing of what the answers mean."""
    rows = FAULTS[fault].caught_by
    with ReferenceProvider(DIALECT, [fault]) as provider:
        profile = load_profile(DIALECT, provider.variables)
        seen = run_profile(profile, Options(apis=(API,), requirements=rows))

    assert seen.outcomes == dict.fromkeys(rows, "failed")


@pytest.mark.parametrize("flow", ["ciba", "authorization-code"])
def test_both_ways_to_a_token(provider: ReferenceProvider, flow: str) -> None:
    """What goes over the wire is what MasStack publishes, whichever way the token came."""
    profile = load_profile(DIALECT, {**provider.variables, "MASSTACK_FLOW": flow})
    options = Options(
        apis=(API,),
        requirements=("number-verification.verify.*-verified", "*.not-network-*"),
    )
    sent = list(exchanges_of(profile, options))

    calls = [each for each in sent if each.purpose.kind == "api"]
    assert {each.response.status for each in calls if each.response} >= {200, 403}
    for each in calls:
        told = each.response
        assert told is not None
        assert each.request.url.endswith(VERIFY)
        assert fits("NumberVerificationVerifyRequest", json.loads(each.request.body or b""))
        schema = "NumberVerificationMatchResponse" if told.status == 200 else "Error"
        assert fits(schema, json.loads(told.body))
    hints = [each for each in sent if each.request.url.endswith("/bc-authorize")]
    assert bool(hints) is (flow == "ciba")
    assert all(b"login_hint=operatortoken%3A" in (each.request.body or b"") for each in hints)


def exchanges_of(profile: Profile, options: Options) -> list[Exchange]:
    """Run the suite and return what went over the wire, as it was; nothing may fail."""
    sent: list[Exchange] = []

    def keep(exchange: Exchange, _: RedactedExchange) -> None:
        sent.append(exchange)

    session = open_session(prepare(profile, options), options)
    session.recorder.listen(keep)
    failed: list[str] = []
    try:
        carry_out(
            session,
            options,
            lambda each: failed.append(each.case) if each.outcome == "failed" else None,
        )
    finally:
        session.close()
    assert failed == []
    return sent
