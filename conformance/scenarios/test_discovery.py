"""The metadata and the keys of the authorization server."""

import binascii
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from conformance.exchanges import Purpose, Request
from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios.id_tokens import IdTokens
from conformance.scenarios.requirement import requirement
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NotOffered
from conformance.tokens.server import AuthorizationServer

# Of a JWK that is not public: RSA and EC private parts, and a symmetric key (RFC 7518 6).
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_WELL_KNOWN = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
_GRANT_TYPES = {
    "authorization-code": "authorization_code",
    "client-credentials": "client_credentials",
    "jwt-bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
}


@pytest.fixture
def document(server: AuthorizationServer, settings: Authorization) -> Answer:
    """Return the answer to a fresh request for the metadata."""
    return _get(server, str(settings.discovery), "metadata")


@pytest.fixture
def keys(server: AuthorizationServer) -> Answer:
    """Return the answer to a request for the keys."""
    return _get(server, server.endpoint("jwks"), "jwks")


@requirement("discovery.metadata-is-a-json-object")
def test_metadata(document: Answer) -> None:
    """What is to be read by programs is JSON, and says so."""
    members = document.succeeded().members
    if not members:
        raise UnexpectedAnswer(f"{document}: the object is empty")
    sort = document.headers.get("content-type", "no Content-Type")
    media_type = sort.partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnexpectedAnswer(f"{document}: Content-Type is {sort}")


@requirement("discovery.issuer-is-the-prefix-of-the-address")
def test_issuer(document: Answer, settings: Authorization) -> None:
    """The issuer's name is the address without its well-known end."""
    issuer = _text(document, "issuer")
    told = str(settings.discovery)
    parts = urlsplit(issuer)
    # RFC 8414 puts the well-known part between host and path, OpenID Connect at the end.
    expected = {f"{issuer.rstrip('/')}{end}" for end in _WELL_KNOWN} | {
        f"{parts.scheme}://{parts.netloc}{end}{parts.path.rstrip('/')}" for end in _WELL_KNOWN
    }
    if told not in expected:
        raise UnexpectedAnswer(
            f"{document}: issuer is {issuer}, which does not lead to {told}"
        )


@requirement("discovery.issuer-is-that-of-the-tokens")
def test_issuer_of_tokens(
    document: Answer, id_tokens: IdTokens, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """An ID token names the issuer as the metadata do, letter by letter."""
    issuer = _text(document, "issuer")
    flow: Literal["ciba", "authorization-code"] = example["flow"]
    obtained = id_tokens.of(flow, line)
    if obtained.claim("iss") != issuer:
        raise UnexpectedAnswer(f"{obtained}: iss is not {issuer}, the issuer of the metadata")


@requirement("discovery.endpoints-are-named")
def test_endpoints(document: Answer, example: Mapping[str, Any]) -> None:
    """A client finds the endpoint of each flow that is offered."""
    url = _text(document, example["member"])
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.fragment:
        raise UnexpectedAnswer(f"{document}: {example['member']} is no address: {url}")


@requirement("discovery.grant-types-are-those-offered")
def test_grant_types(
    document: Answer, settings: Authorization, example: Mapping[str, Any]
) -> None:
    """What the profile says is offered is what the metadata say is supported."""
    listed = _list(document, "grant_types_supported")
    flow = example["flow"]
    wanted = settings.ciba.grant_type if flow == "ciba" else _GRANT_TYPES[flow]
    if wanted not in listed:
        raise UnexpectedAnswer(f"{document}: grant_types_supported lacks {wanted}")


@requirement("discovery.private-key-jwt-is-listed")
def test_client_authentication(document: Answer, settings: Authorization) -> None:
    """The profile's client authentication, and the one that the test client uses."""
    listed = _list(document, "token_endpoint_auth_methods_supported")
    main = settings.clients.main
    wanted = {"private_key_jwt"} | ({main.authentication} if main is not None else set())
    missing = sorted(wanted - set(listed))
    if missing:
        raise UnexpectedAnswer(
            f"{document}: token_endpoint_auth_methods_supported lacks {', '.join(missing)}"
        )


@requirement("discovery.poll-mode-is-listed")
def test_poll_mode(document: Answer) -> None:
    """Poll is the only mode of CIBA that the profile has."""
    modes = _list(document, "backchannel_token_delivery_modes_supported")
    if "poll" not in modes:
        raise UnexpectedAnswer(f"{document}: the delivery modes lack poll")


@requirement("discovery.keys-are-found")
def test_keys(keys: Answer) -> None:
    """The address of the keys leads to a JWK set with at least one."""
    if not _entries(keys):
        raise UnexpectedAnswer(f"{keys}: there is no key")


@requirement("discovery.keys-are-public")
def test_keys_are_public(keys: Answer) -> None:
    """Nothing in the key set could be signed or decrypted with."""
    for number, key in enumerate(_entries(keys), 1):
        private = sorted(_PRIVATE_MEMBERS & set(key))
        if private or key.get("kty") == "oct":
            raise UnexpectedAnswer(
                f"{keys.exchange.request.url}: key {number} has private or symmetric parts: "
                f"{', '.join(private) or 'kty oct'}"
            )


@requirement("discovery.a-key-is-usable")
def test_keys_are_usable(keys: Answer) -> None:
    """At least one key can be read and is there for signatures; strange ones don't matter."""
    if not any(_can_verify(key) for key in _entries(keys)):
        raise UnexpectedAnswer(f"{keys}: no key that signatures can be verified with")


def _get(server: AuthorizationServer, url: str, what: str) -> Answer:
    request = Request("GET", url, (("Accept", "application/json"),), None)
    return Answer(server.target.answered(lambda: request, Purpose("discovery", what)))


def _text(document: Answer, member: str) -> str:
    value = document.succeeded().members.get(member)
    if not isinstance(value, str) or not value:
        raise UnexpectedAnswer(f"{document}: no {member}")
    return value


def _list(document: Answer, member: str) -> list[str]:
    value = document.succeeded().members.get(member)
    if value is None:
        raise NotOffered(f"the metadata have no {member}")
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UnexpectedAnswer(f"{document}: {member} is no list of strings")
    return value


def _entries(keys: Answer) -> list[dict[str, Any]]:
    found = keys.succeeded().members.get("keys")
    if not isinstance(found, list) or not all(isinstance(key, dict) for key in found):
        raise UnexpectedAnswer(f"{keys}: `keys` is no list of objects")
    return found


def _can_verify(key: dict[str, Any]) -> bool:
    if key.get("kty") == "oct" or key.get("use", "sig") != "sig":
        return False
    try:
        JWKRegistry.import_key(key)
    except (JoseError, ValueError, TypeError, KeyError, binascii.Error):
        return False
    return True
