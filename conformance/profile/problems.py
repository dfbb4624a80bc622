"""Turns what pydantic found into problems with a line, a key and a remedy.

pydantic's own texts are not used: they name Python types and web pages, and one mistake in a
union makes several of them.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from conformance.profile.errors import Problem, nearest
from conformance.profile.shape import place_at, shown_path
from conformance.profile.spots import Spot, spot_at
from conformance.profile.tree import Listing, Mapping, Path
from conformance.profile.wording import told


def problems_of(error: ValidationError, tree: Mapping, file: str) -> list[Problem]:
    """Return one problem for each mistake, none of them with a secret in it."""
    details = error.errors(include_url=False, include_input=False)
    found: dict[Path, Problem] = {}
    for detail in details:
        context = _context(detail)
        spot = spot_at(tree, (*detail["loc"], *context.get("at", ())))
        if detail["type"] == "too_short" and _has_items(spot):
            continue  # pydantic does not count the items that are wrong by themselves
        found.setdefault(spot.path, _problem(file, spot, told(detail["type"], context, spot)))
    for path in _misspelt(details, tree):
        found.pop(path, None)
    return list(found.values())


def _problem(file: str, spot: Spot, telling: tuple[str, str]) -> Problem:
    return Problem(file, *telling, spot.line, spot.column, shown_path(spot.path, spot.node))


def _misspelt(details: list[ErrorDetails], tree: Mapping) -> Iterator[Path]:
    """Yield the missing keys that stand there misspelt: one mistake, told once."""
    for detail in details:
        if detail["type"] == "extra_forbidden":
            spot = spot_at(tree, detail["loc"])
            meant = nearest(str(spot.key), place_at(spot.path[:-1]).known)
            if meant is not None:
                yield (*spot.path[:-1], meant)


def _has_items(spot: Spot) -> bool:
    return isinstance(spot.node, Listing) and bool(spot.node.items)


def _context(detail: ErrorDetails) -> dict[str, Any]:
    return detail.get("ctx", {})
