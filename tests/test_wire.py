"""The `wire` section: another shape is driven, and reported all the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance.exchanges import Response
from conformance.profile import Subscriber
from conformance.profile.model import Client, Wire
from conformance.profile.wire_words import differences
from conformance.target.operations import ABSENT
from conformance.target.redaction import Redactor
from conformance.target.wire import OperationWire, with_query
from conformance.tokens.wire import AuthorizationWire, scope_parameter
from tests.profile_support import MINIMAL, refused

NUMBER = "+447700900101"
LINE = Subscriber(id="first", phone_number=NUMBER)
PURPOSE = "dpv:FraudPreventionAndDetection"


def wired(api: str = "sim-swap", operation: str = "check", **section: Any) -> OperationWire:
    return OperationWire(api, operation, Wire.model_validate(section))


def of_sim_swap(**section: Any) -> dict[str, Any]:
    return {"sim-swap": section}


def requested(body: object, **request: Any) -> Any:
    return wired(**of_sim_swap(request=request)).outgoing(body, LINE)


def answered(status: int, body: object, **section: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, "", httpx.Headers(), content)
    told = wired(**section).meaning(response).body
    return told if isinstance(body, bytes) else json.loads(told)


# Requests


def test_without_a_wire_nothing_is_translated() -> None:
    body = {"phoneNumber": NUMBER, "maxAge": 24}
    plain = wired()

    assert plain.outgoing(body, LINE).body == body
    assert plain.url("https://api.example/v2/", "/check") == "https://api.example/v2/check"
    assert plain.token_header("t", "Bearer") == ("Authorization", "Bearer t")
    assert plain.correlator_headers("c") == [("x-correlator", "c")]
    assert plain.scopes(("sim-swap:check", "sim-swap")) == ("sim-swap:check",)
    assert answered(200, {"swapped": True}) == {"swapped": True}
    assert differences(Wire()) == ()


@pytest.mark.parametrize(
    ("request_", "sent"),
    [
        ({"fields": {"phoneNumber": "msisdn"}}, {"msisdn": NUMBER, "maxAge": 24}),
        ({"units": {"maxAge": "seconds"}}, {"phoneNumber": NUMBER, "maxAge": 86400}),
        ({"units": {"maxAge": "minutes"}}, {"phoneNumber": NUMBER, "maxAge": 1440}),
        ({"phone_number": {"format": "digits"}}, {"phoneNumber": NUMBER[1:], "maxAge": 24}),
    ],
)
def test_members(request_: Mapping[str, Any], sent: object) -> None:
    assert requested({"phoneNumber": NUMBER, "maxAge": 24}, **request_).body == sent


@pytest.mark.parametrize("max_age", ["24", 1.5, True, None, [24]])
def test_what_is_no_whole_number_has_no_unit(max_age: object) -> None:
    assert requested({"maxAge": max_age}, units={"maxAge": "seconds"}).body == {
        "maxAge": max_age
    }


@pytest.mark.parametrize("body", [b"{", ABSENT, [], "text", 7, None])
def test_what_is_no_object_leaves_as_it_is(body: object) -> None:
    assert requested(body, fields={"phoneNumber": "msisdn"}).body == body


def test_max_age_that_is_always_sent() -> None:
    said = {"always": ["maxAge"], "units": {"maxAge": "seconds"}}

    assert requested({"phoneNumber": NUMBER}, **said).body["maxAge"] == 240 * 3600
    assert requested({"maxAge": 1}, **said).body["maxAge"] == 3600


@pytest.mark.parametrize(
    ("place", "header", "query", "path"),
    [
        ("header", (("x-phone-number", NUMBER[1:]),), {}, {}),
        ("query", (), {"x-phone-number": NUMBER[1:]}, {}),
        ("path", (), {}, {"phone_number": NUMBER[1:]}),
    ],
)
def test_number_elsewhere(place: str, header: object, query: object, path: object) -> None:
    said = {"format": "digits", "in": place, "name": "x-phone-number"}
    sent = requested({"phoneNumber": NUMBER, "maxAge": 24}, phone_number=said)

    assert (sent.body, sent.headers, sent.query, sent.path) == (
        {"maxAge": 24},
        header,
        query,
        path,
    )


def test_paths_are_filled() -> None:
    there = {"check": {"method": "GET", "path": "/orgs/{org}/{phone_number}/check"}}
    wire = wired(parameters={"org": "a b"}, **of_sim_swap(operations=there))

    url = wire.url("https://api.example/v1", "/check", {"phone_number": NUMBER})
    assert url == f"https://api.example/v1/orgs/a%20b/{NUMBER}/check"
    assert wire.method("POST") == "GET"
    assert with_query(url, {"state": "s"}).endswith("/check?state=s")


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"phoneNumber": "+34"}, {"evidence": {"type": "PLAIN", "value": "+34"}}),
        ({"hashedPhoneNumber": "ab"}, {"evidence": {"type": "HASHED_SHA256", "value": "ab"}}),
        (
            {"phoneNumber": "+34", "hashedPhoneNumber": "ab"},
            {
                "evidence": [
                    {"type": "PLAIN", "value": "+34"},
                    {"type": "HASHED_SHA256", "value": "ab"},
                ]
            },
        ),
        ({}, {}),
        ({"further": 1}, {"further": 1}),
    ],
)
def test_evidence(body: object, sent: Mapping[str, Any]) -> None:
    section = {"number-verification": {"request": {"adapter": "masstack-evidence"}}}
    wire = wired("number-verification", "verify", **section)

    assert wire.outgoing(body, LINE).body == {"referenceMsisdn": NUMBER, **sent}


def test_code_that_is_not_redeemed() -> None:
    section = {"request": {"query": {"code": "{code}", "state": "{state}", "v": "1"}}}
    wire = wired("number-verification", "verify", **{"number-verification": section})

    assert wire.query({"code": "c", "state": "s"}) == {"code": "c", "state": "s", "v": "1"}


def test_headers() -> None:
    names = {"x-correlator": "X-Correlation-Id", "authorization": "X-Authorization"}
    wire = wired(headers=names, token_scheme="App")

    assert wire.token_header("t", "Bearer") == ("X-Authorization", "App t")
    assert wire.token_header("t", "DPoP") == ("X-Authorization", "DPoP t")
    assert wire.correlator_headers("c") == [("x-correlator", "c"), ("X-Correlation-Id", "c")]
    assert wire.correlator_headers(None) == []


def test_header_that_carries_no_correlator() -> None:
    wire = wired(headers={"x-correlator": "X-Correlator"}, correlator="vp-token~of~a~wallet")

    assert wire.correlator_headers("c") == [("X-Correlator", "vp-token~of~a~wallet")]
    assert wire.correlator_headers(None) == [("X-Correlator", "vp-token~of~a~wallet")]


# Answers


@pytest.mark.parametrize(
    ("path", "body"),
    [("simSwapped", {"simSwapped": True}), ("result.swap", {"result": {"swap": True}})],
)
def test_answered_member(path: str, body: object) -> None:
    section = {"sim-swap": {"response": {"fields": {"swapped": path}}}}

    assert answered(200, body, **section)["swapped"] is True
    assert answered(200, {"other": 1}, **section) == {"other": 1}
    assert answered(200, b"no JSON", **section) == b"no JSON"


def test_error_bodies() -> None:
    deep = "requestError.serviceException"
    said = {"code": ["code", f"{deep}.messageId"], "message": ["message", f"{deep}.text"]}
    platform = {"requestError": {"serviceException": {"messageId": "A", "text": "b"}}}

    told = answered(401, platform, errors=said)
    assert (told["code"], told["message"]) == ("A", "b")
    assert "status" not in told
    own = {"status": 404, "code": "NOT_FOUND", "message": "m"}
    assert answered(404, own, errors=said) == own


# The authorization server


@pytest.mark.parametrize(
    ("template", "openid", "scope"),
    [
        (None, True, f"openid {PURPOSE} check"),
        (None, False, f"{PURPOSE} check"),
        ("dpv:{purpose_name}#{scope}", True, f"{PURPOSE}#check"),
        ("openid {purpose}#{scope}", True, f"openid {PURPOSE}#check"),
        ("openid {purpose}#{scope}", False, f"{PURPOSE}#check"),
        ("{scope}", True, "check"),
        ("openid", True, "openid"),
    ],
)
def test_scope_parameter(template: str | None, openid: bool, scope: str) -> None:
    assert scope_parameter(template, openid, PURPOSE, ("check",)) == scope


def test_client_headers_take_the_place_of_its_authentication() -> None:
    section = Wire.model_validate(
        {"authorization": {"client_headers": {"X-Id": "{client_id}", "X-Auth": "B {basic}"}}}
    )
    client = Client.model_validate(
        {"id": "me", "authentication": "client_secret_basic", "secret": "hidden-secret"}
    )
    fields: dict[str, str] = {}
    headers: list[tuple[str, str]] = []
    redactor = Redactor()
    wire = AuthorizationWire(section.authorization)
    wire.authenticate(client, "https://auth.example/token", fields, headers, redactor)

    assert fields == {}
    assert headers == [("X-Id", "me"), ("X-Auth", "B bWU6aGlkZGVuLXNlY3JldA==")]
    assert "aGlkZGVu" not in redactor.text(headers[1][1])


def test_forms_leave_signs_as_they_are() -> None:
    loose = Wire.model_validate({"authorization": {"unencoded": "+#"}}).authorization
    pairs = [("login_hint", "tel:+44"), ("scope", "dpv:P#s x")]
    wire = AuthorizationWire(loose)

    assert wire.form(pairs) == b"login_hint=tel%3A+44&scope=dpv%3AP#s+x"
    encoded = b"login_hint=tel%3A%2B44&scope=dpv%3AP%23s+x"
    assert wire.with_plain_forms().form(pairs) == encoded
    assert AuthorizationWire().form(pairs) == encoded


# What is wrong in a profile


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("wire: {sim_swap: {}}", ("wire.sim_swap", "sim-swap")),
        ("wire: {sim-swap: {operations: {chek: {}}}}", ("operations.chek", "check")),
        (
            "wire: {sim-swap: {operations: {check: {path: '/o/{org}'}}}}",
            ("check.path", "wire.parameters"),
        ),
        ("wire: {sim-swap: {operations: {check: {path: o}}}}", ("check.path", "no path")),
        (
            "wire: {sim-swap: {request: {adapter: masstack-evidence}}}",
            ("adapter", "not known"),
        ),
        (
            "wire: {number-verification: {request: {adapter: masstack}}}",
            ("adapter", "masstack-evidence"),
        ),
        ("wire: {sim-swap: {request: {units: {maxAge: days}}}}", ("maxAge", "hours")),
        (
            "wire: {sim-swap: {request: {phone_number: {in: header}}}}",
            ("phone_number", "write name"),
        ),
        ("wire: {headers: {x-correlator: 'X Correlation'}}", ("x-correlator", "header")),
        ("wire: {token_scheme: 'App Key'}", ("token_scheme", "one word")),
        ("wire: {authorization: {scope: '{purpos}'}}", ("scope", "{purpose}")),
        ("wire: {authorization: {client_headers: {X-A: '{secret}'}}}", ("X-A", "{client_id}")),
        (
            "wire: {authorization: {client_headers: {X-Client-Secret: ab}}}",
            ("secret", "local"),
        ),
        ("wire: {correlator: plain}", ("wire.correlator", "secret")),
        ("wire: {authorization: {unencoded: abc}}", ("unencoded", "signs")),
    ],
)
def test_mistakes(tmp_path: Path, section: str, told: tuple[str, str]) -> None:
    problems = refused(tmp_path, MINIMAL + section + "\n")
    found = " ".join(map(str, problems))

    assert told[0] in found
    assert told[1] in found
