"""A good answer as a value, and the few ways of changing one."""

import json
from dataclasses import dataclass, replace
from typing import Any

from httpx import Headers

from conformance.exchanges import Request, Response


@dataclass(frozen=True)
class Good:
    """An answer that the suite has nothing against, and what it answers.

    `name` tells operation, status and form; `operation` is `<api>.<operation>`.
    """

    name: str
    operation: str
    request: Request
    response: Response

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.response.body)

    @property
    def is_error(self) -> bool:
        """Whether it is a refusal."""
        return self.response.status >= 400


def with_raw(response: Response, body: bytes) -> Response:
    """Return the response with another body, its length told."""
    return with_header(replace(response, body=body), "content-length", str(len(body)))


def with_json(response: Response, document: Any) -> Response:
    """Return the response with another document for a body."""
    return with_raw(response, json.dumps(document).encode())


def with_member(response: Response, name: str, value: Any) -> Response:
    """Return the response with one member of its JSON object set."""
    return with_json(response, {**json.loads(response.body), name: value})


def without_member(response: Response, name: str) -> Response:
    """Return the response without one member of its JSON object."""
    document = json.loads(response.body)
    return with_json(response, {key: value for key, value in document.items() if key != name})


def with_header(response: Response, name: str, value: str | None) -> Response:
    """Return the response with one header set; None takes it out."""
    headers = Headers(response.headers)
    headers.pop(name, None)
    if value is not None:
        headers[name] = value
    return replace(response, headers=headers)


def with_status(response: Response, status: int) -> Response:
    """Return the response under another status."""
    return replace(response, status=status)
