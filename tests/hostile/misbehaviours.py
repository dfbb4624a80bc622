"""Ways to misbehave, by name: connection, head, framing and redirects.

What is wrong inside a well-framed answer stands in `contents`.
"""

import gzip
import zlib

from tests.hostile.server import Misbehaviour, Visit, answer, head

_GOOD = b'{"swapped": true}'
_MEBIBYTE = 1 << 20


def says(*parts: bytes) -> Misbehaviour:
    """Return what sends these bytes and hangs up."""
    return lambda visit: visit.send(*parts)


def resets_after(*parts: bytes) -> Misbehaviour:
    """Return what sends these bytes and resets the connection."""

    def misbehave(visit: Visit) -> None:
        visit.send(*parts)
        visit.reset()

    return misbehave


def floods(part: bytes, first: bytes = b"") -> Misbehaviour:
    """Return what sends `first` once and `part` for ever."""
    return lambda visit: visit.flood(part, first)


def drips(text: bytes, first: bytes = b"") -> Misbehaviour:
    """Return what sends `first` at once and the rest a byte at a time."""

    def misbehave(visit: Visit) -> None:
        visit.send(first)
        visit.drip(text)

    return misbehave


def redirects(location: str, status: str = "307 Temporary Redirect") -> Misbehaviour:
    """Return what leads to another place; `ELSEWHERE` is the trap's host and port."""

    def misbehave(visit: Visit) -> None:
        target = location.replace("ELSEWHERE", visit.elsewhere)
        visit.send(answer(b"", status, f"Location: {target}", correlator=visit.correlator))

    return misbehave


def never(visit: Visit) -> None:
    """Say nothing until the other side gives up."""
    visit.over.wait(30)


def two_answers(visit: Visit) -> None:
    """Send an answer that nobody asked for behind the right one, for the next request."""
    right = answer(_GOOD, correlator=visit.correlator)
    visit.send(right + answer(b'{"latestSimChange": "poison"}'))
    visit.over.wait(5)


def _framed(*headers: str, body: bytes = _GOOD) -> bytes:
    return head("200 OK", *headers) + b"\r\n" + body


CONNECTION: dict[str, Misbehaviour] = {
    "resets-after-the-request": resets_after(),
    "resets-after-the-status-line": resets_after(b"HTTP/1.1 200 OK\r\n"),
    "resets-within-the-headers": resets_after(head()),
    "resets-within-the-body": resets_after(_framed("Content-Length: 500")),
    "hangs-up-without-a-word": says(),
    "never-answers": never,
    "drips-the-headers": drips(head() + b"\r\n" + _GOOD),
    "drips-the-body": drips(b" " * 1000, head("200 OK", "Content-Length: 1000") + b"\r\n"),
}

HEAD: dict[str, Misbehaviour] = {
    "headers-without-end": floods(b"X-More: of the same\r\n", b"HTTP/1.1 200 OK\r\n"),
    "one-header-without-end": floods(b"x" * 4096, b"HTTP/1.1 200 OK\r\nX-Long: "),
    "ten-thousand-headers": says(
        head() + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\n" + _GOOD
    ),
    "status-line-without-end": floods(b"O" * 4096, b"HTTP/1.1 200 "),
    "flood-of-1xx": floods(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
    "drips-1xx": lambda visit: visit.drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 40, 0.05),
    "switches-protocols": says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
    "http-0.9-text": says(b"<html>It works</html>\n"),
    "ssh-banner": says(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "status-of-four-digits": says(b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
    "status-0": says(b"HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n"),
    "status-999": says(answer(_GOOD, "999 What")),
    "negative-status": says(b"HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n"),
    "nul-in-a-header": says(head("200 OK", "X-Nul: a\0b") + b"\r\n" + _GOOD),
    "bare-line-feeds": says(b"HTTP/1.1 200 OK\nContent-Length: 17\n\n" + _GOOD),
    "folded-header": says(head("200 OK", "X-Folded: a\r\n b: c") + b"\r\n" + _GOOD),
}

FRAMING: dict[str, Misbehaviour] = {
    "length-too-long": says(_framed("Content-Length: 5000")),
    "length-too-short": says(_framed("Content-Length: 5")),
    "negative-length": says(_framed("Content-Length: -1")),
    "length-is-no-number": says(_framed("Content-Length: many")),
    "two-lengths": says(_framed("Content-Length: 17", "Content-Length: 5")),
    "length-of-twenty-digits": says(_framed("Content-Length: 99999999999999999999")),
    "chunks-of-nonsense": says(_framed("Transfer-Encoding: chunked", body=b"zz\r\n!!\r\n")),
    "chunk-of-all-memory": says(
        _framed("Transfer-Encoding: chunked", body=b"FFFFFFFFFFFFFFFF\r\n" + _GOOD)
    ),
    "chunked-and-a-length": says(
        _framed("Transfer-Encoding: chunked", "Content-Length: 3", body=b"0\r\n\r\n")
    ),
    "body-without-end": floods(
        b"10000\r\n" + b" " * 65536 + b"\r\n", _framed("Transfer-Encoding: chunked", body=b"")
    ),
    "body-of-100-megabytes": lambda visit: visit.send(
        head("200 OK", f"Content-Length: {100 * _MEBIBYTE}") + b"\r\n",
        *([b" " * _MEBIBYTE] * 100),
    ),
    "gzip-bomb": says(
        answer(gzip.compress(bytes(200 * _MEBIBYTE)), "200 OK", "Content-Encoding: gzip")
    ),
    "gzip-within-gzip": says(
        answer(
            gzip.compress(gzip.compress(bytes(64 * _MEBIBYTE))),
            "200 OK",
            "Content-Encoding: gzip, gzip",
        )
    ),
    "no-gzip-after-all": says(answer(_GOOD, "200 OK", "Content-Encoding: gzip")),
    "deflate-cut-short": says(
        answer(zlib.compress(_GOOD)[:8], "200 OK", "Content-Encoding: deflate")
    ),
    "unknown-encoding": says(answer(_GOOD, "200 OK", "Content-Encoding: snake-oil")),
    "two-answers-to-one-request": two_answers,
}

REDIRECTS: dict[str, Misbehaviour] = {
    "redirects-to-itself": redirects("/sim-swap/v2/check"),
    "redirects-to-a-file": redirects("file:///etc/passwd"),
    "redirects-to-another-host": redirects("http://ELSEWHERE/sim-swap/v2/check"),
    "redirects-with-get": redirects("http://ELSEWHERE/", "303 See Other"),
    "redirects-to-link-local": redirects("http://169.254.169.254/latest/meta-data/"),
    "redirects-to-a-script": redirects("javascript:alert(1)"),
    "refreshes-to-another-host": lambda visit: visit.send(
        answer(_GOOD, "200 OK", f"Refresh: 0; url=http://{visit.elsewhere}/")
    ),
    "alternative-service-elsewhere": lambda visit: visit.send(
        answer(_GOOD, "200 OK", f'Alt-Svc: h2="{visit.elsewhere}"; ma=86400')
    ),
}
