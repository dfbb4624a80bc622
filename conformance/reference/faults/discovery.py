"""Mistakes in the metadata and in the published keys."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Callable

from conformance.reference.authorization.clients import CIBA, JWT_BEARER
from conformance.reference.authorization.discovery_rules import Document
from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()
_METADATA = "discovery.metadata-is-a-json-object"
_ISSUER = "discovery.issuer-is-the-prefix-of-the-address"
_OF_TOKENS = "discovery.issuer-is-that-of-the-tokens"
_ENDPOINTS = "discovery.endpoints-are-named"
_GRANTS = "discovery.grant-types-are-those-offered"
_PUBLIC = "discovery.keys-are-public"
_USABLE = "discovery.a-key-is-usable"


def _telling(**members: object) -> Callable[[Document], Document]:
    """Return what puts other members into the metadata; None takes one out."""

    def changed(document: Document) -> Document:
        whole = {**document, **members}
        return {name: value for name, value in whole.items() if value is not None}

    return changed


def _with_each_key(change: Callable[[Document], Document]) -> Callable[[Document], Document]:
    """Return what changes every key of the set."""
    return lambda document: {"keys": [change(key) for key in document["keys"]]}


@catalogue.fault(_METADATA, level="SHOULD")
def metadata_as_text(rules: Rules) -> None:
    """A file server delivers the metadata, and knows no type for a file without an ending."""
    rules.authorization.discovery.media_type = "text/plain"


@catalogue.fault(_METADATA, _ISSUER, _ENDPOINTS, level="SHOULD")
def metadata_behind_a_login_page(rules: Rules) -> None:
    """The portal in front answers everything with its own page."""
    rules.authorization.discovery.page = b"<html><h1>Sign in</h1></html>"
    rules.authorization.discovery.media_type = "text/html"


@catalogue.fault(_METADATA, _ISSUER, _ENDPOINTS, level="SHOULD")
def metadata_not_found(rules: Rules) -> None:
    """The document was never put where the API contract says it is."""
    rules.authorization.discovery.status = 404


@catalogue.fault(_ISSUER, _OF_TOKENS, level="SHOULD")
def issuer_is_the_inner_name(rules: Rules) -> None:
    """The metadata name the issuer as it is called behind the load balancer."""
    rules.authorization.discovery.metadata = _telling(issuer="https://idp.internal.example")


@catalogue.fault(_OF_TOKENS, level="SHOULD")
def issuer_has_a_slash_too_many(rules: Rules) -> None:
    """The metadata write the issuer with a slash at its end, the tokens without."""
    rules.authorization.discovery.metadata = lambda document: {
        **document,
        "issuer": f"{document['issuer']}/",
    }


@catalogue.fault(_ENDPOINTS, level="SHOULD")
def backchannel_endpoint_not_told(rules: Rules) -> None:
    """CIBA was added later, and the metadata were not touched."""
    rules.authorization.discovery.metadata = _telling(backchannel_authentication_endpoint=None)


@catalogue.fault(_ENDPOINTS, level="SHOULD")
def authorization_endpoint_is_a_path(rules: Rules) -> None:
    """An endpoint is told as a path, for the reader to put a host before."""
    rules.authorization.discovery.metadata = _telling(authorization_endpoint="/authorize")


@catalogue.fault(_GRANTS, level="SHOULD")
def ciba_is_no_listed_grant(rules: Rules) -> None:
    """The grant type of CIBA is missing from the list."""
    rules.authorization.discovery.metadata = lambda document: {
        **document,
        "grant_types_supported": [
            name for name in document["grant_types_supported"] if name != CIBA
        ],
    }


@catalogue.fault(_GRANTS, level="SHOULD", security_release="0.4.0")
def jwt_bearer_is_no_listed_grant(rules: Rules) -> None:
    """The grant type of the JWT bearer flow is missing from the list."""
    rules.authorization.discovery.metadata = lambda document: {
        **document,
        "grant_types_supported": [
            name for name in document["grant_types_supported"] if name != JWT_BEARER
        ],
    }


@catalogue.fault("discovery.private-key-jwt-is-listed", level="SHOULD")
def private_key_jwt_is_not_listed(rules: Rules) -> None:
    """The list of authentication methods is the product's default."""
    rules.authorization.discovery.metadata = _telling(
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"]
    )


@catalogue.fault("discovery.poll-mode-is-listed")
def poll_mode_is_not_listed(rules: Rules) -> None:
    """The metadata tell of the notifications that the product could send as well."""
    rules.authorization.discovery.metadata = _telling(
        backchannel_token_delivery_modes_supported=["ping", "push"]
    )


@catalogue.fault("discovery.keys-are-found", _USABLE, level="SHOULD")
def key_set_is_empty(rules: Rules) -> None:
    """The last rotation took the old key out and put no new one in."""
    rules.authorization.discovery.jwks = lambda _document: {"keys": []}


@catalogue.fault("discovery.keys-are-found", _USABLE, level="SHOULD")
def keys_are_a_bare_list(rules: Rules) -> None:
    """The key set is one key, without the member that holds the list."""
    rules.authorization.discovery.jwks = lambda document: dict(document["keys"][0])


@catalogue.fault(_PUBLIC)
def private_key_is_published(rules: Rules) -> None:
    """The key pair is written out whole, its private half included."""
    rules.authorization.discovery.jwks = _with_each_key(lambda key: {**key, "d": key["x"]})


@catalogue.fault(_PUBLIC)
def symmetric_key_is_published(rules: Rules) -> None:
    """The shared secret of another client is in the set."""
    shared = {"kty": "oct", "kid": "shared", "k": "c2hhcmVkLXNlY3JldC1vZi1hbGwtY2xpZW50cw"}
    rules.authorization.discovery.jwks = lambda document: {"keys": [*document["keys"], shared]}


@catalogue.fault(_USABLE, level="SHOULD")
def published_key_lacks_a_coordinate(rules: Rules) -> None:
    """A key of the set is only half written out."""
    rules.authorization.discovery.jwks = _with_each_key(
        lambda key: {name: value for name, value in key.items() if name != "y"}
    )


@catalogue.fault(_USABLE, level="SHOULD")
def published_keys_are_for_encryption(rules: Rules) -> None:
    """The wrong half of the key store is published."""
    rules.authorization.discovery.jwks = _with_each_key(lambda key: {**key, "use": "enc"})
