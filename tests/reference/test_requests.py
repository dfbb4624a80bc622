"""The reference provider and odd requests: bodies, numbers, correlators, paths."""

import re
import socket
from urllib.parse import urlsplit

import pytest

from tests.reference_support import (
    NUMBERS,
    Caller,
    is_error,
)

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

BAD_NUMBERS = [
    "447700900101",
    "+0123456789",
    "+1234",
    "+1234567890123456",
    "+4477009001a1",
    "+44 7700 900101",
    "+44-7700-900101",
    "00447700900101",
    "tel:+447700900101",
    "",
    "+447700900101\n",
    "+٤٤٧٧٠٠٩٠٠١٠١",
    447700900101,
    None,
    True,
    [],
]


@pytest.mark.parametrize("number", BAD_NUMBERS, ids=repr)
def test_malformed_phone_numbers(
    caller: Caller, token: str, device: str, number: object
) -> None:
    for operation, allowed in (("check", token), ("retrieve-date", token), ("verify", device)):
        answer = caller.call(operation, allowed, {"phoneNumber": number})
        assert is_error(answer, 400, "INVALID_ARGUMENT"), operation


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"additional_property": "foo_value"},
        {"phoneNumber": "+447700900101", "x": 1},
        {"phoneNumber": "+447700900101", "hashedPhoneNumber": "a" * 64},
        {"hashedPhoneNumber": "a" * 63},
        {"hashedPhoneNumber": "a" * 65},
        {"hashedPhoneNumber": "g" * 64},
        {"hashedPhoneNumber": "a" * 64 + "\n"},
        {"hashedPhoneNumber": 5},
    ],
    ids=repr,
)
def test_malformed_verify(caller: Caller, device: str, body: dict[str, object]) -> None:
    assert is_error(caller.call("verify", device, body), 400, "INVALID_ARGUMENT")


ODD_BODIES = {
    "none": b"",
    "truncated": b'{"phoneNumber": ',
    "array": b"[]",
    "string": b'"x"',
    "number": b"5",
    "null": b"null",
    "words": b"phoneNumber=1",
    "duplicate key": b'{"maxAge": 1, "maxAge": 2}',
    "NaN": b'{"maxAge": NaN}',
    "infinity": b'{"maxAge": -Infinity}',
    "nested": b"[" * 60000,
    "nested objects": b'{"a":' * 12000,
    "latin-1": '{"a": "é"}'.encode("latin-1"),
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "huge integer": b'{"maxAge": ' + b"9" * 6000 + b"}",
    "huge": b'{"a": "' + b"x" * 70000 + b'"}',
    "control character": b'{"a": "\x01"}',
}


@pytest.mark.parametrize("body", ODD_BODIES.values(), ids=ODD_BODIES)
def test_odd_bodies(caller: Caller, token: str, device: str, body: bytes) -> None:
    for operation, allowed in (("check", token), ("retrieve-date", token), ("verify", device)):
        answer = caller.call(operation, allowed, content=body)
        assert is_error(answer, 400, "INVALID_ARGUMENT"), operation


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/jsonp", "text/json"])
def test_other_media_types(caller: Caller, token: str, media_type: str) -> None:
    answer = caller.call("check", token, content=b"{}", headers={"content-type": media_type})
    assert is_error(answer, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert UUID.fullmatch(answer.headers["x-correlator"])


def test_charset_is_a_parameter(caller: Caller, token: str) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    answer = caller.call("check", token, {"phoneNumber": NUMBERS["never"]}, headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("value", ["a-_:;./<>{}Z9", "x" * 256, "x"])
def test_correlator_is_echoed(caller: Caller, token: str, value: str) -> None:
    sent = {"x-correlator": value}
    body = {"phoneNumber": NUMBERS["never"]}
    answers = [
        caller.call("check", token, body, sent),
        caller.call("check", token, {"phoneNumber": "1"}, sent),
        caller.call("check", None, body, sent),
        caller.call("verify", token, body, sent),
        caller.http.get("/nowhere", headers=sent),
        caller.http.get("/sim-swap/v2/check", headers=sent),
        caller.call("check", token, content=b"{}", headers={**sent, "content-type": "a/b"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 401, 403, 404, 405, 415]
    assert {answer.headers["x-correlator"] for answer in answers} == {value}


@pytest.mark.parametrize("value", ["a b", "a,b", "a=b", "x" * 257, "é"])
def test_malformed_correlator(caller: Caller, token: str, device: str, value: str) -> None:
    for operation, allowed in (("check", token), ("device-phone-number", device)):
        method = "GET" if operation.startswith("device") else "POST"
        api = "number-verification" if method == "GET" else "sim-swap"
        answer = caller.http.request(
            method,
            f"/{api}/v2/{operation}",
            headers=[
                (b"x-correlator", value.encode("latin-1")),
                (b"authorization", f"Bearer {allowed}".encode()),
            ],
        )
        assert is_error(answer, 400, "INVALID_ARGUMENT")
        assert UUID.fullmatch(answer.headers["x-correlator"])


def test_correlator_is_optional(caller: Caller, device: str) -> None:
    for headers in ({}, {"x-correlator": ""}):
        sent = {"authorization": f"Bearer {device}", **headers}
        answer = caller.http.get("/number-verification/v2/device-phone-number", headers=sent)
        assert answer.status_code == 200
        assert UUID.fullmatch(answer.headers["x-correlator"])


def test_what_is_not_even_http_gets_an_error_as_well(caller: Caller) -> None:
    address = urlsplit(caller.provider.base_url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nx-correlator: a\x00b\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head
    assert b'"code": "INVALID_ARGUMENT"' in body


def test_unknown_paths_and_methods(caller: Caller, token: str) -> None:
    for path in ("/", "/sim-swap/v2", "/sim-swap/v2/check/", "/sim-swap/v1/check", "/%00"):
        assert is_error(caller.http.post(path), 404, "NOT_FOUND")
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY"):
        answer = caller.http.request(method, "/sim-swap/v2/check")
        assert is_error(answer, 405, "METHOD_NOT_ALLOWED")
        assert answer.headers["allow"] == "POST"
