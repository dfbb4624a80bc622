"""Where the API lies."""

import re
from urllib.parse import urlsplit

from conformance.plan import PlannedCase
from conformance.profile import ApiProfile
from conformance.scenarios.requirement import requirement


@requirement("commonalities.url.names-api-and-version")
def test_base_url(case: PlannedCase, api: ApiProfile) -> None:
    """The path ends with the API's name and the major version, `v2` of 2.1.0."""
    major, minor, _ = api.release.split(".")
    version = f"v{major}" if major != "0" else f"v0.{minor}"
    path = urlsplit(str(api.base_url)).path.rstrip("/")

    wanted = f"/{case.api}/{version}"
    assert re.fullmatch(rf".*{re.escape(wanted)}", path), f"{path} does not end with {wanted}"
