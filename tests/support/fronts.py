"""A small real server that stands in for one that is broken in some way."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Page:
    """What a path is answered with, after `delay` seconds."""

    body: bytes
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0


@dataclass
class Front:
    """A running server: where it is, and which paths were asked for."""

    url: str
    asked: list[str]


@contextmanager
def front(pages: Callable[[str], Mapping[str, Page]]) -> Iterator[Front]:
    """Yield a server that answers with pages by path; they are made from its own URL."""
    asked: list[str] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked.append(path)
            self.rfile.read(int(self.headers.get("content-length", "0")))
            page = known.get(path, Page(b"{}", 404))
            over.wait(page.delay)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        do_POST = do_GET  # noqa: N815 - http.server looks for this name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has gone away is what some of these tests are about."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        known = pages(url)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield Front(url, asked)
        finally:
            over.set()
            server.shutdown()
            thread.join()
