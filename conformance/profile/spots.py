"""Finds the place in the file that an error's path leads to."""

from dataclasses import dataclass

from conformance.profile.fields import TAGS
from conformance.profile.tree import Entry, Listing, Mapping, Node, Path, Scalar


@dataclass(frozen=True)
class Spot:
    """Where an error lies: the value there; `node` is None where a key is missing."""

    path: Path
    node: Node | None
    line: int
    column: int

    @property
    def key(self) -> str | int:
        """The last part of the path."""
        return self.path[-1] if self.path else ""


def spot_at(tree: Mapping, location: Path) -> Spot:
    """Return the place of a path as pydantic gives it, which names branches of unions too."""
    node: Node | None = tree
    at: Entry | Node = tree
    path: Path = ()
    for part in location:
        below = _below(node, part)
        if below is None and part in TAGS:
            continue
        path = (*path, part)
        node = below.node if isinstance(below, Entry) else below
        if below is None or node is None:
            break
        # A mapping is best looked for at its key, a scalar at itself.
        at = node if isinstance(node, Scalar) else below
    return Spot(path, node, at.line, at.column)


def _below(node: Node | None, part: str | int) -> Entry | Node | None:
    if isinstance(node, Mapping) and isinstance(part, str):
        return node.entries.get(part)
    if isinstance(node, Listing) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None
