"""Careless ways to read a client's JWT, for the faults that take a forged one for good."""

import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from joserfc.util import urlsafe_b64decode

from conformance.reference.authorization import assertion_rules, jose
from conformance.reference.authorization.errors import OAuthError

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client, Clients

# In a JWT, between header, claims and signature.
_DOTS = 2


def named_by(claim: str) -> "Callable[[str, Clients], Client | None]":
    """Return what finds the client by one claim, without a look at any other."""

    def signer(assertion: str, clients: "Clients") -> "Client | None":
        name = jose.unverified(assertion).get(claim)
        return clients.find(name if isinstance(name, str) else None)

    return signer


def crashing(assertion: str, clients: "Clients") -> "Client | None":
    """Return the client that iss names; what has no three parts is an unhandled exception."""
    if assertion.count(".") != _DOTS:
        raise OAuthError("server_error", "list index out of range", status=500)
    return named_by("iss")(assertion, clients)


def by_the_key_that_fits(assertion: str, clients: "Clients") -> "Client | None":
    """Return the client whose key verifies the assertion, whatever iss says."""
    for client in clients:
        try:
            assertion_rules.claims_of(assertion, client)
        except jose.BadTokenError:
            continue
        return client
    return None


def any_key_id(assertion: str, client: "Client") -> dict[str, Any]:
    """Return the claims; the signature is verified, and kid not looked at."""
    kid = str(header_of(assertion).get("kid", client.kid))
    return jose.read(assertion, client.key, jose.CLIENT_ALGORITHMS, kid)


def unverified(assertion: str, _client: "Client") -> dict[str, Any]:
    """Return the claims of whatever is signed by whomever."""
    return jose.unverified(assertion)


def or_unsigned(assertion: str, client: "Client") -> dict[str, Any]:
    """Return the claims; under alg none there is no signature to verify."""
    if header_of(assertion).get("alg") == "none":
        return jose.unverified(assertion)
    return assertion_rules.claims_of(assertion, client)


def or_hmac(assertion: str, client: "Client") -> dict[str, Any]:
    """Return the claims; under HS256 the registered public key is the secret."""
    if header_of(assertion).get("alg") != "HS256":
        return assertion_rules.claims_of(assertion, client)
    text, _, signature = assertion.rpartition(".")
    pem = client.key.as_pem(private=False)
    expected = hmac.new(pem, text.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(urlsafe_b64decode(signature.encode()), expected):
        raise jose.BadTokenError("the signature does not hold")
    return jose.unverified(assertion)


def header_of(token: str) -> dict[str, Any]:
    """Return the header of a JWT, which nobody has verified."""
    # The header has the form of the payload, and is read as one.
    return jose.unverified(f".{token}")
