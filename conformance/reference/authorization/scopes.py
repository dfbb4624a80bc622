"""Scopes: what a grant may give of those asked for, and the one purpose among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.reference.authorization.scope_rules import (
    API_SCOPES,
    NUMBER_VERIFICATION_SCOPES,
    SIM_SWAP_SCOPES,
    ScopeRules,
    invalid_scope,
)

__all__ = [
    "API_SCOPES",
    "NUMBER_VERIFICATION_SCOPES",
    "SIM_SWAP_SCOPES",
    "Scopes",
    "allowed",
    "for_client",
    "for_user",
    "read",
]

OF_NO_API = frozenset({"openid", "offline_access"})
"""Scopes that ask for further tokens, not for an operation."""


@dataclass(frozen=True)
class Scopes:
    """The scope parameter of a request, taken apart."""

    text: str
    """What the token response tells."""
    apis: frozenset[str]
    openid: bool
    purposes: tuple[str, ...]
    id_token: bool = False
    """Whether the token response has an ID token."""


def read(text: object, rules: ScopeRules | None = None) -> Scopes:
    """Return a scope parameter taken apart; OAuthError if absent, or one is unknown."""
    rules = rules or ScopeRules()
    names = rules.names_in(text)
    purposes = tuple(name for name in names if rules.is_purpose(name))
    openid = "openid" in names
    apis = rules.known(frozenset(names) - set(purposes) - OF_NO_API)
    if not apis:
        raise invalid_scope("No scope of an API was asked for.")
    told = rules.told([name for name in names if name in {*apis, *purposes, *OF_NO_API}])
    return Scopes(told, apis, openid, purposes, rules.id_token_due(openid))


def allowed(scopes: Scopes, client_scopes: frozenset[str]) -> Scopes:
    """Return the scopes; OAuthError if the client was not given one of them."""
    if not scopes.apis <= client_scopes:
        raise invalid_scope("The client was not given one of these scopes.")
    return scopes


def for_client(
    text: object, client_scopes: frozenset[str], rules: ScopeRules | None = None
) -> Scopes:
    """Return the scopes of a two-legged token: no user, so nothing about a user's device."""
    scopes = allowed(read(text, rules), client_scopes)
    if scopes.apis & NUMBER_VERIFICATION_SCOPES or scopes.openid:
        raise invalid_scope("Only a token with a user can have one of these scopes.")
    if len(scopes.purposes) > 1:
        raise invalid_scope("There is more than one purpose.")
    return scopes


def for_user(
    text: object,
    client_scopes: frozenset[str],
    network: bool,
    rules: ScopeRules | None = None,
    form: Mapping[str, object] | None = None,
) -> Scopes:
    """Return the scopes of a three-legged token, which has exactly one purpose.

    `network` says whether the network or the SIM identifies the user; number verification
    is for those alone. `form` is the whole request, whose `claims` take openid.
    """
    rules = rules or ScopeRules()
    scopes = allowed(read(text, rules), client_scopes)
    rules.one_purpose(scopes.purposes)
    rules.refuse_claims(form or {}, scopes.openid)
    rules.refuse_off_network(scopes.apis, network)
    return scopes
