"""What takes seconds is begun first and judged late, under its own case's name."""

import re

from conformance.checks.entropy import bits_in
from conformance.exchanges import Exchange
from conformance.outcomes import CaseResult
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare

SLOW = "ciba.late-approval-brings-a-token"
SILENT = "ciba.unanswered-request-expires"
QUICK = "ciba.login-hint-is-required"


def test_waiting_is_overlapped() -> None:
    results: list[CaseResult] = []
    sent: list[Exchange] = []
    options = Options(apis=("authorization",), requirements=(SLOW, SILENT, QUICK))
    with ReferenceProvider() as provider:
        profile = load_profile("reference", provider.variables)
        session = open_session(prepare(profile, options), options)
        session.recorder.listen(lambda exchange, _: sent.append(exchange))
        carry_out(session, options, results.append)
        session.close()

    assert [each.case for each in results] == [QUICK, SLOW, SILENT]
    assert {each.outcome for each in results} == {"passed"}
    of_cases = [exchange.case for exchange in sent if exchange.case is not None]
    first = next(exchange.number for exchange in sent if exchange.case == SILENT)
    assert set(of_cases[:3]) == {SLOW, SILENT}, "both requests, and the metadata, come first"
    for result in results:
        own = tuple(exchange.number for exchange in sent if exchange.case == result.case)
        assert result.exchanges == own
    assert first in results[-1].exchanges
    waited = sum(each.seconds for each in results)
    assert waited < 3 + 6, "the two waits lie beside each other"


def test_a_wait_that_is_too_long_is_not_made() -> None:
    options = Options(apis=("authorization",), requirements=(SILENT,))
    results: list[CaseResult] = []
    with ReferenceProvider() as provider:
        profile = load_profile("reference", provider.variables)
        limits = profile.limits.model_copy(update={"longest_wait": 2.0})
        profile = profile.model_copy(update={"limits": limits})
        session = open_session(prepare(profile, options), options)
        carry_out(session, options, results.append)
        session.close()

    [result] = results
    assert result.outcome == "not-testable"
    assert result.reason is not None
    assert "limits.longest_wait allows 2 s" in result.reason
    proposed = re.search(r"write limits\.longest_wait: (\d+)\Z", result.reason)
    assert proposed is not None
    assert int(proposed[1]) % 10 == 0, "the whole life, rounded up: the rest may not do"
    assert int(proposed[1]) > 2


def test_bits() -> None:
    assert bits_in(["a", "a"]) == 0
    assert bits_in([f"request-{number}" for number in range(1000, 1004)]) < 10
    uuids = [
        "6f1c1b1e-7d3f-4f0a-9c8e-0d9a51f3c2b7",
        "0b8e5d2c-91a4-4e67-b3f1-7c20d94ea685",
        "d47a9f30-2e6b-4c95-8a1d-f5b3086e71c4",
        "935e0c7b-b8d2-4a16-9f47-2ea6c180d35f",
    ]
    assert 96 < bits_in(uuids) < 128
