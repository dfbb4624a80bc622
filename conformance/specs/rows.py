"""Requirement rows and upstream scenarios: one YAML file each to frozen models, or refusal."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from conformance.specs.contracts import AREAS, AUTHORIZATION, OPERATIONS
from conformance.specs.documents import DocumentError, parse
from conformance.specs.model import (
    CarriedBy,
    Example,
    Frozen,
    Level,
    Needs,
    Requirement,
    ScenarioReference,
    Sends,
    SpecificationError,
    UpstreamScenario,
)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
_Model = TypeVar("_Model", bound=Frozen)
_Raw = dict[str, Any]


class RequirementFile(Frozen):
    """The head of a file of rows, and its rows as they are written."""

    document: str
    release: str
    api: str | None = None
    differs_from: str | None = None
    """The release whose rows hold here too, but for what this file says otherwise."""
    without: tuple[str, ...] = ()
    """Ids of its rows that say nothing about this release."""
    by_contract_only: tuple[str, ...] = ()
    """Ids of its rows that a contract is enough for: they alone hold in this release."""
    requirements: list[dict[str, Any]]


class _Row(Frozen):
    id: str
    level: Level
    operation: str | None = None
    operations: tuple[str, ...] | None = None
    title: str
    section: str
    scenarios: tuple[str, ...] = ()
    carried_by: CarriedBy | None = None
    sends: Sends | None = None
    needs: Needs = Needs()
    tested: str | None = None
    accepted: str | None = None
    why: str
    examples: dict[str, dict[str, Any]] = Field(default_factory=dict)
    rules: tuple[str, ...] = ()
    excluded: str | None = None


class _ScenarioFile(Frozen):
    repository: str
    release_tag: str
    api: str
    release: str
    files: dict[str, str]
    scenarios: list[dict[str, Any]]


class _ScenarioRow(Frozen):
    file: str
    tag: str
    title: str
    instances: int


def read_requirements(
    path: Path, upstream: tuple[UpstreamScenario, ...]
) -> tuple[Requirement, ...]:
    """Read the rows of one release of one document.

    Where the file says `differs_from`, the rows are those of that release, changed: one with
    the id of an older row replaces the keys that it has. `upstream` holds the scenarios that
    the rows may refer to; they are never taken over, since each release has its own. Raises
    SpecificationError, which names file and row, for anything that is unknown, missing,
    doubled or out of place.
    """
    head, written = _written(path)
    known = {f"{scenario.file} {scenario.tag}": scenario.reference for scenario in upstream}
    rows = tuple(_requirement(path, head, raw, known) for raw in written)
    refuse_doubles(rows, str(path))
    return rows


def is_by_contract_only(path: Path) -> bool:
    """Whether a file says that its release is judged by its contract alone.

    Raises SpecificationError as `read_requirements` does.
    """
    return bool(_head(path).by_contract_only)


def _written(path: Path, seen: tuple[Path, ...] = ()) -> tuple[RequirementFile, list[_Raw]]:
    """Return a file's head and its rows, those included that it takes from elsewhere."""
    head = _head(path)
    if head.differs_from is None:
        return head, head.requirements
    other = path.parent.parent / head.differs_from / path.name
    if not other.is_file() or other in (*seen, path):
        raise SpecificationError(
            f"{path}: differs_from {head.differs_from}: name another release that has rows"
        )
    _, rows = _written(other, (*seen, path))
    return head, _changed(path, head, rows)


def _changed(path: Path, head: RequirementFile, rows: list[_Raw]) -> list[_Raw]:
    strange = {*head.without, *head.by_contract_only} - {row["id"] for row in rows}
    if strange:
        raise SpecificationError(
            f"{path}: without {', '.join(sorted(strange))}: "
            f"{head.differs_from} has no such row"
        )
    changes = Counter(str(row.get("id")) for row in head.requirements)
    doubled = next((identifier for identifier, times in changes.items() if times > 1), None)
    if doubled is not None:
        raise SpecificationError(f"{path}: {doubled}: the id stands twice: give each its own")
    chosen = set(head.by_contract_only or (row["id"] for row in rows)) - set(head.without)
    kept = {row["id"]: row for row in rows if row["id"] in chosen}
    own = {row.get("id"): row for row in head.requirements}
    merged = {
        identifier: {**row, "scenarios": [], **own.get(identifier, {})}
        for identifier, row in kept.items()
    }
    return [*merged.values(), *(row for name, row in own.items() if name not in kept)]


def _head(path: Path) -> RequirementFile:
    head = _checked(RequirementFile, _read(path), str(path))
    if head.release != path.parent.name:
        raise SpecificationError(f"{path}: release {head.release} is not that of its folder")
    known_apis = (*OPERATIONS, AUTHORIZATION)
    if head.api is not None and head.api not in known_apis:
        raise SpecificationError(f"{path}: api {head.api}: use one of {', '.join(known_apis)}")
    return head


def refuse_doubles(rows: Iterable[Requirement], place: str) -> None:
    """Raise SpecificationError for an id that two rows have."""
    for identifier, times in Counter(row.id for row in rows).items():
        if times > 1:
            raise SpecificationError(
                f"{place}: {identifier}: the id stands {times} times: give each row its own"
            )


def read_scenarios(path: Path) -> tuple[UpstreamScenario, ...]:
    """Read the scenarios that were published for one release of an API.

    Raises SpecificationError for an unknown key or file and for a doubled (file, tag).
    """
    head = _checked(_ScenarioFile, _read(path), str(path))
    found: dict[tuple[str, str], UpstreamScenario] = {}
    for raw in head.scenarios:
        place = f"{path}: {raw.get('file')} {raw.get('tag')}"
        row = _checked(_ScenarioRow, raw, place)
        if row.file not in head.files:
            raise SpecificationError(f"{place}: name the operation of its file under `files`")
        if (row.file, row.tag) in found:
            raise SpecificationError(f"{place}: stands twice: remove one")
        found[row.file, row.tag] = UpstreamScenario(
            repository=head.repository,
            release_tag=head.release_tag,
            api=head.api,
            operation=head.files[row.file],
            **row.model_dump(),
        )
    return tuple(found.values())


def _read(path: Path) -> Any:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except DocumentError as error:
        raise SpecificationError(f"{path}: {error}") from error


def _requirement(
    path: Path,
    head: RequirementFile,
    raw: Mapping[str, Any],
    known: Mapping[str, ScenarioReference],
) -> Requirement:
    place = f"{path}: {raw.get('id', 'a row without id')}"
    row = _checked(_Row, raw, place)
    operations = _operations(head.api, row, place)
    _refuse_foreign_id(head.api, row, place)
    _refuse_half_carried(row, place)
    return Requirement(
        api=head.api,
        document=head.document,
        release=head.release,
        operations=operations,
        scenarios=tuple(_reference(name, known, place) for name in row.scenarios),
        examples=tuple(_example(*item, place) for item in row.examples.items()),
        **{name: getattr(row, name) for name in _AS_WRITTEN},
    )


_AS_WRITTEN = (
    "id",
    "level",
    "title",
    "section",
    "carried_by",
    "sends",
    "needs",
    "tested",
    "accepted",
    "why",
    "rules",
    "excluded",
)


def _operations(api: str | None, row: _Row, place: str) -> tuple[str, ...]:
    """One operation for a row of an API; all, or the named ones, for one of Commonalities."""
    if api is not None:
        known = AREAS if api == AUTHORIZATION else tuple(OPERATIONS[api])
        named: tuple[str | None, ...] = row.operations or (row.operation,)
    else:
        known = tuple(name for names in OPERATIONS.values() for name in names)
        named = row.operations or ((row.operation,) if row.operation else known)
    found = tuple(name for name in named if name in known)
    if found != named:
        unknown = ", ".join(str(name) for name in named if name not in known)
        raise SpecificationError(
            f"{place}: unknown operation {unknown}: use one of {', '.join(known)}"
        )
    return found


def _refuse_foreign_id(api: str | None, row: _Row, place: str) -> None:
    prefix = "commonalities." if api is None else f"{api}.{row.operation}."
    if api == AUTHORIZATION:
        prefix = f"{row.operation}."
    if not row.id.startswith(prefix) or not _SLUG.fullmatch(row.id):
        raise SpecificationError(
            f"{place}: the id has to be {prefix} and a slug in lower case with hyphens"
        )


def _refuse_half_carried(row: _Row, place: str) -> None:
    carrying = {"carried_by": row.carried_by, "sends": row.sends, "tested": row.tested}
    for key, value in carrying.items():
        if row.excluded is None and not value:
            raise SpecificationError(f"{place}: write `{key}`, or `excluded` and the reason")
        if row.excluded is not None and value:
            raise SpecificationError(f"{place}: an excluded row has no `{key}`: remove it")


def _reference(
    name: str, known: Mapping[str, ScenarioReference], place: str
) -> ScenarioReference:
    if name not in known:
        raise SpecificationError(
            f"{place}: unknown scenario {name!r}: write file and full tag of scenarios.yaml"
        )
    return known[name]


def _example(label: str, values: Mapping[str, Any], place: str) -> Example:
    needs = {key: values[key] for key in ("subscriber", "facts") if key in values}
    given = {key: value for key, value in values.items() if key not in needs}
    raw = {"label": label, "values": given, **needs}
    return _checked(Example, raw, f"{place}: examples: {label}")


def _checked(model: type[_Model], raw: Any, place: str) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "top level"
        advice = {
            "extra_forbidden": "unknown key: remove it or correct its spelling",
            "missing": "missing: write it",
        }.get(first["type"], first["msg"])
        raise SpecificationError(f"{place}: {key}: {advice}") from error
