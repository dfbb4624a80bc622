"""Decisions about the scope parameter, each honest until a fault replaces it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.reference.authorization.errors import OAuthError

SIM_SWAP_SCOPES = frozenset({"sim-swap", "sim-swap:check", "sim-swap:retrieve-date"})
NUMBER_VERIFICATION_SCOPES = frozenset(
    {"number-verification:verify", "number-verification:device-phone-number:read"}
)
API_SCOPES = SIM_SWAP_SCOPES | NUMBER_VERIFICATION_SCOPES
PURPOSES = frozenset(
    {
        "dpv:CreditChecking",
        "dpv:EnforceSecurity",
        "dpv:FraudPreventionAndDetection",
        "dpv:IdentityVerification",
        "dpv:RequestedServiceProvision",
        "dpv:ServicePersonalisation",
    }
)
"""Purposes of the Data Privacy Vocabulary that this provider has agreed with its clients."""


def invalid_scope(description: str) -> OAuthError:
    """Return the refusal of a scope."""
    return OAuthError("invalid_scope", description)


def names_in(text: object) -> list[str]:
    """Return the words of the parameter; OAuthError where it is absent or empty."""
    if not isinstance(text, str) or not text.split():
        raise OAuthError("invalid_request", "scope is missing.")
    return text.split()


def is_purpose(name: str) -> bool:
    """Whether a word is a purpose that is known here, letter by letter."""
    return name in PURPOSES


def known(asked: frozenset[str]) -> frozenset[str]:
    """Return the scopes of APIs that were asked for; OAuthError if one is not known."""
    if not asked <= API_SCOPES:
        raise invalid_scope("A scope is not known.")
    return asked


def one_purpose(purposes: tuple[str, ...]) -> None:
    """Refuse a three-legged token without just one purpose."""
    if len(purposes) != 1:
        raise invalid_scope("Exactly one purpose, dpv:NAME, is needed.")


def refuse_claims(form: Mapping[str, object], openid: bool) -> None:
    """Refuse a request for OpenID Connect's claims that is none of OpenID Connect."""
    if "claims" in form and not openid:
        raise OAuthError("invalid_request", "claims can't be had without openid.")


def refuse_off_network(apis: frozenset[str], network: bool) -> None:
    """Refuse number verification for a user whom neither network nor SIM identifies."""
    if apis & NUMBER_VERIFICATION_SCOPES and not network:
        raise invalid_scope("Number verification needs a user whom the network identifies.")


def id_token_due(openid: bool) -> bool:
    """Whether the answer has an ID token."""
    return openid


def told(names: list[str]) -> str:
    """Return what the token response says was granted."""
    return " ".join(names)


@dataclass
class ScopeRules:
    """How a scope parameter is read, and what follows from it."""

    names_in: Callable[[object], list[str]] = names_in
    is_purpose: Callable[[str], bool] = is_purpose
    known: Callable[[frozenset[str]], frozenset[str]] = known
    one_purpose: Callable[[tuple[str, ...]], None] = one_purpose
    refuse_claims: Callable[[Mapping[str, object], bool], None] = refuse_claims
    refuse_off_network: Callable[[frozenset[str], bool], None] = refuse_off_network
    id_token_due: Callable[[bool], bool] = id_token_due
    told: Callable[[list[str]], str] = told
