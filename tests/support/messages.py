"""Requests and responses as values, for what judges them."""

import json
from typing import Any

from httpx import Headers

from conformance.exchanges import Request, Response

JSON = "application/json"


def request(*headers: tuple[str, str], body: bytes | None = b"{}") -> Request:
    """Return a POST with these headers."""
    return Request("POST", "https://api.example/sim-swap/v2/check", headers, body)


def response(
    status: int = 200,
    body: bytes | Any = None,
    content_type: str | None = JSON,
    dropped: int = 0,
    **headers: str,
) -> Response:
    """Return a response; a body that is not bytes becomes JSON, None becomes no body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {} if content_type is None else {"content-type": content_type}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    wire = Headers([(name.encode(), value.encode("latin-1")) for name, value in told.items()])
    return Response(status, "", wire, b"" if body is None else content, dropped)


def error(http_status: int = 400, code: Any = "INVALID_ARGUMENT", **changes: Any) -> Response:
    """Return a good error response, with changes to its body; None takes a member out."""
    body = {"status": http_status, "code": code, "message": "Something is wrong.", **changes}
    return response(
        http_status, {name: value for name, value in body.items() if value is not None}
    )
