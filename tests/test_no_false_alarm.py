"""The honest provider raises no alarm, whatever the seed."""

import pytest

from conformance.run.options import Options
from tests.support.suite import run_suite

APIS = ("sim-swap", "number-verification")
_SEEDS = [0, 1, 2, 3, 20261121]


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("dialect", ["camara", "camara-limited"])
def test_honest_provider_is_clean(dialect: str, seed: int) -> None:
    """Nothing fails and nothing breaks; what is not offered is all that does not run."""
    seen = run_suite(dialect, options=Options(seed=seed))

    assert seen.alarms == []
    assert set(seen.outcomes.values()) == {"passed", "not-offered"}


@pytest.mark.parametrize(
    ("release", "dialect"), [("1.0.0", "camara"), ("2.0.0", "camara-limited")]
)
def test_honest_provider_of_an_older_release_is_clean(release: str, dialect: str) -> None:
    """Measured against its own release; the self-test tries more seeds."""
    options = Options(apis=APIS)
    seen = run_suite(dialect, options=options, api_releases=dict.fromkeys(APIS, release))

    assert seen.alarms == []
    assert set(seen.outcomes.values()) == {"passed", "not-offered"}


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("release", ["0.3.0", "0.4.0"])
def test_honest_authorization_server_is_clean(release: str, seed: int) -> None:
    """Nor in the older releases of the security profile; the newest one is tested above."""
    options = Options(seed=seed, apis=("authorization",))
    seen = run_suite("camara", options=options, security_release=release)

    assert seen.alarms == []
    assert set(seen.outcomes.values()) == {"passed", "not-offered"}
