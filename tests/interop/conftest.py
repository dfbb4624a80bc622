"""One oidc-provider for all tests of this folder."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from conformance.profile import Profile, load_profile
from tests.interop.oidc_provider import PROFILE, running


@pytest.fixture(scope="session")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Run the server and yield what profile.yaml takes from the environment."""
    with running(tmp_path_factory.mktemp("oidc-provider")) as found:
        yield found


@pytest.fixture
def profile(variables: Mapping[str, str]) -> Profile:
    """Return the server's profile."""
    return load_profile(str(PROFILE), variables)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Keep this folder's tests on one worker: one server, one folder of Node packages."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("oidc-provider"))
