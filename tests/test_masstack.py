"""MasStack's Number Verification V2: its contract, and the dialect that speaks it."""

import hashlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.masstack import CONTRACT, DIALECT, SCHEMAS, VERIFY, fits

NUMBER, OTHER_NUMBER = "+447700900101", "+447700900110"


def sha256(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def evidence(kind: str, value: str, reference: str = NUMBER) -> dict[str, Any]:
    return {"referenceMsisdn": reference, "evidence": {"type": kind, "value": value}}


# The contract


def test_contract_is_valid() -> None:
    OpenAPIV30SpecValidator(CONTRACT).validate()


def test_contract_states_what_is_published() -> None:
    assert [server["url"] for server in CONTRACT["servers"]] == [
        "https://opengateway.masstack.com/v2/",
        "https://opengateway.sta.masstack.com/v2/",
    ]
    names = [path.split("/number-verification/")[1] for path in CONTRACT["paths"]]
    assert names == ["verify", "device-phone-number"]
    request, told = SCHEMAS["NumberVerificationVerifyRequest"], SCHEMAS["Evidence"]
    assert request["required"] == ["referenceMsisdn", "evidence"]
    assert request["properties"]["referenceMsisdn"]["pattern"] == r"^\+[1-9][0-9]{4,14}$"
    assert told["required"] == ["type", "value"]
    assert told["properties"]["type"]["enum"] == ["PLAIN", "HASHED_SHA256"]
    assert set(SCHEMAS["Error"]["properties"]) == {"code", "title", "ref", "details"}
    assert SCHEMAS["Error"]["required"] == ["code", "title"]


def test_hash_of_the_example_is_one() -> None:
    operation = CONTRACT["paths"]["/orgs/{org_id}/number-verification/verify"]["post"]
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    hashed = examples["hashed"]["value"]

    assert hashed["evidence"]["value"] == sha256(hashed["referenceMsisdn"])
    for example in examples.values():
        assert fits("NumberVerificationVerifyRequest", example["value"])


# The dialect, spoken to as its own clients do


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    with ReferenceProvider(DIALECT) as running:
        yield running


@pytest.fixture(scope="module")
def profile(provider: ReferenceProvider) -> Profile:
    return load_profile(DIALECT, provider.variables)


@pytest.fixture(scope="module")
def token(profile: Profile) -> str:
    """Return a token of the line with NUMBER."""
    session = open_session(prepare(profile, Options()), Options())
    try:
        client = session.operation("number-verification", "verify", "three-legged")
        return str(client.fitting_token(profile.subscribers[0]).value)
    finally:
        session.close()


def answered(
    provider: ReferenceProvider, token: str | None, body: object, path: str = VERIFY
) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.post(provider.base_url + path, json=body, headers=headers, trust_env=False)


@pytest.mark.parametrize(
    ("body", "verified"),
    [
        (evidence("PLAIN", NUMBER), True),
        (evidence("PLAIN", OTHER_NUMBER), False),
        (evidence("HASHED_SHA256", sha256(NUMBER)), True),
        (evidence("HASHED_SHA256", sha256(NUMBER).upper()), True),
        (evidence("HASHED_SHA256", sha256(NUMBER[1:])), False),
        (evidence("PLAIN", OTHER_NUMBER, OTHER_NUMBER), True),
        (evidence("PLAIN", "+34611223344", "+34611223344"), True),
    ],
    ids=["own", "other", "hash", "upper-case", "without-plus", "subject-of-body", "foreign"],
)
def test_evidence_is_compared_with_the_subject_in_the_body(
    provider: ReferenceProvider, token: str, body: object, verified: bool
) -> None:
    answer = answered(provider, token, body)

    assert answer.status_code == 200
    assert answer.json() == {"devicePhoneNumberVerified": verified}
    assert fits("NumberVerificationMatchResponse", answer.json())


def test_published_pair_is_no_hash_pair(provider: ReferenceProvider, token: str) -> None:
    published = "32f67ab4e4312618b09cd23ed8ce41b13e095fe52b73b2e8da8ef49830e50dba"
    answer = answered(provider, token, evidence("HASHED_SHA256", published, "+34611223344"))

    assert answer.json() == {"devicePhoneNumberVerified": False}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"phoneNumber": NUMBER},
        {"referenceMsisdn": NUMBER},
        {"evidence": {"type": "PLAIN", "value": NUMBER}},
        evidence("MD5", NUMBER),
        evidence("PLAIN", NUMBER[1:]),
        evidence("HASHED_SHA256", "abc"),
        evidence("PLAIN", NUMBER, NUMBER[1:]),
        evidence("PLAIN", NUMBER) | {"further": True},
        {"referenceMsisdn": NUMBER, "evidence": [evidence("PLAIN", NUMBER)["evidence"]] * 2},
        {"referenceMsisdn": 447700900101, "evidence": {"type": "PLAIN", "value": NUMBER}},
        {"referenceMsisdn": NUMBER, "evidence": {"type": ["PLAIN"], "value": NUMBER}},
    ],
    ids=range(12),
)
def test_other_bodies_are_refused(
    provider: ReferenceProvider, token: str, body: object
) -> None:
    answer = answered(provider, token, body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "INVALID_ARGUMENT"
    assert fits("Error", answer.json())
    assert not {"status", "message"} & answer.json().keys()


def test_only_the_network_or_the_sim_identifies_the_user(provider: ReferenceProvider) -> None:
    body = evidence("PLAIN", NUMBER)
    by_sms = answered(provider, provider.variables["REFERENCE_SMS_OTP_TOKEN"], body)
    nobody = answered(provider, None, body)

    assert (by_sms.status_code, nobody.status_code) == (403, 401)
    assert by_sms.json()["code"].endswith("USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK")
    assert fits("Error", by_sms.json())


def test_nothing_else_is_served(provider: ReferenceProvider, token: str) -> None:
    for path in ("/number-verification/v2/verify", "/v2/number-verification/verify"):
        assert answered(provider, token, {"phoneNumber": NUMBER}, path).status_code == 404
    shared = VERIFY.replace("verify", "device-phone-number")
    assert httpx.get(provider.base_url + shared, trust_env=False).status_code == 404


def test_metadata_offers_no_two_legged_token(provider: ReferenceProvider) -> None:
    told = httpx.get(provider.variables["REFERENCE_DISCOVERY"], trust_env=False).json()

    assert set(told["grant_types_supported"]) == {
        "authorization_code",
        "refresh_token",
        "urn:openid:params:grant-type:ciba",
    }
    assert not [scope for scope in told["scopes_supported"] if scope.startswith("sim-swap")]
