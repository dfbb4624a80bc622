"""Mistakes with the address of an API: its name and its version."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.faults.registry import Catalogue, common
from conformance.reference.rules import Rules

catalogue = Catalogue()
_URL = common("url.names-api-and-version")


@catalogue.fault(*_URL)
def api_name_without_hyphen(rules: Rules) -> None:
    """The name of the API in the path has no hyphen."""
    rules.mounts["sim-swap"] = "/simswap/v2"


@catalogue.fault(*_URL)
def version_missing_in_the_path(rules: Rules) -> None:
    """The path names the API and no version."""
    rules.mounts["number-verification"] = "/number-verification"


@catalogue.fault(*_URL)
def full_version_in_the_path(rules: Rules) -> None:
    """The path has the whole version where the major number belongs."""
    rules.mounts["sim-swap"] = "/sim-swap/v2.1.0"
