"""What an answer says twice, and differently: an error that is a success, and the reverse."""

from conformance.checks.envelope import error_object, is_error, json_object
from conformance.exchanges import Response

_FIRST_SUCCESS, _FIRST_REDIRECT = 200, 300
_ERROR_MEMBERS = frozenset({"status", "code", "message"})
# The members of both APIs' successes that tell something of a line.
_RESULTS = frozenset(
    {"swapped", "latestSimChange", "devicePhoneNumberVerified", "devicePhoneNumber"}
)


def success_is_an_error(response: Response) -> str | None:
    """Say so where a success has a whole error body, with the status of an error in it."""
    if not _FIRST_SUCCESS <= response.status < _FIRST_REDIRECT:
        return None
    body = json_object(response)
    if body is None or not body.keys() >= _ERROR_MEMBERS or body["status"] == response.status:
        return None
    return (
        f"the wire says {response.status}, the body is an error of status {body['status']!r}"
    )


def error_carries_a_result(response: Response) -> str | None:
    """Say so where an error answers the question that it refuses."""
    body = error_object(response)
    found = sorted(_RESULTS & body.keys()) if body is not None else []
    return f"the error has {', '.join(found)} beside it" if found else None


__all__ = ["error_carries_a_result", "is_error", "success_is_an_error"]
