"""One oidc-provider for all tests of this folder."""

from collections.abc import Iterator, Mapping

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
