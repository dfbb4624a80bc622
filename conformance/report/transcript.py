"""One exchange as plain text, the way HTTP is usually written down."""

from collections.abc import Iterable

from conformance.report.exchanges import Exchange, Response
from conformance.report.fields import rfc3339
from conformance.report.text import cut, one_line

_BODY = 200_000
_LINE = 8_000


def transcript(exchange: Exchange) -> str:
    """Write request, response and the curl line that repeats it; control marks spelled out."""
    request = exchange.request
    parts = [
        f"exchange {exchange.n}, {rfc3339(exchange.started_at)}, {exchange.seconds:.3f} s",
        "",
        one_line(f"{request.method} {request.url}", _LINE),
        *_headers(request.headers),
        *_body(request.body),
        "",
        *_answer(exchange),
        "",
        cut(exchange.curl, _BODY),
    ]
    return "\n".join(parts) + "\n"


def _headers(headers: Iterable[tuple[str, str]]) -> list[str]:
    return [one_line(f"{name}: {value}", _LINE) for name, value in headers]


def _body(body: str | None) -> list[str]:
    return [] if body is None else ["", cut(body, _BODY)]


def _answer(exchange: Exchange) -> list[str]:
    if exchange.response is None:
        return [f"no response: {one_line(exchange.error or 'no reason was recorded', _LINE)}"]
    return _response(exchange.response)


def _response(response: Response) -> list[str]:
    lines = [
        one_line(f"{response.status} {response.reason}".rstrip(), _LINE),
        *_headers(response.headers),
        *_body(response.body),
    ]
    if response.body_truncated_bytes:
        lines.append(f"… {response.body_truncated_bytes:,} more bytes were not kept")
    return lines
