"""Decisions about the metadata and the keys of the authorization server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]


def as_it_is(document: Document) -> Document:
    """Return a document unchanged."""
    return document


@dataclass
class DiscoveryRules:
    """The decisions; each is an honest function until a fault replaces it."""

    metadata: Callable[[Document], Document] = as_it_is
    jwks: Callable[[Document], Document] = as_it_is
    status: int = 200
    """Of the metadata."""
    page: bytes | None = None
    """What is answered in place of the metadata, say by a gateway."""
    media_type: str = "application/json"
