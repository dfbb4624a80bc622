"""Bundled profiles that take variables: values that fit each place, made up from the file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from joserfc.jwk import ECKey

from conformance.bundled import folder

# A profile refers to a variable that it cannot do without as ${NAME}, alone or in a text.
_NEEDED = re.compile(r"\$\{([A-Z0-9_]+)\}")
_FIRST_NUMBER = 447700900201
_HOST = re.compile(r"https://[A-Za-z0-9.-]+(?=[/}\"\s])")


def text_of(name: str) -> str:
    """Return the text of a bundled profile."""
    return (folder("profiles") / f"{name}.yaml").read_text(encoding="utf-8")


def variables_of(name: str, keys: Path) -> dict[str, str]:
    """Return what a bundled profile needs, with keys of clients in a folder."""
    found: dict[str, str] = {}
    for path, value in _scalars(yaml.safe_load(text_of(name)), ()):
        for variable in _NEEDED.findall(value):
            if variable not in found:
                found[variable] = _fitting(path, variable, keys, len(found))
    return found


def elsewhere(name: str, url: str, keys: Path, *changes: tuple[str, str]) -> Path:
    """Write a bundled profile with every host replaced by `url`; returns its path.

    `changes` are texts of the profile and what stands in their place.
    """
    text = text_of(name)
    for old, new in changes:
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    path = keys / f"{name}.yaml"
    path.write_text(_HOST.sub(url, text), encoding="utf-8")
    return path


def _scalars(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return every text of a document with the keys that lead to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _scalars(value, (*path, str(key)))
    elif isinstance(node, list):
        for value in node:
            yield from _scalars(value, path)
    elif isinstance(node, str):
        yield path, node


def _fitting(path: tuple[str, ...], variable: str, keys: Path, number: int) -> str:
    """Return a value for the key that a variable stands at."""
    if path[-1] == "file":
        return str(_key(keys / f"{variable}.pem"))
    if path[-1] == "phone_number":
        return f"+{_FIRST_NUMBER + number}"
    if "endpoints" in path:
        return f"https://deployment.example/{path[-1]}"
    if path[-1] in ("base_url", "discovery", "redirect_uri"):
        return "https://deployment.example"
    return f"value-of-{variable.lower()}"


def _key(path: Path) -> Path:
    """Write a private key of a client and return where."""
    path.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    return path
