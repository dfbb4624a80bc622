"""The profile's JSON Schema, for editors: `python -m conformance.profile.schema` writes it."""

import json
from pathlib import Path
from typing import Any

from conformance.bundled import folder
from conformance.profile.model import Profile
from conformance.profile.variables import REFERENCE

_CONSTRAINED = frozenset({"const", "enum", "format", "pattern"})


def profile_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a profile as it is written.

    Variables are allowed wherever a value is; an editor can't know what they hold.
    """
    generated = Profile.model_json_schema(by_alias=True)
    schema = _rewritten(generated)
    schema["$defs"]["variable"] = {
        "description": "Takes an environment variable: ${NAME} or ${NAME:-default}.",
        "type": "string",
        "pattern": REFERENCE,
    }
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profile of camara-conformance",
    }
    return {**head, **schema}


def schema_text() -> str:
    """Return the text of the checked-in file."""
    return json.dumps(profile_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def schema_file() -> Path:
    """Return the checked-in file."""
    return folder("profiles") / "profile.schema.json"


def _rewritten(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without pydantic's titles and nulls, and with variables in it."""
    result = {key: _below(key, value) for key, value in schema.items() if key != "title"}
    result = _without_null(result)
    return _or_variable(result) if _takes_variable(result) else result


def _below(key: str, value: Any) -> Any:
    if key in {"properties", "$defs"}:
        return {name: _rewritten(part) for name, part in value.items()}
    if key in {"anyOf", "oneOf"}:
        return [_rewritten(part) for part in value]
    if key in {"items", "additionalProperties"} and isinstance(value, dict):
        return _rewritten(value)
    return value


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    # A time with its zone and the word `never` are both strings: oneOf would count two.
    choices = schema.pop("oneOf", None) or schema.pop("anyOf", None)
    schema.pop("discriminator", None)
    if schema.get("default", "") is None:
        del schema["default"]
    if choices is None:
        return schema
    left = [choice for choice in choices if choice != {"type": "null"}]
    return {**left[0], **schema} if len(left) == 1 else {"anyOf": left, **schema}


def _takes_variable(schema: dict[str, Any]) -> bool:
    if schema.get("type") in {"integer", "number", "boolean"}:
        return True
    return not _CONSTRAINED.isdisjoint(schema) and schema.get("type") != "object"


def _or_variable(schema: dict[str, Any]) -> dict[str, Any]:
    words = ("description", "default", "examples")
    about: dict[str, Any] = {word: schema.pop(word) for word in words if word in schema}
    return {**about, "anyOf": [schema, {"$ref": "#/$defs/variable"}]}


if __name__ == "__main__":
    schema_file().write_text(schema_text(), encoding="utf-8")
