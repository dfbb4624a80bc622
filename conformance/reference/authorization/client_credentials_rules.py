"""Decisions about client credentials: who may, for which scopes, and what comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.reference.authorization import scopes
from conformance.reference.authorization.scopes import Scopes

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client


def may(client: "Client") -> None:
    """Refuse a client with which the grant was not agreed."""
    client.may("client_credentials")


@dataclass
class ClientCredentialsRules:
    """The decisions; each is an honest function until a fault replaces it."""

    may: Callable[["Client"], None] = may
    scope_of: Callable[[Mapping[str, str]], object] = lambda form: form.get("scope")
    scopes: Callable[..., Scopes] = scopes.for_client
    response: Callable[[dict[str, object]], dict[str, object]] = lambda response: response
