"""Small real servers: raw sockets for what no framework would send, Starlette for the rest."""

import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from conformance.reference.server import Server

_METHODS = ["GET", "POST", "PUT", "DELETE"]
_LONGEST_WAIT = 5.0

Talk = Callable[[socket.socket], None]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class RawServer:
    """Where a raw server listens, and the requests (heads and bodies) that came."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address over plain HTTP."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def raw_server(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Read one request of each connection, let `talk` say what it likes, and hang up."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = RawServer(listening.getsockname()[1])
    with accepting(listening, lambda connection: _converse(connection, talk, tls, server)):
        yield server


@contextmanager
def accepting(listening: socket.socket, converse: Talk) -> Iterator[None]:
    """Hand over each connection in turn until the context is left; a broken one is dropped."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with suppress(OSError), connection:
                    connection.settimeout(_LONGEST_WAIT)
                    converse(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        # `close` alone would leave the thread in `accept`.
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(_LONGEST_WAIT)


def _converse(
    connection: socket.socket, talk: Talk, tls: ssl.SSLContext | None, server: RawServer
) -> None:
    speaking = tls.wrap_socket(connection, server_side=True) if tls else connection
    try:
        server.requests.append(read_request(speaking))
        talk(speaking)
    finally:
        speaking.close()


def read_request(connection: socket.socket) -> bytes:
    """Return a whole request, or what came of it before the other side hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return received
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def saying(*parts: bytes) -> Talk:
    """Return a talk that sends these bytes."""

    def talk(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return talk


def answer(
    body: bytes = b"{}", status: str = "200 OK", *headers: str, length: int | None = None
) -> bytes:
    """Return the bytes of an HTTP response that closes its connection."""
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@contextmanager
def web_server(**endpoints: Endpoint) -> Iterator[str]:
    """Serve an endpoint at `/<its name>`, `anything` at every other path; yields the URL."""
    anything = endpoints.pop("anything", None)
    routes = [Route(f"/{name}", each, methods=_METHODS) for name, each in endpoints.items()]
    if anything is not None:
        routes.append(Route("/{path:path}", anything, methods=_METHODS))
    server = Server("127.0.0.1", 0)
    server.start(Starlette(routes=routes))
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


def reset(connection: socket.socket) -> None:
    """Let the connection end in a reset when it is closed."""
    linger_for_no_time = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_no_time)
