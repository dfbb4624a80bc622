"""The words for each kind of mistake; a value is quoted only where it may be shown."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from conformance.profile.errors import nearest, printable
from conformance.profile.paths import name
from conformance.profile.secrecy import may_be_shown
from conformance.profile.shape import Place, place_at
from conformance.profile.spots import Spot
from conformance.profile.tree import Listing, Scalar


class Telling(NamedTuple):
    """What is wrong, and what to write instead."""

    message: str
    remedy: str


def told(kind: str, context: Mapping[str, Any], spot: Spot) -> Telling:
    """Return the words for one of pydantic's error types, or for a validator's own."""
    place = place_at(spot.path)
    if kind in _WANTED:
        return _wrong_sort(*_WANTED[kind], spot, place)
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return Telling(f"{_subject(spot)} is out of range", f"write {words} {context[key]:g}")
    return _TOLD.get(kind, _otherwise)(context, spot, place)


def _by_validator(context: Mapping[str, Any], spot: Spot, _: Place) -> Telling:
    return Telling(f"{_subject(spot)} {context['says']}", str(context["write"]))


def _missing(_: Mapping[str, Any], spot: Spot, place: Place) -> Telling:
    return Telling("it is missing", _example(spot, place) or "write it")


def _empty(_: Mapping[str, Any], spot: Spot, place: Place) -> Telling:
    remedy = _example(spot, place) or "write a value, or leave the key out"
    return Telling("it is empty", remedy)


def _otherwise(_: Mapping[str, Any], spot: Spot, place: Place) -> Telling:
    remedy = _example(spot, place) or "see profile.schema.json"
    return Telling(f"{_subject(spot)} is not what belongs here", remedy)


def _unknown_key(_: Mapping[str, Any], spot: Spot, __: Place) -> Telling:
    known = place_at(spot.path[:-1]).known
    meant = nearest(str(spot.key), known)
    if meant is not None:
        return Telling("this key is not known here", f"write {meant}")
    remedy = f"write one of {', '.join(known)}" if known else "leave it out"
    return Telling("this key is not known here", remedy)


def _unknown_word(context: Mapping[str, Any], spot: Spot, place: Place) -> Telling:
    message = f"{_subject(spot)} is not known here"
    if not isinstance(spot.node, Scalar):
        message = f"{_sort(spot)} stands where a word belongs"
    if place.known and place.examples:
        # A word where a mapping may stand as well: the field's examples show every form.
        return Telling(message, _example(spot, place))
    words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    text = spot.node.text if isinstance(spot.node, Scalar) else ""
    meant = nearest(text, words)
    if meant is None or len(words) == 1:
        return Telling(message, f"write {_choice(words)}")
    return Telling(f"{message}, only {_choice(words, 'and')} are", f"write {meant}")


def _wrong_sort(wanted: str, remedy: str, spot: Spot, place: Place) -> Telling:
    message = f"{_sort(spot)} stands where {wanted} belongs"
    if wanted == "text" and isinstance(spot.node, Scalar):
        return Telling(message, remedy)
    return Telling(message, _example(spot, place) or remedy)


def _example(spot: Spot, place: Place) -> str:
    """Return what to write, for a field that has examples; otherwise an empty string."""
    shown = [_flow(example) for example in place.examples]
    if not shown:
        return ""
    written = _choice(shown)
    if isinstance(spot.key, int):
        return f"write {written}"
    return f"write {name(spot.key)}: {written}"


def _choice(words: list[str], joint: str = "or") -> str:
    if len(words) == 1:
        return words[0]
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]])


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if "{" in text else text


def _subject(spot: Spot) -> str:
    """Return the value in quotes where it may be told: not from a variable, no secret."""
    node = spot.node
    if isinstance(node, Scalar) and not node.expanded and may_be_shown(spot.path):
        return f'"{printable(node.text)}"'
    return "it"


def _sort(spot: Spot) -> str:
    if isinstance(spot.node, Listing):
        return "a list"
    if not isinstance(spot.node, Scalar):
        return "a mapping"
    value = spot.node.value
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, int | float) else "text"


_LIST = ("a list", "write [a, b], or one value a line after a dash")
_MAPPING = ("a mapping", "write `key: value` lines below it, or {} for none")
_WANTED: Mapping[str, tuple[str, str]] = {
    "string_type": ("text", "put it in quotes"),
    "int_type": ("a whole number", "write a whole number"),
    "float_type": ("a number", "write a number"),
    "bool_type": ("true or false", "write true or false"),
    "tuple_type": _LIST,
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "a number greater than"),
    "greater_than_equal": ("ge", "a number not below"),
    "less_than_equal": ("le", "a number not above"),
}
_TOLD: Mapping[str, Callable[[Mapping[str, Any], Spot, Place], Telling]] = {
    "profile": _by_validator,
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _unknown_word,
    "string_too_short": _empty,
    "too_short": _empty,
}
