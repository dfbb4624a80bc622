"""A server whose connections do not last: each answers so often, and ends with the next."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support.servers import accepting, read_request

_FINE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
_BEGUN = b"HTTP/1.1 200 OK\r\nContent-Le"

End = Callable[[socket.socket], None]


def refusal(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Return the bytes of an answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def hang_up(_connection: socket.socket) -> None:
    """Let the connection end in an orderly close."""


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
        while read_request(connection):
            server.requests[place] += 1
            if server.requests[place] > answers:
                end(connection)
                break
            connection.sendall(answer)

    with accepting(door, talk):
        yield server
