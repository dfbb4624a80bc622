"""What the resource server refuses, and the status, code and message of each refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Problem:
    """An error as CAMARA Commonalities shape it."""

    status: int
    code: str
    message: str


class RefusalError(Exception):
    """A request that is not answered; `cause` is a key of the table of problems."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


_ARGUMENT = "INVALID_ARGUMENT"
_NO_TOKEN = "A valid access token is needed."
_OFF_NETWORK = "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"

# Messages never repeat what the client has sent: it may be a number, or not even encodable.
PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        "missing-token": Problem(401, "UNAUTHENTICATED", _NO_TOKEN),
        "expired-token": Problem(401, "UNAUTHENTICATED", _NO_TOKEN),
        "invalid-token": Problem(401, "UNAUTHENTICATED", _NO_TOKEN),
        "scope": Problem(403, "PERMISSION_DENIED", "The token lacks the scope for this."),
        "off-network": Problem(403, _OFF_NETWORK, "The network has not identified the user."),
        "correlator": Problem(
            400, _ARGUMENT, "x-correlator has a character or length too many."
        ),
        "missing-body": Problem(400, _ARGUMENT, "A JSON object is needed as body."),
        "malformed-body": Problem(400, _ARGUMENT, "The body is not a JSON object in UTF-8."),
        "phone-number": Problem(400, _ARGUMENT, "phoneNumber must be E.164 with a plus."),
        "hash": Problem(400, _ARGUMENT, "hashedPhoneNumber must be a SHA-256 in hexadecimal."),
        "one-number": Problem(400, _ARGUMENT, "Send phoneNumber or hashedPhoneNumber."),
        "max-age-type": Problem(400, _ARGUMENT, "maxAge must be an integer."),
        "max-age-low": Problem(400, "OUT_OF_RANGE", "maxAge must be 1 or more."),
        "max-age-high": Problem(400, "OUT_OF_RANGE", "maxAge must be 2400 or less."),
        "monitored-period": Problem(400, "OUT_OF_RANGE", "maxAge exceeds the kept history."),
        "unknown-number": Problem(404, "IDENTIFIER_NOT_FOUND", "The number is not known."),
        "both-numbers": Problem(
            422, "UNNECESSARY_IDENTIFIER", "The token identifies a number already."
        ),
        "missing-number": Problem(422, "MISSING_IDENTIFIER", "No number in body or token."),
        "not-applicable": Problem(
            422, "SERVICE_NOT_APPLICABLE", "The service is not offered for this number."
        ),
        "path": Problem(404, "NOT_FOUND", "There is nothing at this path."),
        "method": Problem(405, "METHOD_NOT_ALLOWED", "The method is not offered here."),
        "media-type": Problem(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json."),
    }
)
"""Cause of a refusal to the answer it gets; the causes are the provider's own words."""
