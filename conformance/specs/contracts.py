"""The contract of one release: its operations, and the document they stand in."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from conformance.specs.model import Frozen

OPERATIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sim-swap": {"check": ("POST", "/check"), "retrieve-date": ("POST", "/retrieve-date")},
    "number-verification": {
        "verify": ("POST", "/verify"),
        "device-phone-number": ("GET", "/device-phone-number"),
    },
}
"""API -> operation -> method and path, the same in every release."""


AUTHORIZATION = "authorization"
"""Stands where an API's name does, for the rows about the authorization server."""

AREAS: tuple[str, ...] = (
    "transport",
    "discovery",
    "parameters",
    "client-authentication",
    "scope",
    "client-credentials",
    "ciba",
    "authorization-code",
    "jwt-bearer",
    "refresh",
    "token-response",
    "id-token",
    "dpop",
    "resource",
)
"""What the security profile is about; stands where an operation's name does."""


class ContractOperation(Frozen):
    """One operation of an API as its contract declares it."""

    name: str
    """As this suite calls it: the path without its slash."""
    method: str
    """In capitals."""
    path: str
    scopes: tuple[str, ...]
    """Each is enough by itself; one that joins several scopes has spaces between them."""
    operation_id: str
    requires_phone_number: bool = False
    """Whether a request has to name its line whatever its token tells."""


class Contract(Frozen):
    """An OpenAPI document with the operations of one API."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    api: str
    release: str
    """What the document states as its version."""
    path: Path
    sha256: str
    """Of the file's bytes, hexadecimal."""
    document: Mapping[str, Any]
    """The parsed file. Shared by all who ask: copy it before you change it."""
    operations: Mapping[str, ContractOperation]
    """By name, in the order of OPERATIONS."""

    def __hash__(self) -> int:
        """Hash the digest, which stands for the document."""
        return hash((self.api, self.sha256))


def build(api: str, path: Path, content: bytes, document: Mapping[str, Any]) -> Contract:
    """Make a contract from a parsed document that declares every operation of the API."""
    return Contract(
        api=api,
        release=str(document["info"]["version"]),
        path=path,
        sha256=sha256(content).hexdigest(),
        document=document,
        operations={name: _operation(document, api, name) for name in OPERATIONS[api]},
    )


def missing(api: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Name the operations of the API that the document lacks, such as `POST /check`."""
    for method, path in OPERATIONS[api].values():
        if method.lower() not in document["paths"].get(path, {}):
            yield f"{method} {path}"


def _operation(document: Mapping[str, Any], api: str, name: str) -> ContractOperation:
    method, path = OPERATIONS[api][name]
    declared = document["paths"][path][method.lower()]
    alternatives = declared.get("security", document.get("security", []))
    return ContractOperation(
        name=name,
        method=method,
        path=path,
        scopes=tuple(
            " ".join(scope for scopes in alternative.values() for scope in scopes)
            for alternative in alternatives
        ),
        operation_id=declared.get("operationId", ""),
        requires_phone_number="phoneNumber" in _required(document, declared),
    )


def _required(document: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[str]:
    """Name the members that the object in a request's JSON body has to have."""
    content = declared.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    name = str(schema.get("$ref", "")).removeprefix("#/components/schemas/")
    if name:
        schema = document.get("components", {}).get("schemas", {}).get(name, {})
    yield from schema.get("required", ())
