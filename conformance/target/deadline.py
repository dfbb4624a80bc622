"""One deadline for a whole exchange: name, connection, TLS, request, head and body.

httpx' own timeouts are for one read or write each, so that a byte a second, or a 1xx answer
after another, could hold a case for ever.
"""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

SENT_AGAIN = "camara-conformance-sent-again"
"""Extension of a response whose request went out twice."""


class Deadline:
    """The moment by which the exchange of the present thread has to be over.

    It also knows what the exchange's connection has seen so far.
    """

    def __init__(self) -> None:
        self._own = threading.local()

    def set(self, seconds: float) -> None:
        """Start the time of one exchange."""
        self._own.until = time.monotonic() + seconds
        self._own.opened = self._own.heard = False

    def note_opening(self) -> None:
        """Take note that the exchange has a connection of its own."""
        self._own.opened = True

    def note_bytes(self) -> None:
        """Take note that something came over the exchange's connection."""
        self._own.heard = True

    @property
    def connection_was_stale(self) -> bool:
        """Whether the connection is an earlier exchange's, and nothing came over it."""
        return not (self._own.opened or self._own.heard)

    def left(self, error: type[Exception]) -> float:
        """Return the seconds left, above zero; raises the error if there are none."""
        seconds: float = self._own.until - time.monotonic()
        if seconds <= 0:
            raise error("the exchange did not end in time")
        return seconds


class DeadlineTransport(httpx.HTTPTransport):
    """httpx' transport, every step of it under one deadline."""

    def __init__(
        self, verify: ssl.SSLContext | bool, proxy: str | None, deadline: Deadline
    ) -> None:
        super().__init__(verify=verify, proxy=httpx.Proxy(proxy) if proxy else None)
        # httpx has no argument for it; tests/hostile fails when the name changes.
        self._pool._network_backend = _Backend(self._pool._network_backend, deadline)
        self._deadline = deadline

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, once more over a fresh connection where the kept one has ended.

        A server may close what stands idle at the moment in which the next request leaves
        (RFC 9112 section 9.5): nobody can tell it from a refusal to answer but by asking
        again. A fresh connection that ends without a word is the server's own doing. The
        response to what was sent again has the extension `SENT_AGAIN`.
        """
        try:
            return super().handle_request(request)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            if not self._deadline.connection_was_stale:
                raise
        # Those that have been idle as long will have ended as well.
        for connection in self._pool.connections:
            if connection.is_idle():
                connection.close()
        response = super().handle_request(request)
        response.extensions[SENT_AGAIN] = True
        return response

    def drop_unasked_answers(self) -> None:
        """Close idle connections over which more came than the answer to the last request.

        h11 keeps what follows an answer, and would read it as the answer to the next request:
        one case's fault would show in another. Called between two requests of a thread.
        """
        for connection in self._pool.connections:
            inner = getattr(connection, "_connection", None)
            state = getattr(inner, "_h11_state", None)
            if state is not None and connection.is_idle() and state.trailing_data[0]:
                connection.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._backend = backend
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline takes its place
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self._deadline.note_opening()
        left = self._deadline.left(httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        received = self._stream.read(max_bytes, self._deadline.left(httpcore.ReadTimeout))
        if received:
            self._deadline.note_bytes()
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left(httpcore.WriteTimeout))

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(httpcore.ConnectTimeout)
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, left), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()
