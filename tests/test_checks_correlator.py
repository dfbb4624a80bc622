"""Judgements on x-correlator: a well-formed value comes back unchanged."""

import re
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import specs
from conformance.checks import correlator
from tests.support.messages import request, response

ECHOES = {
    "success": correlator.echo_is_lost_on_success,
    "error": correlator.echo_is_lost_on_error,
    "gateway": correlator.echo_is_lost_by_the_gateway,
}
UUID = str(uuid4())
SENT = request(("X-Correlator", UUID))
LEGAL = "abcXYZ019-_:;./<>{}"


@pytest.mark.parametrize(
    ("status", "whose"),
    [
        *((status, "success") for status in (200, 201, 204, 299)),
        *((status, "error") for status in (400, 403, 404, 409, 422)),
        *((status, "gateway") for status in (401, 405, 406, 413, 415, 429, 431, 500, 503)),
        (302, None),
    ],
)
def test_each_status_is_judged_once(status: int, whose: str | None) -> None:
    lost = {name for name, judge in ECHOES.items() if judge(SENT, response(status))}
    assert lost == ({whose} if whose else set())


@pytest.mark.parametrize("status", [200, 400, 401])
@pytest.mark.parametrize("name", ["x-correlator", "X-Correlator"])
def test_echo_passes_under_any_case_of_the_name(status: int, name: str) -> None:
    answer = response(status)
    answer.headers[name] = UUID
    assert all(judge(SENT, answer) is None for judge in ECHOES.values())


@pytest.mark.parametrize(
    "got",
    [UUID.upper(), UUID + "-1", UUID[:-1], "", f"{UUID}, {UUID}"],
    ids=["upper-case", "longer", "shorter", "empty", "doubled"],
)
def test_changed_value_is_named_with_both(got: str) -> None:
    sent = request(("x-correlator", "a" + UUID[1:]))
    answer = response(200, x_correlator=got)
    assert repr("a" + UUID[1:]) in (correlator.echo_is_lost_on_success(sent, answer) or "")
    assert repr(got) in (correlator.echo_is_lost_on_success(sent, answer) or "")


@pytest.mark.parametrize("sent", [None, "", "a b", "a,b", "a=b", "x" * 257, "é"])
@pytest.mark.parametrize("status", [200, 400, 401])
def test_no_echo_is_due_without_a_well_formed_value(sent: str | None, status: int) -> None:
    asked = request() if sent is None else request(("x-correlator", sent))
    assert all(judge(asked, response(status)) is None for judge in ECHOES.values())


def test_value_of_the_provider_must_be_well_formed() -> None:
    judge = correlator.own_value_is_malformed
    assert judge(request(), response(200)) is None
    assert judge(request(), response(200, x_correlator=UUID)) is None
    assert judge(SENT, response(200, x_correlator="")) is None
    assert judge(request(), response(200, x_correlator="a b")) == (
        "x-correlator 'a b' breaks the pattern"
    )
    malformed = request(("x-correlator", "a b"))
    assert judge(malformed, response(400, x_correlator="a b")) is None


@given(st.text(LEGAL, max_size=256))
def test_every_value_of_the_pattern_is_well_formed_and_due(value: str) -> None:
    assert correlator.is_well_formed(value)
    lost = correlator.echo_is_lost_on_success(request(("x-correlator", value)), response(200))
    assert (lost is None) is (value == "")


@given(st.text(max_size=300))
def test_the_contracts_pattern_says_the_same(value: str) -> None:
    schema = specs.contract("sim-swap", "2.1.0").document["components"]["schemas"]
    pattern = schema["XCorrelator"]["pattern"].removesuffix("$")
    assert correlator.is_well_formed(value) is bool(re.fullmatch(pattern, value, re.ASCII))


@pytest.mark.parametrize("value", ["a\n", "\n", "a b", 'a"b', "é", "\u0661", "x" * 257])
def test_everything_else_is_malformed(value: str) -> None:
    assert not correlator.is_well_formed(value)


@pytest.mark.parametrize("status", [400 + each for each in range(200)])
def test_every_error_is_somebodys(status: int) -> None:
    """The application's or the gateway's, never nobody's and never both's."""
    answer = response(status)
    assert correlator.is_application_error(answer) is not correlator.is_gateway_error(answer)


@pytest.mark.parametrize(
    ("name", "status"), [("success", 200), ("error", 400), ("gateway", 401)]
)
def test_echo_is_due_by_the_release_that_is_named(name: str, status: int) -> None:
    """What 0.5 does not allow, nobody has to bring back there."""
    sent = request(("x-correlator", "a_b"))
    assert ECHOES[name](sent, response(status), "0.5") is None
    assert ECHOES[name](sent, response(status), "0.6") == (
        f"status {status} came with no x-correlator for 'a_b'"
    )
    got = response(status, x_correlator="A_B")
    assert ECHOES[name](sent, got, "0.6") == (
        f"status {status} came with x-correlator 'A_B' for 'a_b'"
    )


def test_own_value_is_held_to_the_release_that_is_named() -> None:
    answer = response(200, x_correlator="a_b")
    assert correlator.own_value_is_malformed(request(), answer, "0.6") is None
    assert correlator.own_value_is_malformed(request(), answer, "0.5") is not None
    sent = request(("x-correlator", "a_b"))
    assert correlator.own_value_is_malformed(sent, answer, "0.5") is None


def test_header_that_is_sent_twice_binds_nobody() -> None:
    """Which of the two comes back, or whether both do, is stated nowhere."""
    twice = request(("X-Correlator", "abc"), ("x-correlator", "def"))
    other = request(("X-Correlator", "abc"), ("x-other", "def"))
    answer = response(200, x_correlator="a b")
    assert correlator.echo_is_lost_on_success(twice, answer) is None
    assert correlator.own_value_is_malformed(twice, answer) is None
    assert correlator.echo_is_lost_on_success(other, answer) is not None
    assert correlator.own_value_is_malformed(other, answer) is not None
