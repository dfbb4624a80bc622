"""Decisions about the form of requests to the token endpoint, and of its answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from conformance.reference.authorization.errors import OAuthError

NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


def once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return parameters; OAuthError if one comes twice (RFC 6749 section 3.2)."""
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthError("invalid_request", "A parameter comes twice.")
    return form


def missing_grant() -> OAuthError:
    """Return the refusal of a request that names no grant."""
    return OAuthError("invalid_request", "grant_type is missing.")


async def made() -> None:
    """Let nothing come between the making of a success and its sending."""


@dataclass
class TokenResponseRules:
    """The decisions; each is an honest function until a fault replaces it."""

    parameters: Callable[[list[tuple[str, str]]], dict[str, str]] = once
    missing_grant: Callable[[], OAuthError] = missing_grant
    made: Callable[[], Awaitable[None]] = made
    success: Callable[[dict[str, object]], dict[str, object]] = lambda response: response
    error: Callable[[OAuthError], Mapping[str, object]] = lambda problem: problem.document()
    headers: dict[str, str] = field(default_factory=lambda: dict(NO_STORE))
    media_type: str = "application/json"
