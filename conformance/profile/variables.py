"""Puts environment variables into the scalars of a tree: `${NAME}`, `${NAME:-default}`.

It works on values that are already parsed: what a variable holds can't become YAML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from conformance.profile.errors import Problem, ProfileError
from conformance.profile.paths import dotted
from conformance.profile.shape import place_at
from conformance.profile.tree import Listing, Node, Path, Scalar
from conformance.profile.tree import Mapping as MappingNode

REFERENCE = r"\$\{[A-Za-z_][A-Za-z0-9_]*(?::-[^{}]*)?\}"
"""What a reference to a variable looks like, as a regular expression."""
_PART = re.compile(
    r"(?P<escape>\$\$\{)|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^{}]*))?\}"
    r"|(?P<broken>\$\{)"
)


def expand(tree: MappingNode, variables: Mapping[str, str], file: str) -> MappingNode:
    """Return the tree with every variable in place.

    Raises `ProfileError` with all that is missing at once. A variable that is set to nothing
    counts as missing: that is how a pipeline hands over a secret that nobody defined.
    """
    expander = _Expander(variables, file)
    expanded = expander.mapping(tree, ())
    if expander.missing or expander.problems:
        raise ProfileError([*expander.problems, *expander.unset()])
    return expanded


@dataclass(frozen=True)
class _Use:
    scalar: Scalar
    path: Path


@dataclass
class _Expander:
    variables: Mapping[str, str]
    file: str
    missing: dict[str, list[_Use]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def mapping(self, node: MappingNode, path: Path) -> MappingNode:
        return replace(
            node,
            entries={
                key: replace(entry, node=self._node(entry.node, (*path, key)))
                for key, entry in node.entries.items()
            },
        )

    def unset(self) -> Iterator[Problem]:
        for name, uses in self.missing.items():
            first = uses[0]
            further = ", ".join(dict.fromkeys(str(use.scalar.line) for use in uses[1:]))
            again = f" (again in line {further})" if further else ""
            secret = any(place_at(use.path).is_secret for use in uses)
            yield self._problem(
                first,
                f"the environment variable {name} is not set, or empty{again}",
                "set it" if secret else f"set it, or write ${{{name}:-default}}",
            )

    def _node(self, node: Node, path: Path) -> Node:
        if isinstance(node, Scalar):
            return self._scalar(_Use(node, path)) if "${" in node.text else node
        if isinstance(node, Listing):
            items = (self._node(item, (*path, i)) for i, item in enumerate(node.items))
            return replace(node, items=tuple(items))
        return self.mapping(node, path)

    def _scalar(self, use: _Use) -> Scalar:
        parts = list(_PART.finditer(use.scalar.text))
        text = _PART.sub(lambda part: self._part(part, use), use.scalar.text)
        variables = [part for part in parts if part["name"]]
        return replace(
            use.scalar,
            text=text,
            plain=use.scalar.plain and not parts,
            expanded=bool(variables),
            environment=any(not part["default"] for part in variables),
        )

    def _part(self, part: re.Match[str], use: _Use) -> str:
        if part["escape"]:
            return "${"
        if part["broken"]:
            self._broken(use)
            return ""
        value = self.variables.get(part["name"]) or part["default"]
        if value is None:
            self.missing.setdefault(part["name"], []).append(use)
            return ""
        return self._decoded(value, part["name"], use)

    def _broken(self, use: _Use) -> None:
        remedy = "write ${NAME} or ${NAME:-default}; $${ stands for the two characters"
        self.problems.append(self._problem(use, "a variable is not written right", remedy))

    def _decoded(self, value: str, name: str, use: _Use) -> str:
        if any("\ud800" <= character <= "\udfff" for character in value):
            message = f"the environment variable {name} holds bytes that are not UTF-8"
            self.problems.append(self._problem(use, message, "set it to text"))
        return value

    def _problem(self, use: _Use, message: str, remedy: str) -> Problem:
        at = use.scalar
        return Problem(self.file, message, remedy, at.line, at.column, dotted(use.path))
