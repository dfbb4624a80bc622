"""Samples that depend on nothing but seed and names.

One more fault or row in the catalogue moves a sample by one place at most, so that what a
test knows of a sample holds until the catalogue changes.
"""

from collections.abc import Iterable
from hashlib import sha256


def sample(names: Iterable[str], size: int, seed: object) -> list[str]:
    """Return `size` of the names, or all if there are fewer, in their own order."""
    known = list(names)
    drawn = set(sorted(known, key=lambda name: _lot(name, seed))[:size])
    return [name for name in known if name in drawn]


def _lot(name: str, seed: object) -> bytes:
    return sha256(f"{seed}:{name}".encode()).digest()
