"""What stands behind the placeholders of a recorded request, as far as a profile knows it.

The redactor itself is asked what it would write for each value, so that the two can't drift.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from conformance.profile import Profile, Subscriber
from conformance.target.placeholders import placeholders
from conformance.target.redaction import Redactor

# Of what the profile itself gives as a token, the kind stands in the placeholder.
_OF_THE_PROFILE = " token of the profile "


class Unfilled(Exception):
    """A request that can't be sent as it was; the message says what is missing."""


def line_values(profile: Profile, redactor: Redactor) -> dict[str, str]:
    """Return what the placeholders of the profile's lines stand for."""
    return {
        redactor.text(value): value
        for line in profile.subscribers
        for value in _spellings(line)
    }


def secret_values(profile: Profile, redactor: Redactor) -> dict[str, str]:
    """Return what the placeholders of the profile's own secrets stand for."""
    return {redactor.add_secret(kind, value): value for kind, value in profile.secrets()}


def filled(text: str, values: Mapping[str, str], *, in_url: bool = False) -> str:
    """Return a text with its placeholders filled in; raises `Unfilled` where one is unknown.

    `in_url`: whether it is a URL or a form, where values are percent-encoded.
    """
    for placeholder in placeholders(text):
        value = values.get(placeholder)
        if value is None:
            raise Unfilled(_missing(placeholder))
        told = quote(value, safe="") if in_url else json.dumps(value)[1:-1]
        text = text.replace(placeholder, told)
    return text


def _spellings(line: Subscriber) -> Iterator[str]:
    number, digits = line.phone_number, line.phone_number.removeprefix("+")
    for text in (number, digits):
        told = hashlib.sha256(text.encode()).hexdigest()
        yield from (text, told, told.upper())


def _missing(placeholder: str) -> str:
    if " of " in placeholder and _OF_THE_PROFILE not in placeholder:
        return f"{placeholder} can't be filled in: the profile has no such line"
    if _OF_THE_PROFILE in placeholder:
        return f"{placeholder} can't be filled in: the profile has changed since the run"
    if placeholder.startswith("<phone number "):
        return f"{placeholder} can't be filled in: it is none of the profile's lines"
    return (
        f"{placeholder} can't be filled in: it was made for that one request, and a report "
        "holds no secret"
    )
