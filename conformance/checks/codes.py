"""Which error codes Commonalities allows beside which HTTP status, by its release.

API Design Guide 0.4.0, 0.5 and 0.6, tables of section 3.2, with the codes that its common file
and its event templates add. The list is "not exhaustive" by the guide's own words for
API-specific codes, which carry the API's name before a dot.
"""

import re
from collections.abc import Mapping

NEWEST = "0.6"
"""The newest release of Commonalities that a release of an API here was built on."""

_Codes = Mapping[int, frozenset[str]]

_0_6: _Codes = {
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
_0_5: _Codes = {
    **_0_6,
    400: _0_6[400] - {"INVALID_SINK"},
    401: _0_6[401] | {"AUTHENTICATION_REQUIRED"},
    422: _0_6[422] | {"IDENTIFIER_MISMATCH"},
}
_0_4_0: _Codes = {
    **_0_5,
    404: frozenset({"NOT_FOUND", "DEVICE_NOT_FOUND"}),
    # The last two are of SIM Swap 1.0.0, whose own codes have no name of the API before them.
    422: frozenset(
        {
            "DEVICE_IDENTIFIERS_MISMATCH",
            "DEVICE_NOT_APPLICABLE",
            "UNIDENTIFIABLE_DEVICE",
            "NOT_SUPPORTED",
            "UNIDENTIFIABLE_PHONE_NUMBER",
        }
    ),
}
# The releases of APIs before Commonalities 0.4.0 state none: what came next is nearest.
_TABLES: Mapping[str, _Codes] = {"": _0_4_0, "0.4.0": _0_4_0, "0.5": _0_5, "0.6": _0_6}
# Statuses that may carry a code of the API's own, `{{SPECIFIC_CODE}}` in the guide.
_OWN_CODES_AT = frozenset({400, 403, 404, 409, 422})
_OWN_CODE = re.compile(r"[A-Z][A-Z0-9_]*\.[A-Z][A-Z0-9_]*", re.ASCII)


def fits(status: int, code: str, release: str = NEWEST) -> bool:
    """Whether a code may stand beside a status; a status outside the tables fits any."""
    table = _TABLES[release]
    if status not in table:
        return True
    own = status in _OWN_CODES_AT and _OWN_CODE.fullmatch(code) is not None
    return own or code in table[status]


def beside(release: str, status: int) -> tuple[str, ...]:
    """Return the codes that the guide has for a status, none for one that it leaves out."""
    return tuple(sorted(_TABLES[release].get(status, ())))


def known_error_status(status: int) -> bool:
    """Whether the guide's tables have the status at all, which is the same in each."""
    return status in _0_6
