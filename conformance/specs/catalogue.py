"""What is bundled: releases, contracts, rows and scenarios, each read once."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from conformance.bundled import folder
from conformance.specs.contracts import OPERATIONS, Contract, build
from conformance.specs.documents import parse
from conformance.specs.model import Requirement, SpecificationError, UpstreamScenario
from conformance.specs.rows import is_by_contract_only, read_requirements, read_scenarios
from conformance.specs.security import security_releases, security_requirements


@cache
def releases(api: str) -> tuple[str, ...]:
    """Return the releases whose contract is bundled, oldest first.

    Raises SpecificationError for an API that this suite does not know.
    """
    if api not in OPERATIONS:
        raise SpecificationError(f"unknown API {api!r}: use one of {', '.join(OPERATIONS)}")
    return _versions(api, "openapi.yaml")


def newest(api: str) -> str:
    """Return the newest release that has requirement rows."""
    releases(api)
    return _versions(api, "requirements.yaml")[-1]


@cache
def contract(api: str, release: str) -> Contract:
    """Return the bundled contract. Raises SpecificationError for an unknown release."""
    path = _release_folder(api, release) / "openapi.yaml"
    content = path.read_bytes()
    return build(api, path, content, parse(content.decode()))


def commonalities_of(api: str, release: str) -> str:
    """Return the release of Commonalities that an API release states; empty if it states none.

    Only releases before Commonalities 0.4.0 state none.
    """
    return str(contract(api, release).document["info"].get("x-camara-commonalities", ""))


@cache
def upstream_scenarios(api: str, release: str) -> tuple[UpstreamScenario, ...]:
    """Return the scenarios published for a release; none for one without a bundled list."""
    path = _release_folder(api, release) / "scenarios.yaml"
    return read_scenarios(path) if path.is_file() else ()


@cache
def all_upstream_scenarios() -> tuple[UpstreamScenario, ...]:
    """Return the scenarios of every API and release."""
    return tuple(
        scenario
        for api in OPERATIONS
        for release in releases(api)
        for scenario in upstream_scenarios(api, release)
    )


@cache
def api_requirements(api: str, release: str) -> tuple[Requirement, ...]:
    """Return the rows of an API release; none for one whose contract alone is bundled.

    Raises SpecificationError for an unknown API or release and for inconsistent rows.
    """
    path = _release_folder(api, release) / "requirements.yaml"
    if not path.is_file():
        return ()
    return read_requirements(path, upstream_scenarios(api, release))


@cache
def by_contract_only(api: str, release: str) -> bool:
    """Whether a release has only the rows that take no more than its contract.

    Raises SpecificationError for an unknown API or release.
    """
    path = _release_folder(api, release) / "requirements.yaml"
    return not path.is_file() or is_by_contract_only(path)


@cache
def commonalities_requirements(release: str) -> tuple[Requirement, ...]:
    """Return the rows of a Commonalities release; none for one that has no rows here."""
    path = folder("specs") / "commonalities" / release / "requirements.yaml"
    return read_requirements(path, ()) if path.is_file() else ()


def requirements_for(
    apis: Mapping[str, str], security_release: str | None = None
) -> tuple[Requirement, ...]:
    """Return the rows that hold for these releases, given as API -> release.

    First the rows of each API, then each Commonalities row once, narrowed to the operations
    of those APIs that were built on its release, then those of the security profile.
    """
    rows = [row for api, release in apis.items() for row in api_requirements(api, release)]
    for shared in dict.fromkeys(commonalities_of(*item) for item in apis.items()):
        users = [
            api for api, release in apis.items() if commonalities_of(api, release) == shared
        ]
        operations = {name for api in users for name in OPERATIONS[api]}
        rows += _narrowed(commonalities_requirements(shared), operations)
    if security_release is not None:
        rows += security_requirements(security_release)
    return tuple(rows)


@cache
def all_requirements() -> tuple[Requirement, ...]:
    """Return every row of every document and release."""
    of_apis = [
        row
        for api in OPERATIONS
        for release in releases(api)
        for row in api_requirements(api, release)
    ]
    shared = [
        row
        for release in _versions("commonalities", "requirements.yaml")
        for row in commonalities_requirements(release)
    ]
    security = [
        row for release in security_releases() for row in security_requirements(release)
    ]
    return (*of_apis, *shared, *security)


def scenario_coverage(
    rows: Iterable[Requirement],
) -> dict[UpstreamScenario, tuple[str, ...]]:
    """Map every upstream scenario to the ids of the given rows that take it up."""
    taken = [(reference, row.id) for row in rows for reference in row.scenarios]
    return {
        scenario: tuple(identifier for reference, identifier in taken if reference == wanted)
        for scenario in all_upstream_scenarios()
        for wanted in [scenario.reference]
    }


def _narrowed(rows: Iterable[Requirement], operations: set[str]) -> list[Requirement]:
    applied = ((row, tuple(o for o in row.operations if o in operations)) for row in rows)
    return [row.model_copy(update={"operations": names}) for row, names in applied if names]


def _release_folder(api: str, release: str) -> Path:
    if release not in releases(api):
        raise SpecificationError(
            f"{api} {release} is not bundled: use one of {', '.join(releases(api))}"
        )
    return folder("specs") / api / release


def _versions(document: str, file: str) -> tuple[str, ...]:
    """Name the folders of a document that hold a file, in the order of their numbers."""
    found = (path.parent.name for path in (folder("specs") / document).glob(f"*/{file}"))
    return tuple(sorted(found, key=lambda name: [int(part) for part in name.split(".")]))
