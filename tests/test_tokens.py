"""Tokens: every flow over HTTP, and a clear refusal where none is to be had."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.target.errors import NoToken, NotTestable, TargetError
from tests.support.flows import (
    CODE,
    GRANTED,
    HUSHED,
    MAIN,
    SECRET,
    TWO_LEGGED,
    Answers,
    Form,
    Tokens,
    authorization_server,
    form_of,
    html,
    redirect,
    says,
    tokens,
)
from tests.support.profiles import profile


@pytest.fixture(scope="module")
def reference() -> Iterator[Profile]:
    """Run the embedded provider and return its bundled profile."""
    with ReferenceProvider() as provider:
        yield load_profile("reference", provider.variables)


def with_flow(of: Profile, flow: str) -> Profile:
    """Return the profile with another flow for SIM Swap."""
    told = of.model_dump(by_alias=True, exclude_unset=True)
    told["apis"]["sim-swap"]["flow"] = flow
    return Profile.model_validate(told)


@pytest.mark.parametrize(
    ("flow", "endpoints"),
    [
        ("ciba", ["/bc-authorize", "/token"]),
        ("authorization-code", ["/authorize", "/token"]),
        ("jwt-bearer", ["/token"]),
    ],
)
def test_each_flow_gets_a_token_of_the_line(
    reference: Profile, flow: str, endpoints: list[str]
) -> None:
    by_flow = Tokens(with_flow(reference, flow))
    token = by_flow.three_legged()
    assert token.use == "three-legged"
    assert token.value
    assert [urlsplit(each.request.url).path for each in by_flow.sent[1:]] == endpoints
    assert by_flow.sent[0].purpose.kind == "discovery"
    assert {each.purpose.subscriber for each in by_flow.sent[1:]} == {by_flow.line.id}
    shown = repr(by_flow.watched.kept)
    assert token.value not in shown
    assert by_flow.line.phone_number not in shown


def test_client_credentials_get_a_token_of_nobody(reference: Profile) -> None:
    by_client = Tokens(reference)
    assert by_client.two_legged().use == "two-legged"
    assert by_client.sent[-1].purpose.subscriber is None
    assert "openid" not in form_of(by_client.sent[-1])["scope"].split()


def test_scope_says_openid_purpose_and_operation(reference: Profile) -> None:
    by_ciba = Tokens(with_flow(reference, "ciba"))
    by_ciba.three_legged()
    scope = form_of(by_ciba.sent[1])["scope"]
    assert scope == "openid dpv:FraudPreventionAndDetection sim-swap:check"


def test_client_secret_post_stands_in_the_form() -> None:
    with authorization_server(token=says(GRANTED)) as url:
        by_client = tokens(url, TWO_LEGGED)
        assert by_client.two_legged().value == GRANTED["access_token"]
    form = form_of(by_client.sent[0])
    assert (form["client_id"], form["client_secret"]) == (MAIN["id"], SECRET)
    assert by_client.sent[0].request.header("authorization") is None


def test_client_secret_basic_is_encoded_as_rfc_6749_wants() -> None:
    with authorization_server(token=says(GRANTED)) as url:
        by_client = tokens(url, TWO_LEGGED, authentication="client_secret_basic")
        by_client.two_legged()
    told = by_client.sent[0].request.header("authorization") or ""
    pair = base64.b64decode(told.removeprefix("Basic ")).decode()
    assert pair == f"{quote(MAIN['id'], safe='')}:{quote(SECRET, safe='')}"
    assert form_of(by_client.sent[0]).keys() == {"grant_type", "scope"}
    assert told not in repr(by_client.watched.kept)


NO_OBJECT = "not a JSON object: is the endpoint in the profile right?"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (html, f"answered 200 with text/html; charset=utf-8, {NO_OBJECT}"),
        (redirect, f"answered 307 with no Content-Type, {NO_OBJECT}"),
        (says([HUSHED]), f"answered 200 with application/json, {NO_OBJECT}"),
        (says(None, 500), f"answered 500 with application/json, {NO_OBJECT}"),
        (
            says({"error": "invalid_client", "error_description": "unknown"}, 401),
            "two-legged token: invalid_client (unknown)",
        ),
        (
            says({"error": "invalid_scope"}, 400),
            "two-legged token: invalid_scope (no error_description)",
        ),
        (says({"refresh_token": HUSHED}), "two-legged token: the answer has no access_token"),
        (says({"access_token": ""}), "two-legged token: the answer has no access_token"),
        (says({"access_token": 7}), "two-legged token: the answer has no access_token"),
        (
            says({"error": {"code": 7}, "error_description": ["x"]}, 400),
            "two-legged token: {'code': 7} (['x'])",
        ),
    ],
)
def test_bad_token_answer_is_told_without_its_secrets(answers: Answers, message: str) -> None:
    with authorization_server(token=answers) as url, pytest.raises(NoToken) as caught:
        tokens(url, TWO_LEGGED).two_legged()
    assert str(caught.value).endswith(message)
    assert HUSHED not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_discovery_is_asked_once_and_yields_to_what_stands_by_hand() -> None:
    with authorization_server(by_hand=says(GRANTED)) as url:

        def metadata(_form: Form, _request: Request) -> Response:
            return JSONResponse({"token_endpoint": f"{url}/wrong", "issuer": url})

        with authorization_server(metadata=metadata) as elsewhere:
            of = profile(
                authorization={
                    "discovery": f"{elsewhere}/metadata",
                    "endpoints": {"token": f"{url}/by_hand"},
                    "clients": {"main": MAIN},
                    "client_credentials": {},
                }
            )
            by_hand = Tokens(of)
            assert by_hand.two_legged().value == GRANTED["access_token"]
    assert [urlsplit(each.request.url).path for each in by_hand.sent] == ["/by_hand"]


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (says({}), "has no token_endpoint: add authorization.endpoints.token"),
        (says({"token_endpoint": 7}), "has no token_endpoint"),
        (says({}, 404), "no metadata at authorization.discovery"),
        (html, NO_OBJECT),
        (redirect, "answered 307"),
        (says({"token_endpoint": "/token"}), "/token is no URL that a request can go to"),
    ],
)
def test_bad_metadata_is_told(metadata: Answers, message: str) -> None:
    with authorization_server(metadata=metadata) as url:
        of = profile(
            authorization={
                "discovery": f"{url}/metadata",
                "clients": {"main": MAIN},
                "client_credentials": {},
            }
        )
        with pytest.raises(TargetError) as caught:
            Tokens(of).two_legged()
    assert message in str(caught.value)
    assert HUSHED not in str(caught.value)


@pytest.mark.parametrize(
    ("flow", "client", "message"),
    [
        (CODE, {"redirect_uri": None}, "add authorization.clients.main's"),
        (
            {"authorization_code": {"device": {"query": {"t": "{operator_token}"}}}},
            {},
            "subscriber first has no operator_token",
        ),
        (
            {"ciba": {"login_hint": "operatortoken:{operator_token}"}},
            {},
            "subscriber first has no operator_token",
        ),
        ({"jwt_bearer": {}}, {}, "add authorization.clients.main.key"),
        ({}, {}, "add tokens.three-legged"),
    ],
)
def test_what_the_profile_lacks_is_named_before_anything_is_sent(
    flow: dict[str, Any], client: dict[str, Any], message: str
) -> None:
    without = tokens("http://127.0.0.1:1", flow, **client)
    with pytest.raises((NoToken, NotTestable), match=message):
        without.three_legged()
    assert without.sent == []


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({}, "no authorization section"),
        ({"authorization": {"client_credentials": {}}}, "no client"),
        ({"tokens": {"three-legged": {}}}, "no authorization section"),
    ],
)
def test_profile_without_a_way_to_tokens_says_what_to_add(
    sections: dict[str, Any], message: str
) -> None:
    with pytest.raises(NoToken, match=message):
        Tokens(profile(**sections)).two_legged()


def test_ready_made_tokens_are_used_as_they_are() -> None:
    of = profile(
        tokens={
            "two-legged": "ready-made-2",
            "three-legged": {"first": "ready-made-3"},
            "expired": "ready-made-old",
        }
    )
    ready = Tokens(of)
    assert ready.two_legged().value == "ready-made-2"
    assert ready.three_legged().value == "ready-made-3"
    assert ready.source.expired().value == "ready-made-old"
    assert ready.source.obtain("none", None, ()).value is None
    with pytest.raises(NoToken, match=r"tokens\.not-network-authenticated"):
        ready.source.not_network_authenticated()
    assert ready.sent == []


def test_line_without_a_ready_made_token_is_named() -> None:
    lines = [{"id": "first", "phone_number": "+99900"}, {"id": "b", "phone_number": "+99901"}]
    of = profile(subscribers=lines, tokens={"three-legged": {"b": "ready-made-3"}})
    with pytest.raises(NoToken, match=r"no token for first: add tokens\.three-legged"):
        Tokens(of).three_legged()
