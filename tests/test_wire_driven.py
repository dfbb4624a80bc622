"""All oddities of a wire at once: meanings are judged, and only shapes fail."""

from pathlib import Path

import pytest
import yaml

from conformance.profile import Profile, load_profile
from conformance.profile.model import Wire
from conformance.profile.wire_words import differences
from conformance.run.options import Options
from tests.support.filled import text_of
from tests.support.strange import Strange, strange
from tests.support.suite import Seen, run_profile

PURPOSE = "dpv:FraudPreventionAndDetection"
STRANGE_WIRE = {
    "parameters": {"org": "demo"},
    "sim-swap": {
        "operations": {"check": {"path": "/mobile/{org}/simswap/check"}},
        "request": {
            "fields": {"maxAge": "period"},
            "units": {"maxAge": "seconds"},
            "always": ["maxAge"],
            "phone_number": {"format": "digits", "in": "header", "name": "x-phone-number"},
        },
        "response": {"fields": {"swapped": "result.simSwapped"}},
        "scopes": {"check": "check"},
    },
    "headers": {"x-correlator": "X-Correlation-Id", "authorization": "X-Authorization"},
    "token_scheme": "App",
    "errors": {
        "code": "requestError.serviceException.messageId",
        "message": "requestError.serviceException.text",
    },
    "authorization": {
        "scope": "dpv:{purpose_name}#{scope}",
        "client_headers": {"X-Client-Id": "{client_id}", "X-Client-Secret": "{client_secret}"},
    },
}
SHAPES = {
    "sim-swap.check.request-is-as-published",
    "sim-swap.check.success-matches-the-contract",
    "sim-swap.check.responses-match-the-contract",
    "sim-swap.check.malformed-phone-number-is-refused",
    "commonalities.error.body-is-an-error-info",
    "commonalities.x-correlator.is-echoed-on-success",
    "commonalities.x-correlator.is-echoed-on-errors",
    "commonalities.x-correlator.is-echoed-by-the-gateway",
    "commonalities.x-correlator.allowed-characters-are-echoed",
    "commonalities.url.names-api-and-version",
    "scope.published-scope-is-accepted",
}
"""What is another shape there, by the rows that are about shapes."""


def strange_profile(there: Strange, folder: Path) -> Profile:
    document = yaml.safe_load(text_of("reference"))
    client = {"id": "reference-main", "authentication": "client_secret_post"}
    document |= {
        "apis": {
            "sim-swap": {
                "base_url": there.url,
                "operations": ["check"],
                "tokens": ["two-legged"],
                "history": "unlimited",
            }
        },
        "authorization": {
            "endpoints": {"token": f"{there.url}/oauth/token"},
            "purpose": PURPOSE,
            "clients": {"main": {**client, "secret": "${REFERENCE_CLIENT_SECRET}"}},
            "client_credentials": {},
        },
        "wire": STRANGE_WIRE,
        "limits": {"requests_per_second": 2000, "workers": 1, "fuzzing": False},
    }
    (folder / "strange.yaml").write_text(yaml.safe_dump(document))
    return load_profile(str(folder / "strange.yaml"), there.provider.variables)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Return what all rows of SIM Swap, and those about its scope, showed."""
    rows = ("sim-swap.*", "commonalities.*", "scope.published-scope-is-accepted")
    with strange() as there:
        profile = strange_profile(there, tmp_path_factory.mktemp("strange"))
        return run_profile(profile, Options(requirements=rows))


def test_only_shapes_fail(seen: Seen) -> None:
    failed = {row for row, outcome in seen.outcomes.items() if outcome == "failed"}

    assert failed == SHAPES, seen.alarms
    assert "error" not in seen.outcomes.values()


def test_meaning_is_judged_all_the_same(seen: Seen) -> None:
    for name in (
        "swap-within-max-age-is-reported",
        "older-swap-is-not-reported",
        "never-swapped-is-not-reported",
        "recent-swap-is-reported-by-default",
        "max-age-is-in-hours",
        "unknown-phone-number-is-identifier-not-found",
        "missing-token-is-refused",
    ):
        assert seen.outcomes[f"sim-swap.check.{name}"] == "passed"


def test_it_is_told() -> None:
    told = "\n".join(differences(Wire.model_validate(STRANGE_WIRE)))

    for what in ("/mobile/{org}/simswap/check", "seconds", "x-phone-number", "simSwapped"):
        assert what in told
    assert "X-Client-Id, X-Client-Secret" in told
