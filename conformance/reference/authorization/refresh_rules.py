"""Decisions about refresh tokens: who gets one, what it is good for, when it ends."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from conformance.reference.authorization.clients import AUTHORIZATION_CODE, CIBA
from conformance.reference.authorization.errors import OAuthError

OFFLINE_ACCESS = "offline_access"


def issues(grant_type: str, scope: str) -> bool:
    """Return whether a grant with that scope comes with a refresh token."""
    return grant_type in {CIBA, AUTHORIZATION_CODE} and OFFLINE_ACCESS in scope.split()


def fresh() -> str:
    """Return a new refresh token."""
    return secrets.token_urlsafe(32)


def next_token(_old: str) -> str:
    """Return what takes the place of a refresh token that has been used."""
    return fresh()


def narrowed(asked: str | None, granted: str) -> str:
    """Return the scope of the new token; OAuthError if more is asked than was granted."""
    if asked is None:
        return granted
    if not set(asked.split()) <= set(granted.split()):
        raise OAuthError("invalid_scope", "The scope was not granted before.")
    return asked


def may_use(client_id: str, owner: str) -> bool:
    """Return whether a client may use the refresh token of an owner."""
    return client_id == owner


@dataclass
class RefreshRules:
    """The decisions; each is an honest function until a fault replaces it."""

    issues: Callable[[str, str], bool] = issues
    next_token: Callable[[str], str] = next_token
    narrowed: Callable[[str | None, str], str] = narrowed
    may_use: Callable[[str, str], bool] = may_use
    authenticates: bool = True
    """Whether the client has to prove who it is when it uses a refresh token."""
    old_dies: bool = True
    """Whether a used refresh token is worth nothing any more."""
    unknown_error: str = "invalid_grant"
    missing_error: str = "invalid_request"
    foreign_error: str = "invalid_grant"
    access_token: Callable[[str], str] = lambda token: token
    """What is told as the new access token."""
