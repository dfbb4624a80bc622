"""One HTTP request and its response: as it went over the wire, and as it may be kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from httpx import Headers

Kind = Literal["api", "token", "discovery"]
TokenUse = Literal[
    "two-legged",
    "three-legged",
    "none",
    "expired",
    "invalid",
    "other-scope",
    "not-network-authenticated",
]


@dataclass(frozen=True)
class Purpose:
    """Why a request is sent: what a reader of the report sees beside it.

    `operation` is `<api>.<operation>` of a resource call; `subscriber` the profile's id of
    the line that is meant; `token` the sort of access token that goes along.
    """

    kind: Kind
    operation: str | None = None
    subscriber: str | None = None
    token: TokenUse | None = None


@dataclass(frozen=True)
class Request:
    """A request as sent. Header names keep their case; a body is bytes."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    def header(self, name: str) -> str | None:
        """Return the first value of a header, found without regard to case."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


@dataclass(frozen=True)
class Response:
    """A response as received, its body cut at the suite's own bound.

    `body_truncated_bytes` counts what was read and dropped beyond that bound. `undecodable`
    is the Content-Encoding where the body is not in it, and stands here as it came.
    """

    status: int
    reason: str
    headers: Headers
    body: bytes
    body_truncated_bytes: int = 0
    undecodable: str | None = None


@dataclass(frozen=True)
class Exchange:
    """A request, the response to it if there was one, and how long it took (seconds)."""

    number: int
    case: str | None
    purpose: Purpose
    request: Request
    response: Response | None
    error: str | None
    seconds: float
    started_at: datetime


@dataclass(frozen=True)
class RedactedRequest:
    """A request that may be kept: no secret and no subscriber's number in it."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: str | None


@dataclass(frozen=True)
class RedactedResponse:
    """A response that may be kept: no secret and no subscriber's number in it."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: str | None
    body_truncated_bytes: int


@dataclass(frozen=True)
class RedactedExchange:
    """What the journal and the report keep of an exchange, field by field as reported."""

    n: int
    case: str | None
    kind: Kind
    operation: str | None
    subscriber: str | None
    token: TokenUse | None
    request: RedactedRequest
    response: RedactedResponse | None
    error: str | None
    seconds: float
    started_at: datetime
    curl: str = field(default="")


@dataclass(frozen=True)
class Finding:
    """What is wrong with an answer, under which requirement, of `<api>.<operation>`.

    `message` is redacted text.
    """

    requirement: str
    operation: str
    message: str


@dataclass(frozen=True)
class Judgements:
    """What an exchange's answer was held against (ids of requirements), and what was found."""

    judged: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
