"""The honest provider raises no alarm, whatever the seed."""

import pytest

from conformance.run.options import Options
from tests.support.suite import run_suite


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 20261121])
@pytest.mark.parametrize("dialect", ["camara", "camara-limited"])
def test_honest_provider_is_clean(dialect: str, seed: int) -> None:
    """Nothing fails and nothing breaks; what is not offered is all that does not run."""
    seen = run_suite(dialect, options=Options(seed=seed))

    assert seen.alarms == []
    assert set(seen.outcomes.values()) == {"passed", "not-offered"}
