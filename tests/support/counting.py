"""A forward proxy that counts: whatever leaves the suite over HTTP passes it."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "proxy-connection", "keep-alive", "transfer-encoding"}


@dataclass
class Counted:
    """Where the proxy listens, and what came when (seconds, monotonic), in its order."""

    url: str
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def counting_proxy() -> Iterator[Counted]:
    """Pass plain HTTP on, request by request, and count."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

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
            answer = inner.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {*_HOP_BY_HOP, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            inner.close()

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
