"""A server that misbehaves at `/check` and is honest at `/retrieve-date`.

Each connection has a thread of its own, so that one that is held open keeps nobody waiting.
"""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.support.servers import reset

_LONGEST_SECONDS = 20.0
_CORRELATOR = re.compile(rb"(?im)^x-correlator: *([^\r\n]+)")


@dataclass
class Visit:
    """A connection over which a request has come."""

    connection: socket.socket
    correlator: str
    elsewhere: str
    """Address of a server that nobody may be led to."""
    over: threading.Event

    def send(self, *parts: bytes) -> None:
        """Send bytes, one part after the other."""
        for part in parts:
            self.connection.sendall(part)

    def flood(self, part: bytes, first: bytes = b"") -> None:
        """Send the same bytes for as long as anybody takes them."""
        self.send(first)
        while not self.over.is_set():
            self.send(part)

    def drip(self, text: bytes, seconds: float = 0.2) -> None:
        """Send a byte at a time."""
        for byte in text:
            if self.over.wait(seconds):
                return
            self.send(bytes([byte]))

    def reset(self) -> None:
        """Let the connection end in a reset instead of an orderly close."""
        reset(self.connection)


Misbehaviour = Callable[[Visit], None]


@dataclass
class HostileServer:
    """A running one: where it is, and how often somebody was led elsewhere."""

    url: str
    elsewhere: list[str] = field(default_factory=list)


@contextmanager
def hostile_server(
    misbehave: Misbehaviour, tls: ssl.SSLContext | None = None
) -> Iterator[HostileServer]:
    """Serve until the context is left."""
    over = threading.Event()
    scheme = "https" if tls else "http"
    with _listening(over) as trap, _listening(over) as door:
        server = HostileServer(f"{scheme}://127.0.0.1:{door.getsockname()[1]}")
        trapped = f"127.0.0.1:{trap.getsockname()[1]}"
        _accept(trap, lambda connection: server.elsewhere.append(str(connection)))
        _accept(door, lambda each: _converse(each, misbehave, tls, trapped, over))
        yield server


@contextmanager
def _listening(over: threading.Event) -> Iterator[socket.socket]:
    door = socket.create_server(("127.0.0.1", 0), backlog=64)
    try:
        yield door
    finally:
        over.set()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()


def _accept(door: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    def visited(connection: socket.socket) -> None:
        # A client that hangs up in the middle is what it should do.
        with suppress(OSError), connection:
            connection.settimeout(_LONGEST_SECONDS)
            talk(connection)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = door.accept()
                threading.Thread(target=visited, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


def _converse(
    connection: socket.socket,
    misbehave: Misbehaviour,
    tls: ssl.SSLContext | None,
    elsewhere: str,
    over: threading.Event,
) -> None:
    speaking = tls.wrap_socket(connection, server_side=True) if tls else connection
    with suppress(OSError), speaking:
        while request := _read_request(speaking):
            found = _CORRELATOR.search(request)
            correlator = found[1].decode("latin-1") if found else ""
            visit = Visit(speaking, correlator, elsewhere, over)
            if b"/check " not in request.partition(b"\r\n")[0]:
                visit.send(answer(b'{"latestSimChange": null}', correlator=correlator))
                continue
            misbehave(visit)
            return


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    found = re.search(rb"(?im)^content-length: *(\d+)", head)
    while len(body) < int(found[1] if found else 0):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def head(status: str = "200 OK", *headers: str, correlator: str = "") -> bytes:
    """Return a status line and headers, without the empty line that ends them."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers]
    if correlator:
        lines.append(f"x-correlator: {correlator}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n"


def answer(body: bytes, status: str = "200 OK", *headers: str, correlator: str = "") -> bytes:
    """Return a whole response whose length is right."""
    length = f"Content-Length: {len(body)}"
    return head(status, length, *headers, correlator=correlator) + b"\r\n" + body
