"""Reads YAML into a tree whose nodes know their lines, and refuses what no profile has.

Anchors, aliases and tags are refused: a profile needs none, and a few lines of them can stand
for gigabytes ("billion laughs").
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import yaml

from conformance.profile.errors import Problem, ProfileError
from conformance.profile.scalars import Expanded, plain_value
from conformance.profile.syntax import syntax_problem

# A whole profile is five deep and has a few hundred nodes; beyond these it is an attack.
_DEEPEST = 32
_MOST_NODES = 20_000

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value. `environment`: all that could be secret in it comes from variables."""

    text: str
    plain: bool
    line: int
    column: int
    expanded: bool = False
    environment: bool = False

    @property
    def value(self) -> str | int | float | bool | None:
        """What it stands for; text that was expanded is left to the field that takes it."""
        if self.expanded:
            return Expanded(self.text)
        return plain_value(self.text) if self.plain else self.text


@dataclass(frozen=True, slots=True)
class Listing:
    """A YAML sequence."""

    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its place, and its value."""

    node: "Node"
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping, in the file's order."""

    entries: dict[str, Entry]
    line: int
    column: int


Node = Scalar | Listing | Mapping


def read_tree(text: str, file: str) -> Mapping:
    """Return the file's one mapping; raises `ProfileError` where it is not one."""
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        return _Reader(_events(loader), file).document()
    except yaml.YAMLError as error:
        raise ProfileError([syntax_problem(error, text, file)]) from None
    except (ValueError, OverflowError):
        # What PyYAML raises for `"\UFFFFFFFF"` and for absurd version numbers.
        line = loader.line + 1 if loader is not None else None
        message, remedy = "this is not valid YAML", "check the escapes, and directives (%)"
        raise ProfileError([Problem(file, message, remedy, line)]) from None


def plain_data(node: Node) -> object:
    """Return dicts, lists and scalars, without the keys that a variable left empty."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Listing):
        return [plain_data(item) for item in node.items]
    return {
        key: plain_data(entry.node)
        for key, entry in node.entries.items()
        if not left_empty(entry.node)
    }


def left_empty(node: Node) -> bool:
    """Whether it is a `${NAME:-}` whose variable is not set: that counts as not written."""
    return isinstance(node, Scalar) and node.expanded and not node.text


def scalars(node: Node, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """Yield every scalar below a node with the path to it."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Listing):
        for index, item in enumerate(node.items):
            yield from scalars(item, (*path, index))
    else:
        for key, entry in node.entries.items():
            yield from scalars(entry.node, (*path, key))


def _events(loader: yaml.SafeLoader) -> Iterator[yaml.Event]:
    while loader.check_event():
        event = loader.get_event()  # type: ignore[no-untyped-call]
        if event is not None:
            yield event


@dataclass
class _Reader:
    events: Iterator[yaml.Event]
    file: str
    nodes: int = 0
    doubled: list[Problem] = field(default_factory=list)

    def document(self) -> Mapping:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._refuse(event, "a second document begins here", "keep one in the file")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return self._mapping_only(root)

    def _mapping_only(self, root: Node | None) -> Mapping:
        if self.doubled:
            raise ProfileError(self.doubled)
        if isinstance(root, Mapping):
            return root
        if root is None or root == Scalar("", True, root.line, root.column):
            message = "the file is empty"
        else:
            message = "the file is not a mapping of keys to values"
        raise ProfileError([Problem(self.file, message, "begin it with `profile: 1`", 1)])

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._check(event, depth)
        line, column = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(self._text(event), event.implicit[0], line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._items(depth + 1)), line, column)
        return Mapping(self._entries(depth + 1), line, column)

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth)

    def _entries(self, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "a key is a list or a mapping", "write a name as the key")
            key = self._text(event)
            node = self._node(next(self.events), depth)
            if key in entries:
                self._doubled(event, entries[key].line)
            else:
                entries[key] = Entry(node, *_place(event))
        return entries

    def _check(self, event: yaml.Event, depth: int) -> None:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            self._refuse(event, "the file has too many values", f"keep below {_MOST_NODES}")
        if depth > _DEEPEST:
            self._refuse(event, "this is nested too deeply", "see the example profile")
        marked = (getattr(event, mark, None) for mark in ("anchor", "tag"))
        if any(mark is not None for mark in marked):
            self._refuse(
                event,
                "YAML anchors (&), aliases (*) and tags (!) are not supported",
                "write the value out, in quotes if it begins with one of these characters",
            )

    def _text(self, event: yaml.ScalarEvent) -> str:
        text: str = event.value
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._refuse(event, "half of a surrogate pair is no text", "write the character")
        return text

    def _doubled(self, event: yaml.Event, first: int) -> None:
        message = f"this key stands twice, first in line {first}"
        self.doubled.append(self._problem(event, message, "keep one of the two"))

    def _refuse(self, event: yaml.Event, message: str, remedy: str) -> NoReturn:
        raise ProfileError([self._problem(event, message, remedy)])

    def _problem(self, event: yaml.Event, message: str, remedy: str) -> Problem:
        return Problem(self.file, message, remedy, *_place(event))


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    assert mark is not None, "a parser that reads text marks every event"
    return mark.line + 1, mark.column + 1
