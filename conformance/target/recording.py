"""Numbers every exchange, redacts it, and hands it to whoever listens."""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from conformance.exchanges import (
    Exchange,
    RedactedExchange,
    RedactedRequest,
    RedactedResponse,
)
from conformance.target.redaction import Redactor
from conformance.target.sharing import Shared

# Redacted bodies in the report are for reading; a longer one is cut, and says so.
_KEPT_CHARACTERS = 20_000
# What is read of a body: placeholders are shorter than the secrets that they stand for.
_READ_CHARACTERS = 3 * _KEPT_CHARACTERS
# What tokens and numbers are made of: half of one would not be recognised as a secret.
_CUT_WORD = re.compile(r"[^\s\"'<>{}\[\](),;]*\Z")
# A gateway sends some twenty; a target that sends thousands means nobody well.
_KEPT_HEADERS = 100
_LEFT_OUT = "x-camara-conformance-left-out"

Listener = Callable[[Exchange, RedactedExchange], None]


class Recorder:
    """Gives exchanges their numbers and passes them on, raw and redacted.

    Numbers begin with `first` and go on in `step`s: the shards of a run have different ones.
    They are given when a request leaves, by all processes of a run together; one that is
    killed takes its last one with it.
    """

    def __init__(self, redactor: Redactor, first: int = 1, step: int = 1) -> None:
        self.redactor = redactor
        self.shared = Shared()
        """What all processes of the run know together."""
        self.case: str | None = None
        self._first, self._step = first, step
        self._listeners: list[Listener] = []
        self._elsewhere: Callable[[Exchange], None] | None = None
        self._of_case: list[int] = []

    @property
    def count(self) -> int:
        """How many exchanges have begun."""
        return max(0, self.shared.last_number - self._first + self._step) // self._step

    def go_on_after(self, number: int) -> None:
        """Leave out all numbers up to this one: an earlier part of the run has had them."""
        rest = (number - self._first) % self._step
        self.shared.number_after(max(0, number - rest))

    def listen(self, listener: Listener) -> None:
        """Call the listener with each exchange: as it was, and as it may be kept."""
        self._listeners.append(listener)

    def send_elsewhere(self, send: Callable[[Exchange], None]) -> None:
        """Hand exchanges on as they are, to the process that redacts and keeps them."""
        self._elsewhere = send

    @contextmanager
    def under(self, case: str) -> Iterator[list[int]]:
        """Note what is exchanged under a case's name; yields the list of the numbers."""
        self.case, self._of_case = case, []
        try:
            yield self._of_case
        finally:
            self.case = None

    def next_number(self) -> int:
        """Return the number of the exchange that is about to happen."""
        return self.shared.next_number(self._first, self._step)

    def record(self, exchange: Exchange) -> None:
        """Redact an exchange and hand it to all listeners."""
        if self._elsewhere is not None:
            self._elsewhere(exchange)
        else:
            redacted = redact(exchange, self.redactor)
            for listener in self._listeners:
                listener(exchange, redacted)
        # Last: Ctrl-C must not leave a case with the number of what was never kept.
        if exchange.case is not None and exchange.case == self.case:
            self._of_case.append(exchange.number)


def redact(exchange: Exchange, redactor: Redactor) -> RedactedExchange:
    """Return what may be kept of an exchange."""
    request = _request(exchange, redactor)
    return RedactedExchange(
        n=exchange.number,
        case=exchange.case,
        kind=exchange.purpose.kind,
        operation=exchange.purpose.operation,
        subscriber=exchange.purpose.subscriber,
        token=exchange.purpose.token,
        request=request,
        response=_response(exchange, redactor),
        error=redactor.text(exchange.error) if exchange.error is not None else None,
        seconds=round(exchange.seconds, 6),
        started_at=exchange.started_at,
        curl=curl(request),
    )


def curl(request: RedactedRequest) -> str:
    """Return a shell command that repeats a request once its placeholders are filled in."""
    words = ["curl", "--include", "--request", request.method, request.url]
    for name, value in request.headers:
        if name.lower() not in {"host", "content-length", "connection", "accept-encoding"}:
            words += ["--header", f"{name}: {value}"]
    if request.body is not None:
        words += ["--data-raw", request.body]
    return " ".join(shlex.quote(word) for word in words)


def _request(exchange: Exchange, redactor: Redactor) -> RedactedRequest:
    sent = exchange.request
    return RedactedRequest(
        method=sent.method,
        url=redactor.text(sent.url),
        headers=redactor.headers(sent.headers),
        body=None if sent.body is None else _text(sent.body, redactor),
    )


def _response(exchange: Exchange, redactor: Redactor) -> RedactedResponse | None:
    received = exchange.response
    if received is None:
        return None
    return RedactedResponse(
        status=received.status,
        reason=redactor.text(received.reason),
        headers=_headers(redactor, received.headers.multi_items()),
        body=_text(received.body, redactor),
        body_truncated_bytes=received.body_truncated_bytes,
    )


def _text(body: bytes, redactor: Redactor) -> str:
    whole = body.decode("utf-8", errors="backslashreplace")
    read = _whole_words(whole)
    # Redacted before it is cut, so that no half of a secret survives at the edge.
    text = redactor.text(read)
    left_out = len(whole) - len(read) + max(0, len(text) - _KEPT_CHARACTERS)
    return f"{text[:_KEPT_CHARACTERS]}… [{left_out} more characters]" if left_out else text


def _whole_words(text: str) -> str:
    """Return what is worth redacting: looking for secrets in a mebibyte takes seconds."""
    if len(text) <= _READ_CHARACTERS:
        return text
    return _CUT_WORD.sub("", text[:_READ_CHARACTERS])


def _headers(redactor: Redactor, headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = redactor.headers(headers[:_KEPT_HEADERS])
    left_out = len(headers) - len(kept)
    return [*kept, (_LEFT_OUT, f"{left_out} more headers")] if left_out else kept
