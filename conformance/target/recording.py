"""Numbers every exchange, redacts it, and hands it to whoever listens."""

import re
import shlex
import threading
from collections.abc import Callable, Sequence

from conformance.exchanges import (
    Exchange,
    RedactedExchange,
    RedactedRequest,
    RedactedResponse,
)
from conformance.target.redaction import Redactor

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
    """Gives exchanges their numbers (from 1) and passes them on, raw and redacted."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self.case: str | None = None
        self._listeners: list[Listener] = []
        self._number = 0
        self._recorded = 0
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """How many exchanges there have been."""
        return self._number

    @property
    def recorded(self) -> int:
        """The number of the last exchange that is over; Ctrl-C leaves one that is not."""
        return self._recorded

    def listen(self, listener: Listener) -> None:
        """Call the listener with each exchange: as it was, and as it may be kept."""
        self._listeners.append(listener)

    def next_number(self) -> int:
        """Return the number of the exchange that is about to happen."""
        with self._lock:
            self._number += 1
            return self._number

    def record(self, exchange: Exchange) -> None:
        """Redact an exchange and hand it to all listeners."""
        self._recorded = max(self._recorded, exchange.number)
        redacted = redact(exchange, self.redactor)
        for listener in self._listeners:
            listener(exchange, redacted)


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
