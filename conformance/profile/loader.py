"""Loads a profile by bundled name or path; what is wrong becomes a `ProfileError`."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from conformance.bundled import folder
from conformance.profile.errors import Problem, ProfileError, nearest, printable
from conformance.profile.model import Profile
from conformance.profile.problems import problems_of
from conformance.profile.secrecy import holds_password, is_secret_header
from conformance.profile.shape import place_at, shown_path
from conformance.profile.tree import Mapping as MappingNode
from conformance.profile.tree import Path as KeyPath
from conformance.profile.tree import Scalar, left_empty, plain_data, read_tree, scalars
from conformance.profile.variables import expand

# A profile with a thousand test lines is a tenth of this.
_LARGEST = 1024 * 1024


def bundled_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that ship with the suite, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder("profiles").glob("*.yaml")))


def load_profile(name_or_path: str, variables: Mapping[str, str] | None = None) -> Profile:
    """Return the profile of that name, or at that path (with a slash, or .yaml or .yml).

    `variables` stands in for the environment. Raises `ProfileError`, and nothing else, with
    every problem that could be found at once.
    """
    found = _found(name_or_path)
    file = printable(str(found), longest=200)
    content = _content(found, file)
    path = found.absolute()
    tree = expand(read_tree(_decoded(content, file), file), _environment(variables), file)
    profile = _validated(tree, path, file)
    return profile.read_from(path, hashlib.sha256(content).hexdigest())


def _environment(variables: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if variables is None else variables


def _found(name_or_path: str) -> Path:
    if "/" in name_or_path or os.sep in name_or_path:
        return Path(name_or_path)
    if name_or_path.endswith((".yaml", ".yml")):
        return Path(name_or_path)
    known = bundled_profiles()
    if name_or_path in known:
        return folder("profiles") / f"{name_or_path}.yaml"
    meant = nearest(name_or_path, known)
    hint = f"did you mean {meant}? " if meant else ""
    raise ProfileError(
        [
            Problem(
                printable(name_or_path),
                f"no profile of this name is bundled ({', '.join(known) or 'none are'})",
                f"{hint}write one of these names, or a path such as ./my.yaml",
            )
        ]
    )


def _content(path: Path, file: str) -> bytes:
    try:
        with path.open("rb") as source:
            content = source.read(_LARGEST + 1)
    except FileNotFoundError:
        raise _unusable(file, "there is no such file", "check the path") from None
    except IsADirectoryError:
        raise _unusable(file, "this is a folder", "name a file in it") from None
    except PermissionError:
        raise _unusable(file, "the file may not be read", "check its rights") from None
    except (OSError, ValueError):
        raise _unusable(file, "the file can't be read", "check the path") from None
    if len(content) > _LARGEST:
        raise _unusable(file, "the file is larger than 1 MiB", "name a profile")
    return content


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(file, "the file is not UTF-8", "save it as UTF-8", line)
        raise ProfileError([problem]) from None


def _unusable(file: str, message: str, remedy: str) -> ProfileError:
    return ProfileError([Problem(file, message, remedy)])


def _validated(tree: MappingNode, path: Path, file: str) -> Profile:
    found = list(_without_value(tree, file))
    context = {"folder": path.parent}
    profile = None
    try:
        profile = Profile.model_validate(plain_data(tree), context=context)
    except ValidationError as error:
        found += problems_of(error, tree, file)
    found += _literal_secrets(tree, file)
    if found or profile is None:
        first_of_each_key: dict[str, Problem] = {}
        for problem in found:
            first_of_each_key.setdefault(problem.key, problem)
        raise ProfileError(first_of_each_key.values())
    return profile


def _without_value(tree: MappingNode, file: str) -> Iterator[Problem]:
    for path, scalar in scalars(tree):
        if not left_empty(scalar) and scalar.value is None:
            message = "it has no value"
            remedy = "write one ({} for a section with nothing in it), or leave the key out"
            if ":" in str(path[-1]):
                message = "a colon stands there with no blank after it"
                remedy = "write `key: value`"
            yield _problem(file, path, scalar, message, remedy)


def _literal_secrets(tree: MappingNode, file: str) -> Iterator[Problem]:
    environment = tree.entries.get("environment")
    where = (
        environment.node.text if environment and isinstance(environment.node, Scalar) else ""
    )
    if where in {"", "local"}:
        return
    for path, scalar in scalars(tree):
        if scalar.text and not scalar.environment and _is_secret(path, scalar):
            message = "a secret stands in the file itself, which only `local` may have"
            remedy = 'write it as "${NAME}" and set that environment variable'
            yield _problem(file, path, scalar, message, remedy)


def _is_secret(path: KeyPath, scalar: Scalar) -> bool:
    if path[:2] == ("http", "headers"):
        return is_secret_header(str(path[-1]))
    if path[:3] == ("wire", "authorization", "client_headers"):
        # `{client_secret}` is no secret: it says where the client's stands.
        return is_secret_header(str(path[-1])) and "{" not in scalar.text
    if path == ("http", "proxy"):
        return holds_password(scalar.text)
    return place_at(path).is_secret


def _problem(file: str, path: KeyPath, scalar: Scalar, message: str, remedy: str) -> Problem:
    return Problem(file, message, remedy, scalar.line, scalar.column, shown_path(path, scalar))
