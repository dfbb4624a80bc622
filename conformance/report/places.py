"""Where a requirement is written down in the bundled data: file and line, for a reader's eye.

A failed case points at the operation in the contract. Requirements of the security profile
have no contract: they point at their own row.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from conformance.bundled import folder
from conformance.report.exchanges import Exchange
from conformance.report.model import Api, Report, Requirement
from conformance.specs.contracts import OPERATIONS

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """A line (from 1) of a file, named from the root of the suite's own tree."""

    file: str
    line: int


def contract_file(api: Api) -> str:
    """Name the contract as results refer to it."""
    bundled = api.contract == "bundled"
    return f"specs/{api.api}/{api.release}/openapi.yaml" if bundled else api.contract


def places(report: Report, requirement: Requirement, proof: Exchange | None) -> list[Place]:
    """Return where the requirement of a failed case is written, never empty.

    The operation of its exchange first; else each operation that the requirement holds for.
    """
    apis = {api.api: api for api in report.target.apis}
    if proof is not None and proof.operation is not None:
        name, _, operation = proof.operation.partition(".")
        if name in apis and requirement.api in (None, name):
            return [_of_operation(apis[name], operation)]
    of_operations = [
        _of_operation(api, operation)
        for api in apis.values()
        if requirement.api in (None, api.api)
        for operation in requirement.operations
        if operation in OPERATIONS.get(api.api, ())
    ]
    return of_operations or [_of_row(requirement.id) or _of_api(report.target.apis[0])]


def _of_operation(api: Api, operation: str) -> Place:
    known = OPERATIONS.get(api.api, {}).get(operation)
    contract = _bundled(api)
    if known is None or contract is None:
        return _of_api(api)
    return Place(contract_file(api), _lines(contract)[known])


def _of_api(api: Api) -> Place:
    """Point at a file whose lines are not known: the user's own contract is not kept."""
    return Place(contract_file(api), 1)


def _bundled(api: Api) -> Path | None:
    """Return the contract, unless it is the user's own or of another release of the suite."""
    found = _contracts().get(api.contract_sha256)
    return found if api.contract == "bundled" else None


@cache
def _contracts() -> Mapping[str, Path]:
    """Map the digest of each bundled contract to its path: no name of a report becomes one."""
    found = (
        path for api in OPERATIONS for path in (folder("specs") / api).glob("*/openapi.yaml")
    )
    return {sha256(path.read_bytes()).hexdigest(): path for path in found}


@cache
def _lines(contract: Path) -> Mapping[tuple[str, str], int]:
    """Map method and path to the line where the operation begins."""
    document: Any = yaml.compose(contract.read_text(encoding="utf-8"), Loader=_Loader)
    return {
        (method.value.upper(), path.value): method.start_mark.line + 1
        for key, paths in document.value
        if key.value == "paths"
        for path, operations in paths.value
        for method, _ in operations.value
    }


def _of_row(identifier: str) -> Place | None:
    return _rows().get(identifier)


@cache
def _rows() -> Mapping[str, Place]:
    """Map the ids of all bundled rows to where they stand, in their newest release."""
    return dict(_found_rows())


def _found_rows() -> Iterator[tuple[str, Place]]:
    specs = folder("specs")
    for path in sorted(specs.glob("*/*/*.yaml")):
        name = f"specs/{path.relative_to(specs).as_posix()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = re.fullmatch(r"\s*- id: (\S+)", line)
            if found:
                yield found[1], Place(name, number)
