"""Faulty providers: each fault is one small named function that changes one decision."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from conformance.reference.faults import (
    access,
    bodies,
    correlators,
    dates,
    envelopes,
    isolation,
    max_age,
    media_types,
    numbers,
    swaps,
    urls,
    verification,
)
from conformance.reference.faults.registry import Catalogue, Fault

_AREAS = (
    max_age,
    swaps,
    dates,
    numbers,
    verification,
    access,
    bodies,
    envelopes,
    media_types,
    correlators,
    isolation,
    urls,
)


def _joined(catalogues: Iterable[Catalogue]) -> dict[str, Fault]:
    """Return the faults of all areas; ValueError if two have one id."""
    faults: dict[str, Fault] = {}
    for catalogue in catalogues:
        twice = faults.keys() & catalogue.faults.keys()
        if twice:
            raise ValueError(f"two faults have one id: {', '.join(sorted(twice))}")
        faults |= catalogue.faults
    return faults


FAULTS: Mapping[str, Fault] = MappingProxyType(_joined(area.catalogue for area in _AREAS))
"""Every fault by its id."""

__all__ = ["FAULTS", "Fault"]
