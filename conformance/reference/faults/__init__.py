"""Faulty providers: each fault is one small named function that changes one decision."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from conformance.reference.faults import (
    access,
    authorization_code,
    bodies,
    breadth,
    ciba,
    ciba_answers,
    ciba_polls,
    client_authentication,
    code_redemption,
    content_codings,
    correlators,
    dates,
    disclosures,
    discovery,
    dpop,
    envelopes,
    generated,
    histories,
    id_tokens,
    isolation,
    jwt_bearer,
    max_age,
    media_types,
    near_misses,
    neglected_grants,
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
    stolen_codes,
    swaps,
    token_responses,
    transport,
    unusual_requests,
    urls,
    verification,
    vouching,
)
from conformance.reference.faults.registry import Catalogue, Fault

_AREAS = (
    max_age,
    swaps,
    histories,
    dates,
    numbers,
    verification,
    near_misses,
    access,
    bodies,
    envelopes,
    media_types,
    content_codings,
    correlators,
    isolation,
    urls,
    refresh,
    dpop,
    transport,
    discovery,
    generated,
    client_authentication,
    neglected_grants,
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
    stolen_codes,
    published_requests,
    release_1_0_0,
    release_2_0_0,
    relations,
    disclosures,
    unusual_requests,
    breadth,
    vouching,
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
