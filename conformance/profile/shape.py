"""What the model has at a path: the field there, and the keys that are known."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from conformance.profile.errors import nearest
from conformance.profile.fields import Model
from conformance.profile.model import Profile
from conformance.profile.paths import dotted
from conformance.profile.tree import Node, Path, Scalar


@dataclass(frozen=True)
class Place:
    """`field` is None outside the model; `known` are the keys below, empty for a value."""

    field: FieldInfo | None
    known: tuple[str, ...]

    @property
    def is_secret(self) -> bool:
        """Whether the value here is a secret."""
        return self.field is not None and SecretStr in set(_types(self.field.annotation))

    @property
    def examples(self) -> tuple[Any, ...]:
        """Values that would be right here."""
        return tuple(self.field.examples or ()) if self.field is not None else ()


def place_at(path: Path) -> Place:
    """Return what the model has at a path, be there a value or not."""
    models: list[type[Model]] = [Profile]
    field: FieldInfo | None = None
    for part in path:
        if isinstance(part, int):
            continue
        found = [keys[part] for keys in map(_keys, models) if part in keys]
        if found:
            field = found[0]
            models = [kind for kind in _types(field.annotation) if _is_model(kind)]
        elif models:
            return Place(None, ())
    return Place(field, tuple(key for model in models for key in _keys(model)))


def shown_path(path: Path, node: Node | None) -> str:
    """Return a path as it may be told.

    A key without a value that nobody knows may be a secret whose own key was left out.
    """
    last = path[-1] if path else 0
    if isinstance(last, str) and isinstance(node, Scalar) and node.value is None:
        known = place_at(path[:-1]).known
        if nearest(last, known) is None:
            return dotted((*path[:-1], "…"))
    return dotted(path)


def _keys(model: type[Model]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def _is_model(kind: Any) -> bool:
    return inspect.isclass(kind) and issubclass(kind, Model)
