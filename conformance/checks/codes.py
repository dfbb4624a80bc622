"""Which error codes Commonalities allows beside which HTTP status.

API Design Guide 0.6, tables of section 3.2, with the codes that its common file and its event
templates add. The list is "not exhaustive" by the guide's own words for API-specific codes,
which carry the API's name before a dot.
"""

import re

_CODES: dict[int, frozenset[str]] = {
    400: frozenset(
        {
            "INVALID_ARGUMENT",
            "OUT_OF_RANGE",
            "INVALID_PROTOCOL",
            "INVALID_CREDENTIAL",
            "INVALID_TOKEN",
            "INVALID_SINK",
        }
    ),
    401: frozenset({"UNAUTHENTICATED"}),
    403: frozenset({"PERMISSION_DENIED", "INVALID_TOKEN_CONTEXT"}),
    404: frozenset({"NOT_FOUND", "IDENTIFIER_NOT_FOUND"}),
    405: frozenset({"METHOD_NOT_ALLOWED"}),
    406: frozenset({"NOT_ACCEPTABLE"}),
    409: frozenset({"ABORTED", "ALREADY_EXISTS", "CONFLICT"}),
    410: frozenset({"GONE"}),
    412: frozenset({"FAILED_PRECONDITION"}),
    415: frozenset({"UNSUPPORTED_MEDIA_TYPE"}),
    422: frozenset(
        {
            "UNSUPPORTED_IDENTIFIER",
            "UNNECESSARY_IDENTIFIER",
            "MISSING_IDENTIFIER",
            "SERVICE_NOT_APPLICABLE",
        }
    ),
    429: frozenset({"QUOTA_EXCEEDED", "TOO_MANY_REQUESTS"}),
    500: frozenset({"INTERNAL"}),
    501: frozenset({"NOT_IMPLEMENTED"}),
    502: frozenset({"BAD_GATEWAY"}),
    503: frozenset({"UNAVAILABLE"}),
    504: frozenset({"TIMEOUT"}),
}
# Statuses that may carry a code of the API's own, `{{SPECIFIC_CODE}}` in the guide.
_OWN_CODES_AT = frozenset({400, 403, 404, 409, 422})
_OWN_CODE = re.compile(r"[A-Z][A-Z0-9_]*\.[A-Z][A-Z0-9_]*", re.ASCII)


def fits(status: int, code: str) -> bool:
    """Whether a code may stand beside a status; a status outside the tables fits any."""
    if status not in _CODES:
        return True
    own = status in _OWN_CODES_AT and _OWN_CODE.fullmatch(code) is not None
    return own or code in _CODES[status]


def known_error_status(status: int) -> bool:
    """Whether the guide's tables have the status at all."""
    return status in _CODES
