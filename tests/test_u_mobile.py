"""U Mobile's SIM Swap: its contract, its dialect, its profiles, and a whole run."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from conformance.bundled import folder
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.u_mobile import DIFFERENCES, MOBILE_CONNECT_CIBA
from tests.support.admitted import failed_in, run_in, run_without_deviations, states_of
from tests.support.command import Said, said_here
from tests.support.filled import variables_of
from tests.support.u_mobile import NUMBER, OTHER_NUMBER, Caller

DIALECT = "u-mobile"
CONTRACT = yaml.safe_load((folder("specs") / "operators/u-mobile/openapi.yaml").read_text())
SCHEMAS = CONTRACT["components"]["schemas"]

REPORTED_UNDER = {
    "version-0-in-the-path": "commonalities.url.names-api-and-version",
    "number-always-required": "sim-swap.check.request-is-as-published",
    "plus-optional-in-bodies": "sim-swap.check.malformed-phone-number-is-refused",
    "plus-optional-in-hints": "ciba.malformed-tel-hint-is-refused",
    "old-scope-names": "scope.published-scope-is-accepted",
    "mobile-connect-grant-type": "ciba.agreed-request-brings-a-token",
    "secret-in-place-of-a-key": "client-authentication.private-key-jwt-is-accepted",
    "token-type-in-a-sentence": "token-response.token-type-is-known",
    "id-token-is-no-jwt": "id-token.is-part-of-the-response",
}
"""Difference from CAMARA → the requirement under which it is reported."""


def fits(schema: str, value: object) -> bool:
    """Return whether a value meets a schema of the contract."""
    document = {**SCHEMAS[schema], "components": {"schemas": SCHEMAS}}
    return bool(OAS30Validator(document).is_valid(value))


# The contract


def test_contract_is_valid() -> None:
    OpenAPIV30SpecValidator(CONTRACT).validate()


def test_contract_states_what_is_published() -> None:
    assert list(CONTRACT["paths"]) == [
        "/openIDConnectCIBA/v1/bc-authorize",
        "/openIDConnectCIBA/v1/token",
        "/check",
        "/retrieve-date",
    ]
    assert SCHEMAS["PhoneNumber"]["pattern"] == r"^\+?[0-9]{5,15}$"
    assert SCHEMAS["TokenRequest"]["properties"]["grant_type"]["enum"] == [MOBILE_CONNECT_CIBA]
    assert "required" not in SCHEMAS["AuthenticationRequest"]
    hours = SCHEMAS["CreateCheckSimSwap"]["properties"]["maxAge"]
    assert (hours["minimum"], hours["maximum"], hours["default"]) == (1, 2400, 240)


def test_contract_dialect_and_report_differ_alike() -> None:
    told = CONTRACT["info"]["x-differences"]

    assert set(told) == set(DIFFERENCES) == set(REPORTED_UNDER)


# The dialect, spoken to as its own clients do


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    with ReferenceProvider(DIALECT) as running:
        yield running


@pytest.fixture(scope="module")
def caller(provider: ReferenceProvider) -> Caller:
    return Caller(provider)


def test_two_roots(provider: ReferenceProvider, caller: Caller) -> None:
    told = provider.variables
    api, root = told["REFERENCE_SIM_SWAP"], told["REFERENCE_AUTHORIZATION"]

    assert api == f"{provider.base_url}/sim-swap-service/sim-swap/v0"
    assert not api.startswith(root)
    for url in (f"{root}/sim-swap-service/sim-swap/v0/check", f"{provider.base_url}/token"):
        assert httpx.post(url, trust_env=False).status_code == 404
    assert caller.post("/token", {}).status_code == 400


def test_authentication_request(caller: Caller) -> None:
    started = caller.started()

    assert fits("AuthenticationResponse", started)
    assert (started["expires_in"], started["interval"]) == (300, 0)


@pytest.mark.parametrize("hint", [f"tel:{NUMBER[1:]}", f"tel:{NUMBER}"])
def test_plus_of_the_hint_is_optional(caller: Caller, hint: str) -> None:
    assert "auth_req_id" in caller.started(hint)


def test_printed_sample_leaves_the_plus_unencoded(caller: Caller) -> None:
    raw = f"login_hint=tel:{NUMBER}&scope=check-sim-swap".encode()

    assert caller.post("/bc-authorize", raw).status_code == 200


@pytest.mark.parametrize(
    "scope", ["sim-swap:check", "openid check-sim-swap", "dpv:EnforceSecurity check-sim-swap"]
)
def test_other_scopes_are_not_known(caller: Caller, scope: str) -> None:
    assert caller.started(scope=scope)["error"] == "invalid_scope"


def test_token_response(caller: Caller) -> None:
    told = caller.token()

    assert fits("TokenResponse", told)
    assert (
        told["token_type"] == SCHEMAS["TokenResponse"]["properties"]["token_type"]["example"]
    )
    assert told["refresh_token"]
    assert told["id_token"].count(".") == 0


def test_standard_grant_type_is_not_known(caller: Caller) -> None:
    form = {"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": "x"}

    assert caller.post("/token", form).json()["error"] == "unsupported_grant_type"


def test_assertion_that_the_secret_signs(caller: Caller) -> None:
    form = {"grant_type": "client_credentials", "scope": "check-sim-swap"}
    good = caller.post("/token", form | caller.assertion(caller.secret), {})
    other = caller.post("/token", form | caller.assertion("s" * 32), {})

    assert (good.status_code, other.status_code) == (200, 401)
    assert caller.post("/token", form, {}).status_code == 401


def test_answers(caller: Caller) -> None:
    check = caller.ask("check", caller.token()["access_token"], {"phoneNumber": NUMBER})
    token = caller.token("retrieve-sim-swap-date")["access_token"]
    when = caller.ask("retrieve-date", token, {"phoneNumber": NUMBER})

    assert check.json() == {"swapped": True}
    assert fits("CheckSimSwapInfo", check.json())
    assert fits("SimSwapInfo", when.json())
    assert check.headers["x-correlator"] == "any text, with blanks"


def test_two_legged_token_tells_activation_and_null(caller: Caller) -> None:
    form = {"grant_type": "client_credentials", "scope": "retrieve-sim-swap-date"}
    token = caller.post("/token", form).json()["access_token"]

    never = caller.ask("retrieve-date", token, {"phoneNumber": OTHER_NUMBER}).json()
    no_sim = caller.ask("retrieve-date", token, {"phoneNumber": "447700900112"}).json()
    assert never == {"latestSimChange": "2020-05-01T00:00:00Z"}
    assert no_sim == {"latestSimChange": None}


def test_access_token_is_good_once(caller: Caller) -> None:
    token = caller.token()["access_token"]
    statuses = [caller.ask("check", token, {"phoneNumber": NUMBER}).status_code for _ in "12"]

    assert statuses == [200, 401]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "INVALID_ARGUMENT"),
        ({"phoneNumber": OTHER_NUMBER}, 403, "INVALID_TOKEN_CONTEXT"),
        ({"phoneNumber": NUMBER[1:], "maxAge": 1}, 200, None),
    ],
)
def test_number_beside_the_token(
    caller: Caller, body: object, status: int, code: str | None
) -> None:
    answer = caller.ask("check", caller.token()["access_token"], body)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


# A whole run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, dict[str, Any]]:
    """Return what `run u-mobile` said, and its report."""
    return run_in(tmp_path_factory.mktemp("run"), DIALECT, "--max-examples", "1")


def admitted() -> set[str]:
    document = yaml.safe_load((folder("profiles") / f"{DIALECT}.yaml").read_text())
    return {each["requirement"] for each in document["deviations"]}


def test_run_is_conformant_with_deviations(run: tuple[Said, dict[str, Any]]) -> None:
    said, report = run

    assert said.code == 0, said.out
    assert report["verdict"] == "conformant-with-deviations"
    assert states_of(report) == dict.fromkeys(admitted(), "admitted")


def test_run_reports_every_difference(run: tuple[Said, dict[str, Any]]) -> None:
    outcomes = {row["id"]: row["outcome"] for row in run[1]["requirements"]}

    assert {outcomes[row] for row in REPORTED_UNDER.values()} == {"failed"}


def test_run_judges_meaning_all_the_same(run: tuple[Said, dict[str, Any]]) -> None:
    cases = {case["id"]: case for row in run[1]["requirements"] for case in row["cases"]}
    name = "sim-swap.check.swap-within-max-age-is-reported"
    found = [case["outcome"] for key, case in cases.items() if key.startswith(name)]

    assert found
    assert set(found) == {"passed"}


def test_report_tells_how_the_wire_differs(run: tuple[Said, dict[str, Any]]) -> None:
    told = run[1]["target"]["wire"]

    assert "sim-swap: tokens for check are asked for with check-sim-swap" in told
    assert "the scope parameter reads {scope}" in told


def test_run_without_deviations_is_non_conformant(
    tmp_path: Path, provider: ReferenceProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    rows = [word for row in REPORTED_UNDER.values() for word in ("--requirement", row)]
    said, report = run_without_deviations(tmp_path, DIALECT, *rows)

    assert said.code == 1, said.out
    assert report["verdict"] == "non-conformant"
    assert failed_in(report) == set(REPORTED_UNDER.values())


def test_deviations_last(provider: ReferenceProvider) -> None:
    """A bundled profile does not stop working on a day that nobody thinks of."""
    for each in load_profile(DIALECT, provider.variables).deviations:
        assert each.owner
        assert each.ticket
        assert each.until >= date(2035, 1, 1)


# The profiles of the real deployments


@pytest.mark.parametrize("name", ["u-mobile-sandbox", "u-mobile-mock"])
def test_real_profiles_load_and_plan(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in variables_of(name, tmp_path).items():
        monkeypatch.setenv(variable, value)
    said = said_here("plan", name, cwd=tmp_path)

    assert said.code == 0, said.err
    assert "run          sim-swap.check.request-is-as-published" in said.out
    assert "run          ciba.agreed-request-brings-a-token" in said.out
    assert "wire: the scope parameter reads {scope}" in said.out
