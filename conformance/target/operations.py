"""One operation of one API under one kind of token: builds calls and sends them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, Protocol
from uuid import uuid4

from conformance.exchanges import Purpose, Request, TokenUse
from conformance.profile.model import Subscriber, TokenKind
from conformance.specs import ContractOperation
from conformance.target.answers import Answer
from conformance.target.client import Target
from conformance.target.wire import OperationWire, with_query


class Marker(Enum):
    """Stands for what a scenario leaves to the suite, or leaves out of a request."""

    FITTING = "what a good call needs"
    ABSENT = "nothing at all"


FITTING: Final = Marker.FITTING
ABSENT: Final = Marker.ABSENT


@dataclass(frozen=True)
class AccessToken:
    """An access token and what sort it is; `value` is None where none is sent."""

    value: str | None
    use: TokenUse
    scheme: str = "Bearer"
    """What stands before it in the header."""
    parameters: tuple[tuple[str, str], ...] = ()
    """`code` and `state`, where the deployment wants the call itself to redeem the code."""
    told_scope: str | None = None
    """What its token response says that it holds; None where that says nothing."""


NO_TOKEN: Final = AccessToken(None, "none")


class AccessTokens(Protocol):
    """Where calls get their access tokens from."""

    def obtain(
        self, kind: TokenKind, subscriber: Subscriber | None, scopes: tuple[str, ...]
    ) -> AccessToken:
        """Return a token of that kind for that line with one of these scopes."""
        ...


@dataclass(frozen=True)
class OperationClient:
    """Calls one operation. What a call leaves open is filled in as a good call needs it."""

    api: str
    name: str
    contract: ContractOperation
    base_url: str
    token_kind: TokenKind
    target: Target
    tokens: AccessTokens
    fitting_body: Callable[[Subscriber | None], Mapping[str, Any] | Marker]
    query: str = ""
    """Encoded; no operation has one, so that there is none in a good call."""
    own_wire: OperationWire | None = None
    """How this deployment's wire differs; None where it is CAMARA's."""

    @property
    def id(self) -> str:
        """`<api>.<operation>`."""
        return f"{self.api}.{self.name}"

    @property
    def takes_body(self) -> bool:
        """Whether the operation has a request body."""
        return self.contract.method != "GET"

    @property
    def identifies_by_body(self) -> bool:
        """Whether a call names its line in the body, not through its token alone."""
        by_token = self.token_kind == "three-legged"
        always = self.contract.requires_phone_number or self.wire.always("phoneNumber")
        return always or not by_token

    @property
    def wire(self) -> OperationWire:
        """How the operation goes over this deployment's wire."""
        return self.own_wire or OperationWire(self.api, self.name)

    @property
    def method(self) -> str:
        """The operation's method at this deployment."""
        return self.wire.method(self.contract.method)

    @property
    def as_published(self) -> "OperationClient":
        """The same operation, called as CAMARA publishes it, whatever the wire is."""
        return replace(self, own_wire=None)

    def call(
        self,
        line: Subscriber | None,
        *,
        body: object = FITTING,
        token: AccessToken | Marker = FITTING,
        correlator: str | Marker = FITTING,
        content_type: str | Marker = "application/json",
    ) -> Answer:
        """Call the operation for a line and return what came back.

        `body`: FITTING, ABSENT, bytes sent as they are, or anything that JSON can say.
        `correlator`: FITTING is a fresh UUID. Raises `TargetError`.
        """
        if isinstance(token, Marker):
            token = self.fitting_token(line) if token is FITTING else NO_TOKEN
        out = self.wire.outgoing(self._fitting(line) if body is FITTING else body, line)
        headers = [("Accept", "application/json"), *out.headers]
        if token.value is not None:
            headers.append(self.wire.token_header(token.value, token.scheme))
        headers += self.wire.correlator_headers(_told(correlator))
        if isinstance(content_type, str) and self.takes_body:
            headers.append(("Content-Type", content_type))
        query = {**self.wire.query(dict(token.parameters)), **out.query}
        url = with_query(self._url(out.path), query)
        request = Request(self.method, url, tuple(headers), _content(out.body))
        return self.send(request, line, token.use)

    def send(self, request: Request, line: Subscriber | None, use: TokenUse) -> Answer:
        """Send a request to this operation as it stands.

        Raises `TargetError`.
        """
        subscriber = line.id if line is not None else None
        purpose = Purpose("api", self.id, subscriber, use)
        exchange = self.target.answered(lambda: request, purpose)
        assert exchange.response is not None, "the target returns what has a response"
        return Answer(exchange, self.wire.meaning(exchange.response))

    def fitting_token(self, line: Subscriber | None) -> AccessToken:
        """Return a token that this operation must accept for that line."""
        if self.token_kind == "none":
            return NO_TOKEN
        return self.tokens.obtain(self.token_kind, line, self.scopes)

    def _fitting(self, line: Subscriber | None) -> Mapping[str, Any] | Marker:
        body = self.fitting_body(line)
        if isinstance(body, Marker) or line is None or not self.identifies_by_body:
            return body
        return {"phoneNumber": line.phone_number, **body}

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scope that its tokens are asked for with here."""
        return self.wire.scopes(self.contract.scopes)

    @property
    def url(self) -> str:
        """The operation's address at this deployment."""
        return self._url({})

    def _url(self, path: Mapping[str, str]) -> str:
        url = self.wire.url(self.base_url, self.contract.path, path)
        return f"{url}?{self.query}" if self.query else url


def _told(correlator: str | Marker) -> str | None:
    if isinstance(correlator, Marker):
        return str(uuid4()) if correlator is FITTING else None
    return correlator


def _content(body: object) -> bytes | None:
    if body is ABSENT:
        return None
    if isinstance(body, bytes):
        return body
    return json.dumps(body).encode()
