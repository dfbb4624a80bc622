"""The words that a shell may offer for what is typed: names of profiles, ids, releases.

A shell waits at each press of a key, so that nothing is loaded for it: requirements and
faults are found by their spelling in the files that hold them. Tests compare them with what
is loaded.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from conformance.bundled import folder

APIS = ("sim-swap", "number-verification")
"""The APIs that the suite knows, by name."""
SELECTABLE = (*APIS, "authorization")
"""What a run can be narrowed to: an API, or the authorization server in front of them."""
_ROW = re.compile(r"^ *- id: ([a-z0-9.-]+)$", re.MULTILINE)
_FAULT = re.compile(r"^@catalogue\.fault\b.*?^def (\w+)\(", re.MULTILINE | re.DOTALL)
_DIALECT = re.compile(r"\bDialect\(\s*\"([a-z0-9-]+)\"")
_REFERENCE = Path(__file__).parents[1] / "reference"
_PROFILES = (".yaml", ".yml")


def profiles() -> Iterator[str]:
    """Yield the names of bundled profiles, and the profiles of this folder."""
    yield from sorted(path.stem for path in folder("profiles").glob("*.yaml"))
    here = (path.name for path in Path().iterdir() if path.suffix in _PROFILES)
    yield from sorted(name for name in here if name.isprintable())


def requirements() -> Iterator[str]:
    """Yield the id of every requirement."""
    files = folder("specs").glob("*/*/*.yaml")
    rows = (path for path in files if path.name not in ("openapi.yaml", "scenarios.yaml"))
    yield from _spelled(_ROW, rows)


def faults() -> Iterator[str]:
    """Yield the id of every fault of the embedded provider."""
    for name in _spelled(_FAULT, (_REFERENCE / "faults").glob("*.py")):
        yield name.replace("_", "-")


def dialects() -> Iterator[str]:
    """Yield the name of every dialect of the embedded provider."""
    yield from _spelled(_DIALECT, (_REFERENCE / "dialects.py",))


def releases(api: str | None) -> Iterator[str]:
    """Yield the bundled releases of an API, oldest first; without one, those of all."""
    names = APIS if api is None else (api,)
    found = {path.parent.name for name in names for path in _contracts(name)}
    yield from sorted(found, key=_by_number)


def spoken_releases() -> Iterator[str]:
    """Yield the releases that the embedded provider speaks, such as sim-swap=1.0.0."""
    for api in APIS:
        with_plan = (path.with_name("scenarios.yaml") for path in _contracts(api))
        numbers = (path.parent.name for path in with_plan if path.is_file())
        yield from (f"{api}={number}" for number in sorted(numbers, key=_by_number))


def _contracts(api: str) -> Iterator[Path]:
    return (folder("specs") / api).glob("*/openapi.yaml")


def _by_number(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def _spelled(pattern: re.Pattern[str], files: Iterable[Path]) -> list[str]:
    return sorted(
        {word for path in files for word in pattern.findall(path.read_text("utf-8"))}
    )
