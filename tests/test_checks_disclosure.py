"""What an answer tells too much, and what it does not: false alarms are as bad as misses."""

import json

import pytest
from httpx import Headers

from conformance import specs
from conformance.checks import contradictions, disclosure, json_text
from conformance.checks.contract import OperationContract
from conformance.exchanges import Request, Response

_URL = "http://127.0.0.1:8080/sim-swap/v2/check"
_OTHER = "+447700900155"
_SENT = Request("POST", _URL, (("x-correlator", "a"),), b'{"phoneNumber": "+447700900101"}')


def _response(status: int, body: object) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, "", Headers({"content-type": "application/json"}), raw)


def _error(message: str) -> Response:
    return _response(400, {"status": 400, "code": "INVALID_ARGUMENT", "message": message})


@pytest.mark.parametrize(
    "message",
    [
        "Traceback (most recent call last): …",
        'File "/srv/app/api.py", line 12, in check',
        "java.lang.NullPointerException",
        "boom\n\tat org.acme.Check.run(Check.java:71)",
        "TypeError: x\n    at handler (/srv/app/dist/check.js:10:5)",
        "panic: oh no\ngoroutine 17 [running]:",
        "System.NullReferenceException: …",
        "ORA-01403: no data found",
        "upstream 10.0.0.12 timed out",
        "no route to 172.31.0.9:8443.",
        "connect to db-1.prod.internal failed",
        "hlr.core.svc.cluster.local said no",
        "localhost:5432 refused the connection",
    ],
)
def test_inside_is_told(message: str) -> None:
    """Traces and hosts of the inside are found wherever they stand in an error."""
    assert disclosure.error_tells_its_inside(_SENT, _error(message)) is not None


@pytest.mark.parametrize(
    "body",
    [
        b'{"trace": "\xff File \\"/srv/api.py\\", line 12"}',
        b'{"trace": "\xff\\tat org.acme.Check.run(Check.java:71)"}',
        b'{"trace": "TypeError\\nat handler (/srv/check.js:10:5)"}',
    ],
)
def test_trace_in_a_body_that_is_badly_written(body: bytes) -> None:
    """Neither escapes of JSON nor bytes that are no UTF-8 hide it."""
    said = disclosure.error_tells_its_inside(_SENT, _response(500, body))
    assert said == "the error shows a stack trace"


@pytest.mark.parametrize(
    "sent",
    [
        Request("POST", _URL, (("host", "SIM.Corp.Internal"), ("accept", "*/*")), b"\xff"),
        Request("POST", "https://sim.corp.INTERNAL/check", (), None),
        Request("POST", _URL, (), b'{"phoneNumber": "sim.corp.internal \xff"}'),
    ],
)
def test_host_that_was_sent_may_come_back(sent: Request) -> None:
    """From wherever in the request, and in any case of the letters."""
    here, there = _error("no route to Sim.corp.internal"), _error("no route to db.internal")
    assert disclosure.error_tells_its_inside(sent, here) is None
    said = disclosure.error_tells_its_inside(sent, there)
    assert said == "the error names an internal host"


@pytest.mark.parametrize(
    "message",
    [
        "maxAge must be an integer at most 2400 (hours).",
        "The request to /check at 12:30 was refused (see the documentation).",
        "Caused by: a phone number without plus.",
        "Version 10.2.3.4567 of the gateway; request 172.160.1.",
        "Visit https://developers.example.com/errors#internal for more.",
        "An internal error; local numbers are not supported.",
        "The request came to 127.0.0.1:8080, as it was sent.",
    ],
)
def test_harmless_messages(message: str) -> None:
    """Prose, versions, public addresses and what was sent are no secret."""
    assert disclosure.error_tells_its_inside(_SENT, _error(message)) is None


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("IMSI 234150999999999.", "an IMSI or ICCID"),
        ("ICCID: 8944150000000000001", "an IMSI or ICCID"),
        ("belongs to +447700900155.", "a phone number"),
    ],
)
def test_subscriber_data_is_told(message: str, what: str) -> None:
    """Identifiers of a SIM, and a number that the request did not name."""
    said = disclosure.error_tells_subscriber_data(_SENT, _error(message))
    assert said == f"the error tells {what} that was not sent"


@pytest.mark.parametrize(
    "message",
    [
        "+447700900101 is not served.",
        "Write it like +14155552671.",
        "Use E.164, e.g. '+34600123456'.",
        "For instance +346661113334 is well-formed.",
        "Trace 1763784765123 of 2026-11-22T04:12:45.123456789Z.",
        "Trace 0af7651916cd43dd8448eb211c80319c, 123e4567-e89b-12d3-a456-426614174000.",
        "Trace id-234150999999999-x.",
    ],
)
def test_other_digits(message: str) -> None:
    """What was sent, examples, times and identifiers of requests are nobody's data."""
    assert disclosure.error_tells_subscriber_data(_SENT, _error(message)) is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"swapped": True, "imsi": "234150999999999"}, True),
        ({"swapped": True, "details": [{"access_token": "abc"}]}, True),
        ({"swapped": True, "phoneNumber": "+447700900155"}, True),
        ({"swapped": True, "phoneNumber": "+447700900101"}, False),
        ({"swapped": True, "imsi": None}, False),
        ({"swapped": True, "imsi": ""}, False),
        ({"swapped": True, "requestId": "234150999999999"}, False),
        ({"devicePhoneNumber": "+447700900101"}, False),
    ],
)
def test_members_of_a_success(body: object, found: bool) -> None:
    """Sensitive by name and not sent: other unknown members are legal."""
    told = disclosure.success_tells_something_sensitive(_SENT, _response(200, body))
    assert (told is not None) is found


@pytest.mark.parametrize(
    ("operation", "body", "found"),
    [
        (
            "verify",
            {"devicePhoneNumberVerified": False, "devicePhoneNumber": _OTHER},
            True,
        ),
        ("device-phone-number", {"devicePhoneNumber": "+447700900155"}, False),
        ("check", {"swapped": True, "latestSimChange": "2026-03-01T08:00:00Z"}, True),
        ("check", {"swapped": False, "latestSimChange": None}, False),
        ("retrieve-date", {"latestSimChange": "2026-03-01T08:00:00Z"}, False),
    ],
)
def test_member_of_another_operation(operation: str, body: object, found: bool) -> None:
    """What the contract gives one operation is told by that one alone."""
    api = "sim-swap" if operation in ("check", "retrieve-date") else "number-verification"
    contract = specs.contract(api, "2.1.0")
    own = contract.operations[operation]
    judge = OperationContract(contract.document, own.method, own.path)

    told = disclosure.success_tells_something_sensitive(
        _SENT, _response(200, body), judge.success_members
    )
    assert (told is not None) is found


@pytest.mark.parametrize(
    ("body", "strict", "unique"),
    [
        (b'{"swapped": true}', True, True),
        (b'\xef\xbb\xbf{"swapped": true}', False, True),
        (b'{"swapped": true, "score": NaN}', False, True),
        (b'{"swapped": true, "score": -Infinity}', False, True),
        (b'{"swapped": true, "swapped": true}', True, False),
        (b'{"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}', True, True),
        (b"<html>", True, True),
        (b"", True, True),
        (b"[" * 100_000, True, True),
    ],
)
def test_json_to_the_letter(body: bytes, strict: bool, unique: bool) -> None:
    """What is no JSON at all is another requirement's matter."""
    response = _response(200, body)
    assert (json_text.body_is_no_strict_json(response) is None) is strict
    assert (json_text.name_stands_twice(response) is None) is unique


def test_what_is_not_strict_is_named() -> None:
    """The message says what to look for, as the body itself may be long."""
    named = _response(200, b'{"score": NaN, "a": {"swapped": 1, "swapped": 1}}')
    assert json_text.body_is_no_strict_json(named) == "the body has NaN, which is not JSON"
    assert json_text.name_stands_twice(named) == "one object has the name 'swapped' twice"
    marked = json_text.body_is_no_strict_json(_response(200, b"\xef\xbb\xbf{}"))
    assert marked == "the body begins with a byte order mark"


@pytest.mark.parametrize(
    ("status", "body", "found"),
    [
        (200, {"status": 404, "code": "NOT_FOUND", "message": "No."}, True),
        (200, {"swapped": False, "status": 404, "code": "NOT_FOUND", "message": "No."}, True),
        (200, {"swapped": False, "status": "ok", "message": "Done."}, False),
        (200, {"status": 200, "code": "OK", "message": "Done.", "swapped": True}, False),
        (404, {"status": 404, "code": "NOT_FOUND", "message": "No."}, False),
        (200, [], False),
    ],
)
def test_success_that_is_an_error(status: int, body: object, found: bool) -> None:
    """Only a whole error body with another status contradicts the status line."""
    told = contradictions.success_is_an_error(_response(status, body))
    assert (told is not None) is found


def test_error_with_a_result() -> None:
    """Further members are allowed, those of a success among them are not."""
    error = {"status": 422, "code": "SERVICE_NOT_APPLICABLE", "message": "No."}
    assert contradictions.error_carries_a_result(_response(422, error)) is None
    beside = _response(422, {**error, "swapped": False, "latestSimChange": None})
    said = contradictions.error_carries_a_result(beside)
    assert said == "the error has latestSimChange, swapped beside it"
