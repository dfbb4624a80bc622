"""What is wrong inside an answer that is framed as it should be."""

import json
from collections.abc import Callable

from tests.hostile.server import Misbehaviour, Visit, answer

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x9b5m"
SCRIPT = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>"


def body(text: bytes, status: str = "200 OK", *headers: str) -> Misbehaviour:
    """Return what answers with a body, under the right correlator."""

    def misbehave(visit: Visit) -> None:
        visit.send(answer(text, status, *headers, correlator=visit.correlator))

    return misbehave


def error(message: str) -> Misbehaviour:
    """Return what answers with an error of CAMARA's shape and this message."""
    told = {"status": 400, "code": "INVALID_ARGUMENT", "message": message}
    return body(json.dumps(told, ensure_ascii=False).encode(), "400 Bad Request")


def header(value: str) -> Misbehaviour:
    """Return what answers rightly, with one more header."""
    return body(b'{"swapped": true}', "200 OK", f"X-Greeting: {value}")


def correlator(change: Callable[[str], str]) -> Misbehaviour:
    """Return what answers under another correlator."""
    return lambda visit: visit.send(
        answer(b'{"swapped": true}', correlator=change(visit.correlator))
    )


CONTENTS: dict[str, Misbehaviour] = {
    "invalid-utf-8": body(b'{"swapped": true, "note": "\xff\xfe\x80"}'),
    "utf-16": body('{"swapped": true}'.encode("utf-16")),
    "byte-order-mark": body(b'\xef\xbb\xbf{"swapped": true}'),
    "empty-success": body(b""),
    "html-success": body(b"<html><body>It works</body></html>", "200 OK"),
    "two-bodies": body(b'{"swapped": true}{"swapped": false}'),
    "no-content": body(b"", "204 No Content"),
    "nested-100000-deep": body(b'{"swapped": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "number-of-10000-digits": body(b'{"swapped": ' + b"9" * 10_000 + b"}"),
    "1e400": body(b'{"swapped": 1e400}'),
    "not-a-number": body(b'{"swapped": NaN}'),
    "infinity": body(b'{"swapped": -Infinity}'),
    "null": body(b"null"),
    "million-members": body(
        b"{" + b",".join(b'"%d": 0' % n for n in range(80_000)) + b', "swapped": 1}'
    ),
    "escapes-in-a-message": error(ESCAPES),
    "nul-in-a-message": error("a\0b"),
    "script-in-a-message": error(SCRIPT),
    "lone-surrogate-in-a-message": body(
        b'{"status": 400, "code": "INVALID_ARGUMENT", "message": "\\ud800"}',
        "400 Bad Request",
    ),
    "right-to-left-in-a-message": error("\u202egnp.exe\u2066"),
    "message-of-a-megabyte": error("x" * 1_000_000),
    "pipeline-commands-in-a-message": error("\n::error::owned\n##vso[task.complete]\n"),
    "escapes-in-a-header": header(ESCAPES.replace("\x07", "")),
    "script-in-a-header": header(SCRIPT),
    "escapes-in-the-reason": body(b"{}", f"200 {ESCAPES}"),
    "injects-into-the-correlator": correlator(lambda own: f"{own}\r\nSet-Cookie: a=b"),
    "correlator-of-a-megabyte": correlator(lambda own: own + "x" * 60_000),
    "5000-cookies": body(b'{"swapped": true}', "200 OK", *["Set-Cookie: a=b"] * 2000),
    "waits-a-century": body(b"{}", "429 Too Many Requests", "Retry-After: 3153600000"),
    "unavailable-for-ever": body(b"{}", "503 Unavailable", "Retry-After: 3153600000"),
}
