"""Faulty providers: each fault is one small named function that changes one decision."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from conformance.reference.faults import (
    access,
    authorization_code,
    bodies,
    ciba,
    ciba_answers,
    ciba_polls,
    client_authentication,
    code_redemption,
    correlators,
    dates,
    disclosures,
    discovery,
    dpop,
    envelopes,
    generated,
    id_tokens,
    isolation,
    jwt_bearer,
    max_age,
    media_types,
    numbers,
    protected_resource,
    published_requests,
    refresh,
    relations,
    release_1_0_0,
    release_2_0_0,
    request_objects,
    scope,
    silent_authorization,
    swaps,
    token_responses,
    transport,
    unusual_requests,
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
    refresh,
    dpop,
    transport,
    discovery,
    generated,
    client_authentication,
    token_responses,
    jwt_bearer,
    protected_resource,
    authorization_code,
    code_redemption,
    request_objects,
    id_tokens,
    ciba,
    ciba_answers,
    ciba_polls,
    scope,
    silent_authorization,
    published_requests,
    release_1_0_0,
    release_2_0_0,
    relations,
    disclosures,
    unusual_requests,
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
