"""What a profile says, and what follows where it is silent."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from conformance.profile import Profile, Subscriber
from conformance.profile.model import Device, HoursAgo
from conformance.profile.settings import EffectiveLimits
from tests.profile_support import FULL, MINIMAL, SECRETS, load

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def line(profile: Profile, identifier: str) -> Subscriber:
    return next(line for line in profile.subscribers if line.id == identifier)


def test_a_minimal_profile_is_enough(tmp_path: Path) -> None:
    profile = load(tmp_path, MINIMAL)

    api = profile.api("sim-swap")
    assert list(profile.apis) == ["sim-swap"]
    assert api.release == "2.1.0"
    assert api.operations == ("check", "retrieve-date")
    assert api.token_kinds == ("two-legged", "three-legged")
    assert (api.flow, api.history, api.hours_of_monitored_period) == (None, None, None)
    assert (profile.authorization, profile.subscribers, profile.deviations) == (None, (), ())
    assert (profile.http.timeout, profile.http.verify) == (10, True)


def test_an_api_that_is_not_offered_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        load(tmp_path, MINIMAL).api("number-verification")


def test_everything_that_is_written_is_kept(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL)

    sim_swap, verification = profile.api("sim-swap"), profile.api("number-verification")
    assert sim_swap.base_url == "https://api.acme.example/sim-swap/v2"
    assert sim_swap.hours_of_monitored_period == 720
    assert sim_swap.history == "limited"
    assert sim_swap.flow == "ciba"
    assert verification.operations == ("verify",)
    assert verification.token_kinds == ("three-legged",)
    assert verification.flow == "authorization-code"
    assert profile.operator is not None
    assert profile.operator.country == "NO", "the country, not YAML 1.1's word for false"
    assert profile.deviations[0].excuses_on(date(2027, 1, 31))
    assert not profile.deviations[0].excuses_on(date(2027, 2, 1))


def test_the_authorization_section(tmp_path: Path) -> None:
    settings = load(tmp_path, FULL).authorization

    assert settings is not None
    assert settings.endpoints is not None
    assert settings.endpoints.authorization == "https://auth.acme.example/authorize?tenant=1"
    assert list(settings.clients.named()) == ["main", "other", "limited"]
    main = settings.clients.main
    assert main is not None
    assert main.id == "12345", "a client id of digits stays text"
    assert main.key is not None
    assert main.key.file == tmp_path / "client.pem"
    assert (main.key.algorithm, main.key.kid) == ("ES256", "k1")
    assert settings.tokens.reuse == "until-expiry"


def test_templates_are_filled_for_a_line(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL)
    settings, never = profile.authorization, line(profile, "never")

    assert settings is not None
    assert settings.ciba.login_hint_for(never) == "tel:+447700900002"
    assert settings.authorization_code.device_for(never) == ({"x-msisdn": "+447700900002"}, {})


def test_a_template_asks_for_a_token_that_the_line_lacks(tmp_path: Path) -> None:
    text = FULL.replace('"tel:{phone_number}"', '"operatortoken:{operator_token}"')
    profile = load(tmp_path, text)
    settings = profile.authorization

    assert settings is not None
    assert settings.ciba.login_hint_for(line(profile, "ts43")) == "operatortoken:canary-ts43"
    with pytest.raises(LookupError, match="never"):
        settings.ciba.login_hint_for(line(profile, "never"))


@pytest.mark.parametrize(
    ("device", "shown"),
    [
        ("interactive", ({}, {})),
        ('{query: {msisdn: "{phone_number}"}}', ({}, {"msisdn": "+447700900002"})),
    ],
)
def test_other_ways_to_show_a_device(tmp_path: Path, device: str, shown: object) -> None:
    text = FULL.replace('{header: {x-msisdn: "{phone_number}"}}', device)
    profile = load(tmp_path, text)

    assert profile.authorization is not None
    assert profile.authorization.authorization_code.device_for(line(profile, "never")) == shown


def test_times_of_a_line(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL)

    swapped = line(profile, "swapped")
    later = profile.loaded_at + timedelta(hours=2)
    assert swapped.changed_at(later) == profile.loaded_at - timedelta(hours=3)
    assert swapped.hours_since_swap(later) == 5
    assert line(profile, "dated").changed_at(NOW) == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)
    for silent in ("never", "unknown-swap", "no-sim", "iot"):
        assert line(profile, silent).changed_at(NOW) is None
        assert line(profile, silent).hours_since_swap(NOW) is None


def test_a_swap_after_the_moment_asked_about_has_not_happened(tmp_path: Path) -> None:
    dated = line(load(tmp_path, FULL), "dated")

    assert dated.changed_at(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_what_is_known_of_a_line(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL)

    assert [line.id for line in profile.subscribers if line.has_no_sim] == ["no-sim"]
    assert [line.id for line in profile.subscribers if line.never_swapped] == ["never"]
    assert [line.id for line in profile.subscribers if line.activated] == ["never"]
    unsure = [line.id for line in profile.subscribers if not line.consent_given]
    assert unsure == ["silent", "slow"]


FLOWS = "authorization:\n  ciba: {}\n  authorization_code: {}\n  jwt_bearer: {}\n"


@pytest.mark.parametrize(
    ("more", "kinds", "flow"),
    [
        ("", ("two-legged", "three-legged"), None),
        ("authorization: {client_credentials: {}}\n", ("two-legged",), None),
        ('tokens: {two-legged: "${TWO_LEGGED}"}\n', ("two-legged",), None),
        ("authorization: {ciba: {}}\n", ("three-legged",), "ciba"),
        (FLOWS, ("three-legged",), "ciba"),
        ("authorization: {jwt_bearer: {}}\n", ("three-legged",), "jwt-bearer"),
        ("authorization: {authorization_code: {}}\n", ("three-legged",), "authorization-code"),
        (
            'subscribers: [{id: a, phone_number: "+447700900000"}]\n'
            'tokens: {three-legged: {a: "${THREE_LEGGED}"}}\n',
            ("three-legged",),
            "given",
        ),
        (
            "authorization: {client_credentials: {}, ciba: {}}\n",
            ("two-legged", "three-legged"),
            "ciba",
        ),
        ("    tokens: [none]\n", ("none",), None),
        ("    tokens: [three-legged, two-legged]\n", ("three-legged", "two-legged"), None),
        ("    flow: jwt-bearer\n" + FLOWS, ("three-legged",), "jwt-bearer"),
    ],
)
def test_how_sim_swap_is_called(
    tmp_path: Path, more: str, kinds: object, flow: object
) -> None:
    api = load(tmp_path, MINIMAL + more).api("sim-swap")

    assert (api.token_kinds, api.flow) == (kinds, flow)


def test_number_verification_prefers_the_flow_in_which_the_network_knows(
    tmp_path: Path,
) -> None:
    api = load(tmp_path, MINIMAL.replace("sim-swap", "number-verification") + FLOWS).api(
        "number-verification"
    )

    assert (api.token_kinds, api.flow) == (("three-legged",), "authorization-code")


def test_a_period_in_hours(tmp_path: Path) -> None:
    text = MINIMAL + "    monitored_period: {hours: 100}\n"

    assert load(tmp_path, text).api("sim-swap").hours_of_monitored_period == 100


@pytest.mark.parametrize("environment", ["local", "sandbox", "staging"])
def test_limits_outside_production(tmp_path: Path, environment: str) -> None:
    profile = load(tmp_path, MINIMAL.replace("staging", environment))

    assert profile.effective_limits == EffectiveLimits(5, 4, 3000, True, True)


def test_production_is_treated_with_care(tmp_path: Path) -> None:
    profile = load(tmp_path, MINIMAL.replace("staging", "production"))

    limits = EffectiveLimits(0.9, 4, 3000, False, False, messages=False)
    assert profile.effective_limits == limits


def test_production_is_what_the_profile_says_by_name(tmp_path: Path) -> None:
    more = "limits: {requests_per_second: 3, malformed: true}\n"
    profile = load(tmp_path, MINIMAL.replace("staging", "production") + more)

    assert profile.effective_limits == EffectiveLimits(3, 4, 3000, False, True, messages=False)


def test_secrets_are_in_no_representation(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL)

    for secret in [*SECRETS.values(), "+447700900000", "+447700900002"]:
        assert secret not in repr(profile) + str(profile)


def test_secrets_are_all_told_to_who_redacts(tmp_path: Path) -> None:
    profile = load(tmp_path, FULL, None)

    assert {secret for _, secret in profile.secrets()} == set(SECRETS.values())


def test_a_proxy_password_is_a_secret(tmp_path: Path) -> None:
    more = 'http: {proxy: "${PROXY}"}\n'
    profile = load(tmp_path, MINIMAL + more, {"PROXY": "http://me:canary@proxy.example:1"})

    assert list(profile.secrets()) == [("proxy password", "canary")]
    assert "canary" not in repr(profile)


def test_a_profile_can_be_made_without_a_file() -> None:
    data = {
        "profile": 1,
        "name": "made",
        "environment": "local",
        "apis": {"sim-swap": {"base_url": "http://127.0.0.1:8000/sim-swap/v2"}},
        "subscribers": [
            {"id": "a", "phone_number": "+12345", "sim": {"changed": {"hours_ago": 1}}}
        ],
    }
    profile = Profile.model_validate(data)

    assert (profile.path, profile.sha256) == (None, "")
    assert profile.subscribers[0].hours_since_swap(profile.loaded_at) == 1


def test_a_profile_does_not_change(tmp_path: Path) -> None:
    profile = load(tmp_path, MINIMAL)

    with pytest.raises(ValidationError):
        profile.name = "other"


def test_parts_can_be_made_by_hand() -> None:
    assert HoursAgo(hours_ago=3).hours_ago == 3
    assert Device(query={"msisdn": "{phone_number}"}).header is None
