"""YAML and JSON text to plain values, without the traps of either.

Times stay text (a contract's examples hold some), keys are text and unique, and a text that
would exhaust the memory or the stack is refused before it is built: libyaml's composer calls
itself for every level, so that deep nesting ends the process, not the parse.
"""

import json
from collections.abc import Iterable
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
)

MAX_DEPTH = 100
"""Published contracts nest about 15 levels deep."""
MAX_NODES = 200_000
"""After aliases are spelled out; published contracts have about 2000 nodes."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentError(ValueError):
    """The text cannot be read; the message says where and what to do."""


class _Reader(_Loader):  # type: ignore[misc]  # its base is chosen at run time
    """A safe loader that keeps times as text and wants unique text keys."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # PyYAML's way to configure a loader
        first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
        for first, rules in _Loader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DocumentError(_at(key, "a key is a list or a mapping: write text"))
            if key.value in seen and not key.tag.endswith(":merge"):
                raise DocumentError(
                    _at(key, f"the key {key.value!r} stands twice: remove one")
                )
            seen.add(key.value)
        found = super().construct_mapping(node, deep=deep)
        return {_text_key(key, node): value for key, value in found.items()}


def parse(text: str) -> Any:
    """Read a YAML or JSON text.

    Raises DocumentError for text that is neither, that repeats a key, or that nests or grows
    (by aliases) beyond any contract.
    """
    if text.lstrip().startswith("{"):
        return _parse_json(text)
    try:
        _refuse_bombs(text)
        # The loader is a SafeLoader: it builds plain values only.
        return yaml.load(text, Loader=_Reader)  # noqa: S506
    except yaml.YAMLError as error:
        raise DocumentError(f"not YAML: {_where(error)}: correct it there") from error
    except ValueError as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"holds a value that cannot be read ({error})") from error


def _parse_json(text: str) -> Any:
    try:
        document = json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise DocumentError(f"starts like JSON, but: {error}: correct it there") from error
    except RecursionError:
        raise DocumentError(_TOO_DEEP) from None
    _refuse_depth(document)
    return document


def _refuse_depth(document: Any) -> None:
    """Go down level by level, which takes no stack."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [member for value in level for member in _members(value)]
    if level:
        raise DocumentError(_TOO_DEEP)


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DocumentError(f"the key {twice!r} stands twice in one object: remove one")
    return found


_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels: no contract is, so check the file"
_TOO_LARGE = f"more than {MAX_NODES} values once aliases are spelled out: write it without"


def _refuse_bombs(text: str) -> None:
    """Count what the parser's events would build; reading them takes no stack."""
    open_nodes: list[tuple[str | None, int]] = []
    sizes: dict[str, int] = {}
    size = 0
    for event in yaml.parse(text, Loader=_Reader):
        if isinstance(event, CollectionStartEvent):
            open_nodes.append((event.anchor, size))
        elif isinstance(event, CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = size - before
        if isinstance(event, AliasEvent):
            size += _alias_size(event, open_nodes, sizes)
        elif isinstance(event, NodeEvent):
            size += 1
        if len(open_nodes) > MAX_DEPTH:
            raise DocumentError(_at(event, _TOO_DEEP))
        if size > MAX_NODES:
            raise DocumentError(_at(event, _TOO_LARGE))


def _alias_size(
    event: AliasEvent, open_nodes: list[tuple[str | None, int]], sizes: dict[str, int]
) -> int:
    if any(anchor == event.anchor for anchor, _ in open_nodes):
        raise DocumentError(_at(event, f"*{event.anchor} stands inside itself: write it out"))
    return sizes.get(event.anchor or "", 1)


def _text_key(key: object, node: yaml.MappingNode) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)  # an HTTP status that somebody did not quote
    raise DocumentError(_at(node, f"the key {key!r} is not text: put it in quotes"))


def _at(place: Any, message: str) -> str:
    return f"line {place.start_mark.line + 1}: {message}"


def _where(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())
