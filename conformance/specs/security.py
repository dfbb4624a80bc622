"""The rows of the CAMARA security profile: several files a release, each release on the last.

A release says only what is new in it: it begins from the rows of the one it extends, leaves
out what it withdraws, and puts its own rows in the place of those with the same id.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.bundled import folder
from conformance.specs.documents import parse
from conformance.specs.model import Frozen, Requirement, SpecificationError
from conformance.specs.rows import read_requirements, refuse_doubles

_HISTORY = "history.yaml"
_CONTRACT = "openapi.yaml"
_CHANGES = "openapi-changes.yaml"


class _History(Frozen):
    """What a release takes over."""

    extends: str | None = None
    withdrawn: tuple[str, ...] = ()


def security_releases() -> tuple[str, ...]:
    """Return the releases of the security profile that have rows, oldest first."""
    return tuple(sorted(path.parent.name for path in _root().glob(f"*/{_HISTORY}")))


@cache
def security_requirements(release: str) -> tuple[Requirement, ...]:
    """Return what conforming to a release of the security profile means.

    Raises SpecificationError for a release without rows, and for rows that contradict.
    """
    place = _root() / release
    if release not in security_releases():
        raise SpecificationError(
            f"security profile {release} is not bundled: use one of "
            f"{', '.join(security_releases())} (authorization.release)"
        )
    history = _history(place)
    others = (_HISTORY, _CONTRACT, _CHANGES)
    files = sorted(path for path in place.glob("*.yaml") if path.name not in others)
    own = tuple(row for path in files for row in read_requirements(path, ()))
    refuse_doubles(own, str(place))
    before = security_requirements(history.extends) if history.extends else ()
    return _merged(before, own, history, place, release)


@cache
def security_contract(release: str) -> Mapping[str, Any]:
    """Return the OpenAPI document of the token and backchannel endpoints.

    It is that of the release before, changed by the merge patch (RFC 7396) of this one.
    """
    place = _root() / release
    if (place / _CONTRACT).is_file():
        return dict(parse((place / _CONTRACT).read_text("utf-8")))
    before = security_contract(str(_history(place).extends))
    return dict(_patched(before, parse((place / _CHANGES).read_text("utf-8"))))


def _patched(value: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    old = value if isinstance(value, Mapping) else {}
    changed = {name: _patched(old.get(name), part) for name, part in patch.items()}
    return {
        name: part
        for name, part in {**old, **changed}.items()
        if patch.get(name, 0) is not None
    }


def _history(place: Path) -> _History:
    return _History.model_validate(parse((place / _HISTORY).read_text("utf-8")) or {})


def _merged(
    before: tuple[Requirement, ...],
    own: tuple[Requirement, ...],
    history: _History,
    place: Path,
    release: str,
) -> tuple[Requirement, ...]:
    strange = set(history.withdrawn) - {row.id for row in before}
    if strange:
        raise SpecificationError(
            f"{place / _HISTORY}: withdrawn {', '.join(sorted(strange))}: no such row before"
        )
    mine = {row.id: row for row in own}
    kept = [
        mine.get(row.id) or row.model_copy(update={"release": release})
        for row in before
        if row.id not in history.withdrawn
    ]
    known = {row.id for row in kept}
    return (*kept, *(row for row in own if row.id not in known))


def _root() -> Path:
    return folder("specs") / "security-profile"
