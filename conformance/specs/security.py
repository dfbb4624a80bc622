"""The rows of the CAMARA security profile: several files a release, each release on the last.

A release says only what is new in it: it begins from the rows of the one it extends, leaves
out what it withdraws, and puts its own rows in the place of those with the same id.
"""

from functools import cache
from pathlib import Path

from ..bundled import folder
from .documents import parse
from .model import Frozen, Requirement, SpecificationError
from .rows import read_requirements, refuse_doubles

_HISTORY = "history.yaml"


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
    history = _History.model_validate(parse((place / _HISTORY).read_text("utf-8")) or {})
    files = sorted(path for path in place.glob("*.yaml") if path.name != _HISTORY)
    own = tuple(row for path in files for row in read_requirements(path, ()))
    refuse_doubles(own, str(place))
    before = security_requirements(history.extends) if history.extends else ()
    return _merged(before, own, history, place, release)


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
