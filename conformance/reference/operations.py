"""The four operations, and one call of one of them on its way through the provider."""

from dataclasses import dataclass, field
from typing import Any

from conformance.reference.authorization.grants import Grant
from conformance.reference.subscribers import Subscriber


@dataclass(frozen=True)
class Operation:
    """An operation of one of the two APIs, as its contract declares it."""

    api: str
    name: str
    method: str
    scopes: frozenset[str]
    """Any one of these is enough."""

    @property
    def has_body(self) -> bool:
        """Whether the contract gives it a request body."""
        return self.method == "POST"


CHECK = Operation("sim-swap", "check", "POST", frozenset({"sim-swap:check", "sim-swap"}))
RETRIEVE_DATE = Operation(
    "sim-swap", "retrieve-date", "POST", frozenset({"sim-swap:retrieve-date", "sim-swap"})
)
VERIFY = Operation(
    "number-verification", "verify", "POST", frozenset({"number-verification:verify"})
)
SHARE = Operation(
    "number-verification",
    "device-phone-number",
    "GET",
    frozenset({"number-verification:device-phone-number:read"}),
)
OPERATIONS = (CHECK, RETRIEVE_DATE, VERIFY, SHARE)


@dataclass
class Call:
    """One request for an operation; the steps fill in what they find out."""

    operation: Operation
    authorization: str | None
    """Authorization header, as sent."""
    correlator: str | None
    """x-correlator header, as sent; several are joined with commas."""
    content_type: str | None
    raw: bytes
    proof: str | None = None
    """DPoP header, as sent."""
    url: str = ""
    """Where the request went, without its query."""
    query: str = ""
    """Encoded, as sent; no operation has a parameter there."""
    grant: Grant | None = None
    """What the token stands for, once it is known to be good."""
    body: dict[str, Any] = field(default_factory=dict)
    line: Subscriber | None = None
    """The line that the answer is about."""
