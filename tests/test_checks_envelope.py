"""Judgements on error bodies: which ones are fine, and what is wrong with the others."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks import envelope
from conformance.exchanges import Response
from tests.support.messages import error, response

JUDGEMENTS = (
    envelope.body_is_no_error_info,
    envelope.status_in_body_differs,
    envelope.code_is_numeric,
    envelope.code_does_not_fit_the_status,
    envelope.message_is_empty,
)
DEEP = b"[" * 100_000 + b"]" * 100_000


def found(answer: Response) -> list[str]:
    """Return the names of the judgements that find something."""
    return [judge.__name__ for judge in JUDGEMENTS if judge(answer) is not None]


@pytest.mark.parametrize(
    "answer",
    [
        error(),
        error(400, "OUT_OF_RANGE"),
        error(404, "NOT_FOUND"),
        error(403, "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"),
        error(405, "METHOD_NOT_ALLOWED"),
        error(503, "UNAVAILABLE"),
        error(418, "I_AM_A_TEAPOT"),
        error(details=["more"], info=None),
        error(message="Une erreur, en français."),
        response(200, {"swapped": True}),
        response(200, {"status": 500, "code": 7, "message": ""}),
        response(302, b"<html>"),
    ],
)
def test_good_errors_and_successes_pass(answer: Response) -> None:
    assert found(answer) == []


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        (response(400), ["body_is_no_error_info"]),
        (response(400, b"<html>", "text/html"), ["body_is_no_error_info"]),
        (response(400, ["INVALID_ARGUMENT"]), ["body_is_no_error_info"]),
        (response(400, b"\xff\xfe\xfa"), ["body_is_no_error_info"]),
        (response(401, {"error": "invalid_token"}), ["body_is_no_error_info"]),
        (response(400, {"status": 400, "message": "x"}), ["body_is_no_error_info"]),
        (error(status="400"), ["body_is_no_error_info", "status_in_body_differs"]),
        (error(status=True), ["body_is_no_error_info", "status_in_body_differs"]),
        (error(status=500), ["status_in_body_differs"]),
        (error(code=400), ["body_is_no_error_info", "code_is_numeric"]),
        (error(code="400"), ["code_is_numeric"]),
        (error(code=" -4.5 "), ["code_is_numeric"]),
        (error(code="NOT_FOUND"), ["code_does_not_fit_the_status"]),
        (error(code="invalid_argument"), ["code_does_not_fit_the_status"]),
        (error(404, "DEVICE_NOT_FOUND"), ["code_does_not_fit_the_status"]),
        (error(401, "SIM_SWAP.NO"), ["code_does_not_fit_the_status"]),
        (error(message=""), ["message_is_empty"]),
        (error(message=" \n"), ["message_is_empty"]),
        (error(message=7), ["body_is_no_error_info"]),
    ],
)
def test_each_fault_is_named_by_its_judgement(answer: Response, names: list[str]) -> None:
    assert found(answer) == names


def test_missing_members_are_named_together() -> None:
    said = envelope.body_is_no_error_info(response(400, {"status": "400"}))
    assert said == "the error body has no proper status, code, message"


@given(
    status=st.integers(100, 599),
    body=st.binary(max_size=200)
    | st.sampled_from([DEEP, b'{"status":' + DEEP + b"}", b'{"status":1e999}', b"NaN"]),
)
def test_hostile_bytes_are_judged_without_raising(status: int, body: bytes) -> None:
    found(response(status, body))


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(status=JSON_VALUES, code=JSON_VALUES, message=JSON_VALUES)
def test_only_a_whole_error_info_passes(status: Any, code: Any, message: Any) -> None:
    answer = response(400, {"status": status, "code": code, "message": message})
    whole = type(status) is int and isinstance(code, str) and isinstance(message, str)
    assert (envelope.body_is_no_error_info(answer) is None) is whole
    found(answer)


@pytest.mark.parametrize("depth", range(880, 1000, 4))
def test_depths_near_the_recursion_limit_do_not_raise(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    found(response(400, b'{"status":' + nested + b',"code":' + nested + b',"message":""}'))


@pytest.mark.parametrize("code", ["X400", "1.2.3", "400-", "4OO", "+", "."])
def test_code_that_only_looks_like_a_number_is_none(code: str) -> None:
    assert envelope.code_is_numeric(error(code=code)) is None


@pytest.mark.parametrize("code", ["400", "+400", "-4.5", " 7 ", ".5", 400, 4.5])
def test_numeric_code_is_named(code: Any) -> None:
    assert envelope.code_is_numeric(error(code=code)) == f"the code {code!r} is numeric"


def test_findings_say_what_was_met() -> None:
    assert envelope.body_is_no_error_info(response(400)) == (
        "the error body is not a JSON object with status, code and message"
    )
    assert envelope.message_is_empty(error(message=" ")) == "the message is empty"
    assert envelope.status_in_body_differs(error(status="400")) == (
        "the body says status '400', the wire says 400"
    )


def test_code_is_judged_by_the_release_that_is_named() -> None:
    older = error(422, "IDENTIFIER_MISMATCH")
    assert envelope.code_does_not_fit_the_status(older, "0.5") is None
    assert envelope.code_does_not_fit_the_status(older) == (
        "Commonalities has no code 'IDENTIFIER_MISMATCH' for status 422"
    )
