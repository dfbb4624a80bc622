"""Lies of refusals: one is told for another, status and code in keeping with each other."""

import json
from collections.abc import Iterator

from conformance.exchanges import Response
from tests.mutation.answers import with_json, with_status
from tests.mutation.changes import Change
from tests.mutation.lies import Told, lies

_NETWORK = "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"
_STATUS = {
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "INVALID_TOKEN_CONTEXT": 403,
    "INVALID_ARGUMENT": 400,
    "OUT_OF_RANGE": 400,
    "NOT_FOUND": 404,
    "IDENTIFIER_NOT_FOUND": 404,
    "UNNECESSARY_IDENTIFIER": 422,
    "MISSING_IDENTIFIER": 422,
    "SERVICE_NOT_APPLICABLE": 422,
    "INTERNAL": 500,
    _NETWORK: 403,
}
# Path, code, the codes told in its place, and the requirement that notices.
_TOLD = (
    (
        "/check",
        "UNAUTHENTICATED",
        "PERMISSION_DENIED INVALID_ARGUMENT INTERNAL",
        "missing-token-is-refused",
    ),
    (
        "/check",
        "PERMISSION_DENIED",
        "UNAUTHENTICATED INVALID_ARGUMENT",
        "other-scope-is-refused",
    ),
    ("/check", "PERMISSION_DENIED", "INVALID_TOKEN_CONTEXT", "other-scope-is-refused"),
    (
        "/check",
        "INVALID_ARGUMENT",
        "OUT_OF_RANGE PERMISSION_DENIED NOT_FOUND INTERNAL",
        "wrong-type-of-max-age-is-refused",
    ),
    ("/check", "OUT_OF_RANGE", "INVALID_ARGUMENT", "max-age-above-2400-is-out-of-range"),
    ("/check", "OUT_OF_RANGE", "NOT_FOUND", "max-age-above-2400-is-refused"),
    (
        "/check",
        "IDENTIFIER_NOT_FOUND",
        "NOT_FOUND",
        "unknown-phone-number-is-identifier-not-found",
    ),
    (
        "/check",
        "IDENTIFIER_NOT_FOUND",
        "SERVICE_NOT_APPLICABLE INVALID_ARGUMENT INTERNAL",
        "unknown-phone-number-is-not-found",
    ),
    (
        "/check",
        "UNNECESSARY_IDENTIFIER",
        "MISSING_IDENTIFIER INVALID_ARGUMENT",
        "phone-number-beside-three-legged-token-is-refused",
    ),
    (
        "/check",
        "MISSING_IDENTIFIER",
        "UNNECESSARY_IDENTIFIER INVALID_ARGUMENT",
        "missing-phone-number-is-refused",
    ),
    (
        "/check",
        "SERVICE_NOT_APPLICABLE",
        "IDENTIFIER_NOT_FOUND MISSING_IDENTIFIER",
        "unsupported-phone-number-is-not-applicable",
    ),
    ("/verify", "UNAUTHENTICATED", "PERMISSION_DENIED", "missing-token-is-refused"),
    ("/verify", "PERMISSION_DENIED", "UNAUTHENTICATED", "other-scope-is-refused"),
    ("/verify", "INVALID_ARGUMENT", "NOT_FOUND", "empty-object-is-refused"),
    ("/verify", _NETWORK, "PERMISSION_DENIED", "not-network-authenticated-token-is-refused"),
)
_API = {"/check": "sim-swap", "/verify": "number-verification"}


def _told_for(code: str, other: str) -> Change:
    """Return what tells one refusal for another."""

    def tell(response: Response) -> Response:
        body = json.loads(response.body)
        if body.get("code") != code:
            return response
        told = with_json(response, {**body, "status": _STATUS[other], "code": other})
        return with_status(told, _STATUS[other])

    return tell


def _lies_for(path: str, code: str, others: str) -> Iterator[Told]:
    for other in others.split():
        name = f"{path[1:]}_{code.rpartition('.')[2]}_told_as_{other}".lower()
        yield name, f"{code} is told as {other}.", _told_for(code, other)


for _path, _code, _others, _row in _TOLD:
    _noticed_by = f"{_API[_path]}{_path.replace('/', '.')}.{_row}"
    lies(_path, {_noticed_by: _lies_for(_path, _code, _others)}, status=_STATUS[_code])
