"""A forward proxy: what leaves the suite over HTTP is counted, and answers may be changed."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from httpx import Headers

from conformance.exchanges import Request, Response

_HOP_BY_HOP = {"connection", "proxy-connection", "keep-alive", "transfer-encoding"}


@dataclass
class Counted:
    """Where the proxy listens, and what came when (seconds, monotonic), in its order."""

    url: str
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


Change = Callable[[Request, Response], Response]
"""Takes a request and the answer to it, and returns what the suite gets instead."""


@contextmanager
def counting_proxy(change: Change = lambda _, answer: answer) -> Iterator[Counted]:
    """Pass plain HTTP on, request by request, and count; answers pass through `change`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body are two writes: with Nagle's algorithm each answer takes 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            counted.paths.append(parts.path)
            counted.times.append(time.monotonic())
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            counted.bodies.append(body)
            inner = http.client.HTTPConnection(parts.netloc, timeout=30)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            kept = [(n, v) for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP]
            inner.request(self.command, target, body or None, dict(kept))
            got = inner.getresponse()
            headers, content = Headers(got.getheaders()), got.read()
            inner.close()
            asked = Request(self.command, self.path, tuple(kept), body)
            self._send(change(asked, Response(got.status, got.reason, headers, content)))

        def _send(self, answer: Response) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.multi_items():
                if name.lower() not in {*_HOP_BY_HOP, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - http.server looks for these

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

    with Quiet(("127.0.0.1", 0), Handler) as server:
        counted = Counted(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield counted
        finally:
            server.shutdown()
            thread.join()
