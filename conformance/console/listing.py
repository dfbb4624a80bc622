"""`list`: profiles, APIs, requirements and scenarios, for people and for programs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance import specs
from conformance.bundled import folder
from conformance.profile import bundled_profiles
from conformance.profile.tree import plain_data, read_tree

Row = dict[str, Any]


def profiles() -> Iterator[Row]:
    """Return the bundled profiles; most take variables, so that none is loaded."""
    for name in bundled_profiles():
        text = (folder("profiles") / f"{name}.yaml").read_text("utf-8")
        told: Any = plain_data(read_tree(text, name))
        apis = {api: each.get("release") for api, each in told["apis"].items()}
        yield {
            "name": name,
            "title": told["title"],
            "environment": told["environment"],
            "apis": apis,
        }


def apis() -> Iterator[Row]:
    """Return every bundled release of every API, and whether it has requirement rows."""
    for api in specs.OPERATIONS:
        for release in specs.releases(api):
            contract = specs.contract(api, release)
            yield {
                "api": api,
                "release": release,
                "commonalities": specs.commonalities_of(api, release),
                "operations": list(contract.operations),
                "requirements": len(specs.api_requirements(api, release)),
                "by_contract_only": specs.by_contract_only(api, release),
                "contract_sha256": contract.sha256,
            }


def requirements() -> Iterator[Row]:
    """Return every requirement row."""
    for row in specs.all_requirements():
        yield {
            "id": row.id,
            "level": row.level.value,
            "title": row.title,
            "document": row.document,
            "release": row.release,
            "section": row.section,
            "operations": list(row.operations),
            "rules": list(row.rules),
            "scenarios": [reference.model_dump() for reference in row.scenarios],
            "carried_by": row.carried_by,
            "excluded": row.excluded,
        }


def scenarios() -> Iterator[Row]:
    """Return every upstream scenario with the requirements that carry it."""
    coverage = specs.scenario_coverage(specs.all_requirements())
    for scenario, identifiers in coverage.items():
        yield {
            "repository": scenario.repository,
            "release_tag": scenario.release_tag,
            "file": scenario.file,
            "tag": scenario.tag,
            "title": scenario.title,
            "api": scenario.api,
            "operation": scenario.operation,
            "requirements": list(identifiers),
        }


LISTINGS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "profiles": profiles,
    "apis": apis,
    "requirements": requirements,
    "scenarios": scenarios,
}

_SHOWN: Mapping[str, tuple[str, ...]] = {
    "profiles": ("name", "title"),
    "apis": ("api", "release", "requirements"),
    "requirements": ("level", "id", "title"),
    "scenarios": ("release_tag", "file", "tag", "requirements"),
}


def lines(what: str) -> Iterator[str]:
    """Return a listing as text, its columns aligned."""
    cells = (tuple(_cell(row[column]) for column in _SHOWN[what]) for row in LISTINGS[what]())
    # A row that several releases share stands once; `--json` has it for each release.
    rows = list(dict.fromkeys(cells))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        aligned = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(aligned).rstrip()


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
