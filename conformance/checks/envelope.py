"""What can be wrong with an error body.

Commonalities API Design Guide, section 3.2 in 0.6: `status`, `code` and `message` are
mandatory, `status` repeats the HTTP status, `code` is not numeric, `message` is free text.
"""

import json
from typing import Any

from conformance.checks.codes import NEWEST, fits
from conformance.exchanges import Response

_FIRST_ERROR_STATUS = 400


def body_is_no_error_info(response: Response) -> str | None:
    """Name the first member that an error body lacks or has with the wrong type."""
    if not is_error(response):
        return None
    body = json_object(response)
    if body is None:
        return "the error body is not a JSON object with status, code and message"
    wrong = [name for name, good in _members(body).items() if not good]
    return f"the error body has no proper {', '.join(wrong)}" if wrong else None


def status_in_body_differs(response: Response) -> str | None:
    """Say so where the body's `status` is not the HTTP status."""
    body = error_object(response)
    if body is None or "status" not in body:
        return None
    told = body["status"]
    same = told == response.status and not isinstance(told, bool | str)
    return None if same else f"the body says status {told!r}, the wire says {response.status}"


def code_is_numeric(response: Response) -> str | None:
    """Say so where `code` is a number, or a string that is one."""
    body = error_object(response)
    if body is None or "code" not in body:
        return None
    code = body["code"]
    if isinstance(code, int | float) or (isinstance(code, str) and _is_number(code)):
        return f"the code {code!r} is numeric"
    return None


def code_does_not_fit_the_status(response: Response, release: str = NEWEST) -> str | None:
    """Say so where that release of Commonalities knows no such code for the status."""
    body = error_object(response)
    if body is None or not isinstance(body.get("code"), str):
        return None
    code = body["code"]
    if _is_number(code) or fits(response.status, code, release):
        return None
    return f"Commonalities has no code {code!r} for status {response.status}"


def message_is_empty(response: Response) -> str | None:
    """Say so where `message` is there and says nothing."""
    body = error_object(response)
    if body is None or not isinstance(body.get("message"), str):
        return None
    return None if body["message"].strip() else "the message is empty"


def is_error(response: Response) -> bool:
    """Whether the response is an error by its HTTP status."""
    return response.status >= _FIRST_ERROR_STATUS


def error_object(response: Response) -> dict[str, Any] | None:
    """Return an error response's JSON object, None where there is none to look into."""
    return json_object(response) if is_error(response) else None


def json_object(response: Response) -> dict[str, Any] | None:
    """Return the JSON object that is the body, None where it is anything else."""
    try:
        body = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _members(body: dict[str, Any]) -> dict[str, bool]:
    status = body.get("status")
    return {
        "status": isinstance(status, int) and not isinstance(status, bool),
        "code": isinstance(body.get("code"), str),
        "message": isinstance(body.get("message"), str),
    }


def _is_number(text: str) -> bool:
    return text.strip().lstrip("+-").replace(".", "", 1).isdecimal()
