"""Scopes: which exist, which a grant may give, and the one purpose among them."""

import re
from dataclasses import dataclass

from conformance.reference.authorization.errors import OAuthError

SIM_SWAP_SCOPES = frozenset({"sim-swap", "sim-swap:check", "sim-swap:retrieve-date"})
NUMBER_VERIFICATION_SCOPES = frozenset(
    {"number-verification:verify", "number-verification:device-phone-number:read"}
)
API_SCOPES = SIM_SWAP_SCOPES | NUMBER_VERIFICATION_SCOPES
_PURPOSE = re.compile(r"dpv:[A-Z][A-Za-z]*")


def _invalid(description: str) -> OAuthError:
    """Return the refusal of a scope."""
    return OAuthError("invalid_scope", description)


@dataclass(frozen=True)
class Scopes:
    """The scope parameter of a request, taken apart."""

    text: str
    apis: frozenset[str]
    openid: bool
    purposes: tuple[str, ...]


def read(text: object) -> Scopes:
    """Return a scope parameter taken apart; OAuthError if absent, or one is unknown."""
    if not isinstance(text, str) or not text.split():
        raise OAuthError("invalid_request", "scope is missing.")
    names = text.split()
    purposes = tuple(name for name in names if _PURPOSE.fullmatch(name))
    apis = frozenset(names) - set(purposes) - {"openid"}
    if not apis or not apis <= API_SCOPES:
        raise _invalid("A scope is not known, or none of an API was asked for.")
    return Scopes(" ".join(names), apis, "openid" in names, purposes)


def allowed(scopes: Scopes, client_scopes: frozenset[str]) -> Scopes:
    """Return the scopes; OAuthError if the client was not given one of them."""
    if not scopes.apis <= client_scopes:
        raise _invalid("The client was not given one of these scopes.")
    return scopes


def for_client(text: object, client_scopes: frozenset[str]) -> Scopes:
    """Return the scopes of a two-legged token: no user, so nothing about a user's device."""
    scopes = allowed(read(text), client_scopes)
    if scopes.apis & NUMBER_VERIFICATION_SCOPES or scopes.openid:
        raise _invalid("Only a token with a user can have one of these scopes.")
    if len(scopes.purposes) > 1:
        raise _invalid("There is more than one purpose.")
    return scopes


def for_user(text: object, client_scopes: frozenset[str], network: bool) -> Scopes:
    """Return the scopes of a three-legged token, which has exactly one purpose.

    `network` says whether the network or the SIM identifies the user; number verification
    is for those alone.
    """
    scopes = allowed(read(text), client_scopes)
    if len(scopes.purposes) != 1:
        raise _invalid("Exactly one purpose, dpv:NAME, is needed.")
    if scopes.apis & NUMBER_VERIFICATION_SCOPES and not network:
        raise _invalid("Number verification needs a user whom the network identifies.")
    return scopes
