"""Tells plain pytest what it needs to know before it can carry out a scenario."""

import pytest

from conformance.scenarios.plugin import SESSION


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Refuse to go on without a deployment to test."""
    if SESSION not in config.stash:
        raise pytest.UsageError(
            "name the deployment to test: pytest --pyargs conformance.scenarios --profile NAME"
        )
