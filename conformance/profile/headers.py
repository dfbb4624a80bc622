"""Header names and values that a profile may add to requests."""

import re
from typing import Annotated

from pydantic import AfterValidator

from conformance.profile.fields import Secret, Template, wrong

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
_VALUE = re.compile(r"[\x20-\x7e]*")
# The suite makes these: a value of the profile's would break what is tested through them.
_RESERVED = frozenset(
    {"authorization", "content-length", "content-type", "host", "transfer-encoding"}
    | {"x-correlator"}
)


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise wrong("holds what is no name of a header", "write names such as x-api-key")
        if name.lower() in _RESERVED:
            raise wrong("is a header that the suite sets itself", "leave it out", at=(name,))
        if not _VALUE.fullmatch(value):
            raise wrong(
                "holds what a header can't carry",
                "write printable ASCII, on one line",
                (name,),
            )
    return headers


def _secret_headers(headers: dict[str, Secret]) -> dict[str, Secret]:
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value.get_secret_value()):
            raise wrong(
                "holds what a header can't carry",
                "write names such as x-api-key, and values of printable ASCII",
            )
    return headers


Headers = Annotated[dict[str, str], AfterValidator(_headers)]
HeaderTemplates = Annotated[dict[str, Template], AfterValidator(_headers)]
SecretHeaders = Annotated[dict[str, Secret], AfterValidator(_secret_headers)]
