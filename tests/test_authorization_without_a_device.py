"""Authorization code where the profile leaves something out: what is told to be added."""

from collections.abc import Iterator, Mapping

import pytest

from conformance.outcomes import CaseResult
from conformance.profile import Profile, load_profile
from conformance.profile.authorization import AuthorizationCodeSettings, Device, Endpoints
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.suite import Seen, run_profile


@pytest.fixture(scope="module")
def profile() -> Iterator[Profile]:
    """Return the reference profile, its provider running."""
    with ReferenceProvider() as provider:
        yield load_profile("reference", provider.variables)


def changed(profile: Profile, **authorization: object) -> Profile:
    """Return the profile with another authorization section."""
    assert profile.authorization is not None
    section = profile.authorization.model_copy(update=authorization)
    return profile.model_copy(update={"authorization": section})


def run(profile: Profile, *rows: str) -> tuple[Seen, Mapping[str, CaseResult]]:
    """Run rows and return what was seen, and the results by case."""
    seen = run_profile(profile, Options(requirements=rows))
    assert seen.alarms == []
    return seen, {result.case: result for result in seen.results}


def test_no_device(profile: Profile) -> None:
    """Rows that take one say so; rows about refusals are tested off the network."""
    without = changed(profile, declared_authorization_code=AuthorizationCodeSettings())
    seen, results = run(without, "authorization-code.*")

    good = results["authorization-code.code-brings-an-access-token"]
    assert good.outcome == "not-testable"
    assert "add authorization.authorization_code.device" in str(good.reason)
    for row in (
        "unregistered-redirect-uri-gets-no-redirect",
        "unsupported-response-type-is-refused",
        "state-is-returned-with-errors",
        "unknown-device-is-sent-back",
        "login-hint-is-no-device",
        "signed-request-is-accepted",
        "badly-signed-request-object-is-refused",
    ):
        assert seen.outcomes[f"authorization-code.{row}"] == "passed", row


def test_no_device_for_an_api(profile: Profile) -> None:
    """An API whose tokens take a device is not testable, and says what is missing."""
    without = changed(profile, declared_authorization_code=AuthorizationCodeSettings())
    row = "number-verification.verify.own-number-is-verified"
    _, results = run(without, row)

    (result,) = results.values()
    assert result.outcome == "not-testable"
    assert "authorization.authorization_code.device" in str(result.reason)


def test_no_redirect_uri(profile: Profile) -> None:
    """A client that can't be redirected to is told to get an address."""
    assert profile.authorization is not None
    clients = profile.authorization.clients
    main = clients.main.model_copy(update={"redirect_uri": None}) if clients.main else None
    without = changed(profile, clients=clients.model_copy(update={"main": main}))
    _, results = run(without, "authorization-code.code-brings-an-access-token")

    (result,) = results.values()
    assert result.outcome == "not-testable"
    assert "add redirect_uri to the client" in str(result.reason)


def test_no_keys_and_no_issuer(profile: Profile) -> None:
    """Without metadata the keys and the issuer have to be written by hand."""
    assert profile.authorization is not None
    base = str(profile.authorization.discovery).partition("/.well-known")[0]
    endpoints = Endpoints(
        authorization=f"{base}/authorize",
        token=f"{base}/token",
        backchannel_authentication=f"{base}/bc-authorize",
    )
    by_hand = changed(profile, discovery=None, endpoints=endpoints)
    seen, results = run(by_hand, "id-token.*")

    assert "authorization.endpoints.jwks" in str(
        results["id-token.signature-holds/ciba"].reason
    )
    assert "authorization.endpoints.issuer" in str(
        results["id-token.comes-from-the-issuer/ciba"].reason
    )
    assert seen.outcomes["id-token.is-part-of-the-response"] == "passed"


def test_device_shown_by_login_hint(profile: Profile) -> None:
    """Where login_hint plays the network, nothing else can be learnt from it."""
    device = Device(query={"login_hint": "tel:{phone_number}"})
    shown = changed(
        profile, declared_authorization_code=AuthorizationCodeSettings(device=device)
    )
    seen, _ = run(shown, "authorization-code.login-hint-*")

    assert set(seen.outcomes.values()) == {"not-testable"}
    assert len(seen.outcomes) == 3
