"""Profiles of real deployments load, plan and name a source, and drive that very wire."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.profile import Profile, ProfileError, load_profile
from conformance.profile.loader import bundled_profiles
from conformance.profile.settings import Limits
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.scenarios.session import Session
from conformance.target.number_verification import NumberVerification
from conformance.target.sim_swap import SimSwap
from tests.support.filled import elsewhere, text_of, variables_of
from tests.support.messages import error, response
from tests.support.tap import CODE, TOKEN, Tap, tapped

# The others are about the embedded provider, which tells their variables by itself.
WORKED = [name for name in bundled_profiles() if "${REFERENCE_" not in text_of(name)]
OPERATORS = (
    "claro",
    "infobip",
    "konera",
    "masstack",
    "nokia",
    "orange",
    "telefonica",
    "telkomsel",
    "vodafone",
    "vonage",
)


@pytest.mark.parametrize("operator", OPERATORS)
def test_operator_has_a_profile(operator: str) -> None:
    assert [name for name in WORKED if name.startswith(operator)]


@pytest.mark.parametrize("name", WORKED)
def test_source_and_date_are_named(name: str) -> None:
    comment = "".join(line for line in text_of(name).splitlines(True) if line[0] == "#")
    one_line = re.sub(r"\n# ?", " ", comment)

    assert re.search(r"Source: [^\n]*https://\S+[^\n]* read 20\d\d-\d\d", one_line), comment


@pytest.mark.parametrize("name", WORKED)
def test_profile_loads_and_plans(name: str, tmp_path: Path) -> None:
    profile = load_profile(name, variables_of(name, tmp_path))
    prepared = prepare(profile, Options())

    ids = [case.id for case in prepared.cases]
    assert len(set(ids)) == len(ids)
    assert profile.name == name
    assert profile.operator is not None
    assert str(profile.operator.documentation).startswith("https://")
    for api in profile.apis:
        ran = [c for c in prepared.cases if c.api == api and c.withheld is None]
        assert ran, f"nothing of {api} would run"


@pytest.mark.parametrize("name", WORKED)
def test_all_missing_variables_are_named_at_once(name: str, tmp_path: Path) -> None:
    needed = variables_of(name, tmp_path)
    with pytest.raises(ProfileError) as refusal:
        load_profile(name, {})

    assert needed
    for variable in needed:
        assert f"the environment variable {variable} is not set" in str(refusal.value)


@contextmanager
def driving(
    name: str, folder: Path, *changes: tuple[str, str], **answer: object
) -> Iterator[tuple[Session, Tap, Profile]]:
    """Yield a session of a bundled profile whose hosts are all one server of this test."""
    with tapped(**answer) as (url, tap):
        variables = {
            variable: value.replace("https://deployment.example", url)
            for variable, value in variables_of(name, folder).items()
        }
        path = elsewhere(name, url, folder, *changes)
        # In production the suite would wait a second before each request.
        fast = {"environment": "sandbox", "limits": Limits(requests_per_second=1000)}
        profile = load_profile(str(path), variables).model_copy(update=fast)
        session = open_session(prepare(profile, Options()), Options())
        try:
            yield session, tap, profile
        finally:
            session.close()


def sim_swap(session: Session) -> SimSwap:
    """Return SIM Swap with the first kind of token that the profile has."""
    kind = session.profile.api("sim-swap").token_kinds[0]
    return SimSwap(session.operations("sim-swap", kind))


def number_verification(session: Session) -> NumberVerification:
    """Return Number Verification with the kind of token that the profile has."""
    kind = session.profile.api("number-verification").token_kinds[0]
    return NumberVerification(session.operations("number-verification", kind))


def test_konera_counts_seconds_and_calls_it_otherwise(tmp_path: Path) -> None:
    with driving("konera-production", tmp_path, simSwapped=True) as (session, tap, profile):
        line = profile.subscribers[0]
        answer = sim_swap(session).check(line, max_age=24)
        sim_swap(session).check(line)

    first, second = [each for each in tap.asked if each.path.endswith("/check")]
    assert answer.swapped is True
    assert json.loads(first.body) == {"phoneNumber": line.phone_number, "maxAge": 86400}
    assert json.loads(second.body)["maxAge"] == 864_000, (
        "required: 240 h where CAMARA has none"
    )
    assert first.headers["x-correlation-id"] == first.headers["x-correlator"]
    assert tap.at("/token").form["scope"] == "sim-swap.read"
    assert tap.at("/token").form["client_secret"] == "value-of-konera_client_secret"


def test_telkomsel_has_headers_of_its_own(tmp_path: Path) -> None:
    with driving("telkomsel-digihub", tmp_path, swapped=False) as (session, tap, profile):
        line = profile.subscribers[0]
        sim_swap(session).check(line, max_age=24)

    for endpoint in ("/bc-authorize", "/token"):
        asked = tap.at(endpoint)
        assert asked.headers["x-client-id"] == "value-of-telkomsel_client_id"
        assert asked.headers["x-client-secret"] == "value-of-telkomsel_client_secret"
        assert "authorization" not in asked.headers
        assert not {"client_id", "client_secret"} & asked.form.keys()
    assert tap.at("/bc-authorize").form["login_hint"] == line.phone_number
    assert tap.at("/bc-authorize").form["scope"] == "openid"
    assert tap.at("/check").headers["x-authorization"] == f"Bearer {TOKEN}"
    assert "authorization" not in tap.at("/check").headers
    assert json.loads(tap.at("/check").body)["phoneNumber"] == line.phone_number


def test_vonage_has_a_bare_hint_and_a_scope_with_a_hash_sign(tmp_path: Path) -> None:
    with driving("vonage-europe", tmp_path, swapped=True) as (session, tap, profile):
        line = profile.subscribers[0]
        sim_swap(session).check(line)

    asked = tap.at("/bc-authorize")
    assert asked.form["login_hint"] == line.phone_number
    assert asked.form["scope"] == "openid dpv:FraudPreventionAndDetection#check-sim-swap"
    assert asked.headers["authorization"] == "Bearer value-of-vonage_application_jwt"
    assert tap.at("/check").path == "/camara/sim-swap/v040/check"
    assert json.loads(tap.at("/check").body) == {"phoneNumber": line.phone_number[1:]}


def test_vodafone_wants_two_more_headers(tmp_path: Path) -> None:
    answer = {"latestSimChange": None}
    with driving("vodafone-sandbox", tmp_path, **answer) as (session, tap, profile):
        sim_swap(session).retrieve_date(profile.subscribers[0])

    asked = tap.at("/retrieve-date")
    assert asked.headers["vf_ext_bp_id"] == "value-of-vodafone_bp_id"
    assert asked.headers["vf-trace-transaction-id"] == "camara-conformance"
    assert asked.body == b"{}"
    assert tap.at("/bc-authorize").path == "/openIDConnectCIBA/v1/bc-authorize"
    assert tap.at("/bc-authorize").form["scope"] == "openid retrieve-sim-swap-date"


def test_telefonica_leaves_signs_as_they_are(tmp_path: Path) -> None:
    with driving("telefonica-sandbox", tmp_path, swapped=True) as (session, tap, profile):
        sim_swap(session).check(profile.subscribers[0])

    sent = tap.at("/bc-authorize").body.decode()
    assert "dpv%3AFraudPreventionAndDetection#sim-swap" in sent
    assert f"login_hint=tel%3A{profile.subscribers[0].phone_number}" in sent


def test_orange_asks_for_two_legged_tokens(tmp_path: Path) -> None:
    with driving("orange-playground", tmp_path, swapped=True) as (session, tap, profile):
        sim_swap(session).check(profile.subscribers[0])

    asked = tap.at("/token")
    assert asked.path == "/openidconnect/playground/v1.0/token"
    assert asked.form["grant_type"] == "client_credentials"
    assert asked.headers["authorization"].startswith("Basic ")
    assert tap.at("/check").path == "/camara/playground/api/sim-swap/v1/check"


def test_claro_takes_basic_in_another_header(tmp_path: Path) -> None:
    with driving("claro-brasil", tmp_path, swapped=True) as (session, tap, profile):
        sim_swap(session).check(profile.subscribers[0])

    scheme, _, credentials = tap.at("/token").headers["x-client-auth"].partition(" ")
    assert scheme == "Basic"
    told = base64.b64decode(credentials).decode()
    assert told == "value-of-claro_client_id:value-of-claro_client_secret"
    assert "authorization" not in tap.at("/token").headers
    assert tap.at("/token").form["scope"] == "check-sim-swap"
    assert tap.at("/check").path == "/mobile/v1/gsma/gateway/simswap/check"


def test_infobip_takes_a_key_and_has_two_envelopes(tmp_path: Path) -> None:
    told = {"messageId": "UNAUTHORIZED", "text": "Invalid login details"}
    platform = response(401, {"requestError": {"serviceException": told}})
    with driving("infobip-sim-swap", tmp_path, swapped=True) as (session, tap, profile):
        sim_swap(session).check(profile.subscribers[0])
        wire = session.operation("sim-swap", "check", "two-legged").wire
        meant = [json.loads(wire.meaning(each).body) for each in (platform, error())]

    assert tap.at("/check").headers["authorization"] == "App value-of-infobip_api_key"
    assert [each["code"] for each in meant] == ["UNAUTHORIZED", "INVALID_ARGUMENT"]
    assert [each["message"] for each in meant] == [told["text"], "Something is wrong."]


def test_infobip_carries_a_presentation_as_correlator(tmp_path: Path) -> None:
    name, answer = "infobip-number-verification", {"devicePhoneNumberVerified": True}
    with driving(name, tmp_path, **answer) as (session, tap, profile):
        line = profile.subscribers[0]
        number_verification(session).verify(line, line.phone_number)

    asked = tap.at("/camara/number-verification/v2/verify")
    assert asked.headers["x-correlator"] == "value-of-infobip_vp_token"


def test_nokia_redeems_the_code_with_the_call(tmp_path: Path) -> None:
    shown = ("device: interactive", 'device: {header: {x-device: "{phone_number}"}}')
    answer = {"devicePhoneNumberVerified": True, "swapped": True}
    name = "nokia-network-as-code"
    with driving(name, tmp_path, shown, **answer) as (session, tap, profile):
        line = profile.subscribers[0]
        sim_swap(session).check(line)
        number_verification(session).verify(line, line.phone_number)

    check, verify = tap.at("/check"), tap.at("/verify")
    assert check.headers["x-rapidapi-key"] == "value-of-nokia_rapidapi_key"
    assert "authorization" not in check.headers
    assert json.loads(check.body) == {"phoneNumber": line.phone_number}
    assert verify.query["code"] == [CODE]
    assert verify.query["state"]
    assert not [each for each in tap.asked if each.path.endswith("/token")]


@pytest.mark.parametrize("name", ["masstack-production", "masstack-staging"])
def test_masstack_sends_evidence_below_its_organization(name: str, tmp_path: Path) -> None:
    answer = {"devicePhoneNumberVerified": True}
    with driving(name, tmp_path, **answer) as (session, tap, profile):
        line, other = profile.subscribers
        number_verification(session).verify(line, other.phone_number)

    asked = tap.at("/verify")
    assert asked.path == "/v2/orgs/value-of-masstack_org_id/number-verification/verify"
    assert json.loads(asked.body) == {
        "referenceMsisdn": line.phone_number,
        "evidence": {"type": "PLAIN", "value": other.phone_number},
    }
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    hint = tap.at("/bc-authorize").form["login_hint"]
    assert hint == "operatortoken:value-of-masstack_ts43_token"
