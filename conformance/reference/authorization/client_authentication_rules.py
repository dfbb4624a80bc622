"""Decisions about who is calling: private_key_jwt, and how a client without it is refused."""

import base64
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from conformance.reference.authorization.assertion_rules import AssertionRules
from conformance.reference.authorization.errors import OAuthError, invalid_client

if TYPE_CHECKING:
    from conformance.reference.authorization.clients import Client, Clients

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
Form = Mapping[str, str]


def has_assertion(form: Form) -> bool:
    """Return whether a form has a client assertion, of the one type that is known."""
    return form.get("client_assertion_type") == ASSERTION_TYPE


def read_at(_form: Form, assertion: AssertionRules) -> AssertionRules:
    """Return how the assertion in a form is read: the same at each grant."""
    return assertion


def without_assertion(form: Form, clients: "Clients") -> "Client":
    """Return the client of a request without client assertion, if it has a secret.

    CAMARA has private_key_jwt alone; a secret is for clients that were registered with one.
    """
    client = clients.find(form.get("client_id"))
    secret = client.secret if client is not None else None
    given = form.get("client_secret", "")
    if client is None or secret is None:
        raise invalid_client("private_key_jwt is the only client authentication.")
    if not secrets.compare_digest(given.encode(), secret.encode()):
        raise invalid_client("The secret is wrong.")
    return client


def basic_credentials(authorization: str | None) -> dict[str, str]:
    """Return what client_secret_basic says, as parameters; {} for any other header."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except ValueError:
        return {}
    client_id, _, secret = text.partition(":")
    # RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
    return {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}


def is_about_itself(claims: Mapping[str, Any], client: "Client") -> bool:
    """Return whether `sub` is the client that has signed."""
    return claims.get("sub") == client.id


def is_the_client_named(form: Form, client: "Client") -> bool:
    """Return whether the parameter client_id, if there is one, names who has signed."""
    return form.get("client_id", client.id) == client.id


@dataclass
class ClientAuthenticationRules:
    """The decisions; each is an honest function until a fault replaces it."""

    assertion: AssertionRules = field(
        default_factory=lambda: AssertionRules(("iss", "sub", "aud", "exp", "jti"))
    )
    has_assertion: Callable[[Form], bool] = has_assertion
    read_at: Callable[[Form, AssertionRules], AssertionRules] = read_at
    without_assertion: Callable[[Form, "Clients"], "Client"] = without_assertion
    is_about_itself: Callable[[Mapping[str, Any], "Client"], bool] = is_about_itself
    is_the_client_named: Callable[[Form, "Client"], bool] = is_the_client_named
    refusal: Callable[[str], OAuthError] = invalid_client
    """Of a client assertion that is not good."""
