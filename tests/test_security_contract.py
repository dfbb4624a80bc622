"""The contract of the authorization server's endpoints, release by release."""

import copy
import json
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from conformance import specs
from conformance.properties.forms import (
    FormFields,
    backchannel_form,
    for_generation,
    form_of,
    token_form,
)
from conformance.properties.generation import GeneratedRequest
from conformance.specs.security import security_contract

RELEASES = specs.security_releases()
AUTHENTICATED = {
    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": "aaa.bbb.ccc",
}


def validator(release: str, schema: str) -> OAS30Validator:
    """Return what validates a form or an answer against a schema of the contract."""
    document = security_contract(release)
    rooted = {
        "allOf": [{"$ref": f"#/components/schemas/{schema}"}],
        "components": document["components"],
    }
    return OAS30Validator(rooted)


@pytest.mark.parametrize("release", RELEASES)
def test_contract_is_valid_openapi(release: str) -> None:
    document = security_contract(release)
    OpenAPIV30SpecValidator(document).validate()
    assert document["info"]["version"] == release
    assert document["openapi"] == "3.0.3"
    assert set(document["paths"]) == {"/token", "/bc-authorize"}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "client_credentials", "scope": "sim-swap:check"},
        {"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": "a" * 22},
        {"grant_type": "refresh_token", "refresh_token": "r"},
    ],
    ids=["client credentials", "ciba", "refresh"],
)
def test_good_token_requests_fit(release: str, form: dict[str, str]) -> None:
    fits = validator(release, "TokenRequest")
    assert fits.is_valid({**form, **AUTHENTICATED})
    assert not fits.is_valid({**AUTHENTICATED, "grant_type": form["grant_type"]})
    assert not fits.is_valid(form)


def test_jwt_bearer_comes_with_0_4_0() -> None:
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion": "aaa.bbb.ccc",
    }
    fits = [validator(release, "TokenRequest").is_valid(form) for release in RELEASES]
    assert fits == [False, True, True]


def test_signed_backchannel_requests_come_with_0_4_0() -> None:
    form = {**AUTHENTICATED, "request": "aaa.bbb.ccc"}
    fits = [validator(release, "BackchannelRequest").is_valid(form) for release in RELEASES]
    assert fits == [False, True, True]


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(
    ("hint", "good"),
    [
        ("tel:+34666666666", True),
        ("ipport:80.90.34.2:16790", True),
        ("ipport:[2001:db8::1]", True),
        ("operatortoken:eyJ", True),
        ("tel:34666666666", False),
        ("tel:+34-666-666-666", False),
        ("+34666666666", False),
        ("", False),
    ],
)
def test_login_hints(release: str, hint: str, good: bool) -> None:
    form = {**AUTHENTICATED, "scope": "openid dpv:X sim-swap:check", "login_hint": hint}
    assert validator(release, "BackchannelRequest").is_valid(form) is good


def test_errors_are_those_of_the_release() -> None:
    taken = [
        validator(release, "BackchannelError").is_valid({"error": "invalid_request_object"})
        for release in RELEASES
    ]
    assert taken == [False, True, True]
    assert not validator("0.5.0", "TokenError").is_valid({"status": 400, "code": "X"})


def test_releases_do_not_change_each_other() -> None:
    before = copy.deepcopy(security_contract("0.3.0"))
    security_contract("0.5.0")
    assert security_contract("0.3.0") == before


def generated(body: Any) -> GeneratedRequest:
    return GeneratedRequest("POST", True, body, None, None)


def test_generation_knows_no_client_authentication() -> None:
    text = json.dumps(for_generation(security_contract("0.5.0")))
    assert "client_assertion" not in text
    assert "client_assertion" in json.dumps(security_contract("0.5.0"))


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (
            {"a": "x", "b": 7, "c": None, "d": True},
            {"a": "x", "b": "7", "c": "null", "d": "true"},
        ),
        ({"a": ["x", 1]}, {"a": ["x", "1"]}),
        ({"a": "\ud800"}, None),
        ("text", None),
        ([], None),
    ],
)
def test_forms_of_generated_bodies(body: Any, form: Any) -> None:
    assert form_of(generated(body)) == form


def test_what_might_be_granted_is_not_sent_to_the_token_endpoint() -> None:
    assert token_form({"grant_type": "client_credentials", "scope": "x"}) is None
    lacking: list[FormFields] = [
        {"grant_type": "client_credentials", "scope": " "},
        {"scope": "x"},
    ]
    for form in lacking:
        assert token_form(form) == form


def test_no_generated_hint_names_a_stranger() -> None:
    pick = backchannel_form("tel:+447700900101")
    assert pick({"login_hint": "tel:+34666666666", "scope": "x"}) is None
    assert pick({"login_hint": "tel:+34666666666"}) == {"login_hint": "tel:+447700900101"}
    assert pick({"login_hint": "tel:34666666666"}) == {"login_hint": ["tel:99900000000"]}
    assert pick({"scope": "x"}) == {"scope": "x"}
