"""A server that answers every POST at once with the same success, in a process of its own."""

import multiprocessing
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_BODY = b'{"swapped": true}'
_CORRELATOR = re.compile(rb"x-correlator: ([^\r]+)\r", re.IGNORECASE)
_LENGTH = re.compile(rb"content-length: (\d+)\r", re.IGNORECASE)


@contextmanager
def serving_trivially() -> Iterator[str]:
    """Yield the URL of a running server; it answers one connection at a time."""
    listening = socket.create_server(("127.0.0.1", 0))
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(listening,), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        process.kill()
        process.join()
        listening.close()


def _serve(listening: socket.socket) -> None:
    while True:
        connection, _ = listening.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _answer_all(connection)


def _answer_all(connection: socket.socket) -> None:
    waiting = b""
    while received := connection.recv(65_536):
        waiting += received
        head, found, body = waiting.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r")
        if found and len(body) >= (int(length[1]) if length else 0):
            connection.sendall(_answer(head))
            waiting = b""


def _answer(head: bytes) -> bytes:
    sent = _CORRELATOR.search(head + b"\r")
    correlator = b"x-correlator: " + sent[1] + b"\r\n" if sent else b""
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n%s\r\n%s" % (len(_BODY), correlator, _BODY)
    )
