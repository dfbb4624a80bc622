"""Judgements against the contract: status, code, body; nulls, dates, patterns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import specs
from conformance.checks.codes import fits, known_error_status
from conformance.checks.contract import OperationContract
from conformance.exchanges import Response
from tests.support.messages import error, response

DEEP = b"[" * 100_000 + b"]" * 100_000


def operation(name: str) -> OperationContract:
    """Return the newest bundled contract of an operation as a judge."""
    api = "sim-swap" if name in {"check", "retrieve-date"} else "number-verification"
    contract = specs.contract(api, specs.newest(api))
    found = contract.operations[name]
    return OperationContract(contract.document, found.method, found.path)


CHECK = operation("check")
DATE = operation("retrieve-date")
VERIFY = operation("verify")
SHARE = operation("device-phone-number")
WHEN = "2023-07-03T12:27:08Z"


@pytest.mark.parametrize(
    ("judge", "body"),
    [
        (CHECK, {"swapped": True}),
        (CHECK, {"swapped": False, "more": [1]}),
        (DATE, {"latestSimChange": None}),
        (DATE, {"latestSimChange": None, "monitoredPeriod": 120}),
        (DATE, {"latestSimChange": WHEN}),
        (DATE, {"latestSimChange": "2023-07-03t14:27:08.123456789+02:00"}),
        (VERIFY, {"devicePhoneNumberVerified": False}),
        (SHARE, {"devicePhoneNumber": "+12345"}),
        (SHARE, {"devicePhoneNumber": "+123456789012345"}),
    ],
)
def test_legal_successes_pass(judge: OperationContract, body: Any) -> None:
    assert judge.response_problem(response(200, body)) is None


@pytest.mark.parametrize(
    ("judge", "body", "where"),
    [
        (CHECK, {}, "'swapped' is a required property"),
        (CHECK, {"swapped": None}, "swapped: None"),
        (CHECK, {"swapped": "true"}, "swapped: 'true' is not of type 'boolean'"),
        (CHECK, {"swapped": 1}, "swapped: 1"),
        (CHECK, [{"swapped": True}], "is not of type 'object'"),
        (CHECK, b"null", "None"),
        (DATE, {}, "'latestSimChange' is a required property"),
        (DATE, {"latestSimChange": "2023-07-03T12:27:08"}, "latestSimChange: "),
        (DATE, {"latestSimChange": "2023-07-03 12:27:08Z"}, "latestSimChange: "),
        (DATE, {"latestSimChange": 1688387228}, "latestSimChange: "),
        (DATE, {"latestSimChange": ""}, "latestSimChange: "),
        (DATE, {"latestSimChange": WHEN, "monitoredPeriod": "120"}, "monitoredPeriod: "),
        (VERIFY, {"devicePhoneNumberVerified": "no"}, "devicePhoneNumberVerified: "),
        (SHARE, {"devicePhoneNumber": "447700900101"}, "does not match"),
        (SHARE, {"devicePhoneNumber": "+1234"}, "does not match"),
        (SHARE, {"devicePhoneNumber": "+12345\n"}, "does not match"),
        (SHARE, {"devicePhoneNumber": "+\u0661\u0662\u0663\u0664\u0665"}, "does not match"),
    ],
)
def test_each_break_of_a_schema_is_named(
    judge: OperationContract, body: Any, where: str
) -> None:
    said = judge.response_problem(response(200, body))
    assert said is not None
    assert said.startswith("the body of status 200: ")
    assert where in said


@pytest.mark.parametrize("body", [None, b"", b"swapped", b"{'swapped':true}", DEEP, b"\xff"])
def test_what_is_no_json_is_named(body: bytes | None) -> None:
    said = CHECK.response_problem(response(200, body))
    assert said == "status 200 came without a JSON body"


@pytest.mark.parametrize(
    "answer",
    [
        error(400, "INVALID_ARGUMENT"),
        error(400, "OUT_OF_RANGE"),
        error(403, "INVALID_TOKEN_CONTEXT"),
        error(422, "UNSUPPORTED_IDENTIFIER"),
        error(404, "SIM_SWAP.NO_SUCH_LINE"),
        error(405, "METHOD_NOT_ALLOWED"),
        error(415, "UNSUPPORTED_MEDIA_TYPE"),
        error(500, "INTERNAL"),
        response(503, b"<html>", "text/html"),
    ],
)
def test_codes_and_statuses_of_commonalities_pass_though_undocumented(
    answer: Response,
) -> None:
    assert CHECK.response_problem(answer) is None


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (error(400, "NOT_FOUND"), "code: 'NOT_FOUND' is not one of"),
        (error(400, "invalid_argument"), "code: "),
        (error(400, 400), "code: "),
        (error(400, ["INVALID_ARGUMENT"]), "code: "),
        (error(401, "AUTHENTICATION_REQUIRED"), "code: "),
        (error(400, status=401), "status: "),
        (error(400, status="400"), "status: "),
        (error(400, message=None), "'message' is a required property"),
        (response(400), "status 400 came without a JSON body"),
    ],
)
def test_documented_errors_are_held_to_their_schema(answer: Response, where: str) -> None:
    assert where in (CHECK.response_problem(answer) or "")


@pytest.mark.parametrize("status", [100, 201, 202, 204, 302, 418, 499, 599])
def test_status_of_neither_contract_nor_commonalities_is_named(status: int) -> None:
    said = CHECK.response_problem(response(status, {"swapped": True}))
    assert said == f"status {status} is in neither the contract nor Commonalities"


@given(
    name=st.sampled_from(["check", "retrieve-date", "verify", "device-phone-number"]),
    status=st.sampled_from([200, 400, 401, 403, 404, 422, 429, 500]),
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["swapped", "latestSimChange", "status", "code", "x"]), inner
            )
        ),
        max_leaves=4,
    ),
)
def test_any_json_is_judged_without_raising(name: str, status: int, body: Any) -> None:
    operation(name).response_problem(response(status, body))


@pytest.mark.parametrize("depth", range(700, 1000, 6))
def test_depths_near_the_recursion_limit_do_not_raise(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    assert CHECK.response_problem(response(200, b'{"swapped":' + nested + b"}")) is not None
    assert CHECK.response_problem(response(400, b'{"code":' + nested + b"}")) is not None


@pytest.mark.parametrize(
    ("judge", "body", "fine"),
    [
        (CHECK, {}, True),
        (CHECK, {"phoneNumber": "+12345", "maxAge": 1}, True),
        (CHECK, {"phoneNumber": "+12345", "maxAge": 2400, "unknown": 1}, True),
        (CHECK, {"maxAge": 0}, False),
        (CHECK, {"maxAge": 2401}, False),
        (CHECK, {"maxAge": "240"}, False),
        (CHECK, {"maxAge": None}, False),
        (CHECK, {"phoneNumber": ""}, False),
        (CHECK, [], False),
        (VERIFY, {"phoneNumber": "+12345"}, True),
        (VERIFY, {"hashedPhoneNumber": "aB" * 32}, True),
        (VERIFY, {"hashedPhoneNumber": "a" * 63}, False),
        (VERIFY, {"hashedPhoneNumber": "a" * 64 + "\n"}, False),
        (VERIFY, {}, False),
        (VERIFY, {"phoneNumber": "+12345", "x": 1}, False),
    ],
)
def test_requests_are_judged_by_their_schema(
    judge: OperationContract, body: Any, fine: bool
) -> None:
    assert (judge.request_problem(body) is None) is fine


def test_contract_knows_what_a_request_may_hold() -> None:
    assert CHECK.takes_body
    assert not SHARE.takes_body
    assert CHECK.request_members == {"phoneNumber", "maxAge"}
    assert VERIFY.request_members == {"phoneNumber", "hashedPhoneNumber"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_codes_of_an_api_fit_where_the_guide_lets_them(status: int) -> None:
    assert fits(status, "SIM_SWAP.SOMETHING_2")
    assert not fits(status, "SIM_SWAP")
    assert not fits(status, "SIM-SWAP.SOMETHING")
    assert not fits(status, "sim_swap.something")
    assert not fits(status, ".")


@pytest.mark.parametrize("status", [401, 405, 429, 500, 503])
def test_codes_of_an_api_fit_nowhere_else(status: int) -> None:
    assert known_error_status(status)
    assert not fits(status, "SIM_SWAP.SOMETHING")


@given(st.integers(400, 599), st.text())
def test_status_outside_the_tables_fits_any_code(status: int, code: str) -> None:
    assert known_error_status(status) or fits(status, code)


STRANGE: dict[str, Any] = {
    "paths": {
        "/lines/{a~b}": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Any~1of"}
                        }
                    }
                },
                "responses": {
                    "200": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/List"}
                            }
                        }
                    },
                    "202": {"description": "Nothing is told."},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Any/of": {
                "properties": {"own": {}},
                "allOf": [
                    {"properties": {"first": {}}},
                    {"$ref": "#/components/schemas/More"},
                ],
                "oneOf": [{"properties": {"second": {}}}],
            },
            "More": {"type": "object", "properties": {"third": {"type": "integer"}}},
            "List": {"type": "array", "items": {"items": {"pattern": "^\\d+$"}}},
        }
    },
}


def test_paths_and_references_of_any_spelling_are_followed() -> None:
    """Tildes and slashes are escaped in pointers; a schema may be made of several."""
    judge = OperationContract(STRANGE, "POST", "/lines/{a~b}")

    assert judge.takes_body
    assert judge.request_members == {"own", "first", "second", "third"}
    assert judge.request_problem({"third": "3"}) == "third: '3' is not of type 'integer'"
    assert judge.response_problem(response(200, [["12"]])) is None
    assert judge.response_problem(response(202)) is None
    said = "the body of status 200: 0/1: '٣' does not match '^\\\\d+$'"
    assert judge.response_problem(response(200, [["1", "٣"]])) == said
    assert judge.response_problem(response(200, {})) == (
        "the body of status 200: {} is not of type 'array'"
    )
