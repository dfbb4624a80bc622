"""A server whose connections do not last: each answers so often, and ends with the next."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_FINE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
_BEGUN = b"HTTP/1.1 200 OK\r\nContent-Le"

End = Callable[[socket.socket], None]


def refusal(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Return the bytes of an answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def hang_up(_connection: socket.socket) -> None:
    """Let the connection end in an orderly close."""


def reset(connection: socket.socket) -> None:
    """Let the connection end in a reset."""
    no_time_to_linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_time_to_linger)


def break_off(connection: socket.socket) -> None:
    """Let the connection end within the answer."""
    connection.sendall(_BEGUN)


def say_nothing(connection: socket.socket) -> None:
    """Wait until the other side gives up."""
    connection.recv(1)


@dataclass
class Tired:
    """A server whose connections answer so often: where it is, and what came over each."""

    url: str
    requests: list[int] = field(default_factory=list)
    """How many requests each connection has had."""


@contextmanager
def tired_server(answers: int, end: End, answer: bytes = _FINE) -> Iterator[Tired]:
    """Answer so many requests of each connection, and end it when the next one has come."""
    door = socket.create_server(("127.0.0.1", 0))
    server = Tired(f"http://127.0.0.1:{door.getsockname()[1]}")

    def talk(connection: socket.socket) -> None:
        place = len(server.requests)
        server.requests.append(0)
        while _is_asked(connection):
            server.requests[place] += 1
            if server.requests[place] > answers:
                end(connection)
                break
            connection.sendall(answer)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = door.accept()
                connection.settimeout(5)
                with suppress(OSError), connection:
                    talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)


def _is_asked(connection: socket.socket) -> bool:
    """Read a whole request; False where the other side has hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65536)
        if not chunk:
            return False
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    while len(body) < int(length[1] if length else 0):
        body += connection.recv(65536)
    return True
