"""uvicorn in a thread: a real socket, a fast start and a clean stop."""

import json
import socket
import ssl
import threading
import time
import uuid

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_START_SECONDS = 10
"""Longest wait for a start, which takes some 20 ms; beyond it something is broken."""
_TICK = 0.002

_NOT_HTTP = {"status": 400, "code": "INVALID_ARGUMENT", "message": "This is not valid HTTP."}


class _Protocol(H11Protocol):
    """uvicorn's HTTP, but a request that is not even HTTP gets a CAMARA error as well.

    A control character in x-correlator is enough to get there, before any route is known.
    """

    def send_400_response(self, _msg: str) -> None:
        """Answer 400 and close the connection."""
        headers = [
            (b"content-type", b"application/json"),
            (b"x-correlator", str(uuid.uuid4()).encode()),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=json.dumps(_NOT_HTTP).encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; OSError if it is taken.

    asyncio turns Nagle's algorithm off only on sockets that say they are TCP, which those of
    `socket.create_server` do not: each answer would then take 40 ms.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return listening


class Server:
    """One ASGI application on one socket, served from a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        # Bound before the application exists: the issuer's URL names the port.
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: ASGIApp, tls: ssl.SSLContext | None = None) -> None:
        """Serve from now on, over TLS if so asked; RuntimeError if it does not come up."""
        config = uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            ssl_context_factory=None if tls is None else lambda _config, _default: tls,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), daemon=True
        )
        self._thread.start()
        self._wait(self._server, self._thread)

    @staticmethod
    def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
        """Wait until the server has started."""
        until = time.monotonic() + _START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > until:
                raise RuntimeError("The reference provider could not be started.")
            time.sleep(_TICK)

    def stop(self) -> None:
        """Close every connection and the socket; harmless if it never started."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._socket.close()
