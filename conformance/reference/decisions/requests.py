"""Decisions about what a request says: correlator, body, phone number, hash, maxAge."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from conformance.reference.operations import Call
from conformance.reference.problems import RefusalError

# fullmatch throughout: `$` would let a trailing newline through.
_CORRELATOR = re.compile(r"[a-zA-Z0-9\-_:;./<>{}]{0,256}")
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{4,14}")
_SHA256 = re.compile(r"[a-fA-F0-9]{64}")
SMALLEST_MAX_AGE = 1
LARGEST_MAX_AGE = 2400
DEFAULT_MAX_AGE = 240


async def received(call: Call) -> Call:
    """Return the call to answer, once it has been read: the one that came, at once."""
    return call


def correlator_is_legal(value: str) -> bool:
    """Return whether an x-correlator fits its pattern (Commonalities 0.6)."""
    return _CORRELATOR.fullmatch(value) is not None


def media_type_is_json(content_type: str | None) -> bool:
    """Return whether a Content-Type, parameters aside, is application/json."""
    return (content_type or "").partition(";")[0].strip().lower() == "application/json"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; ValueError if a name comes twice, as readers then disagree on it."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name comes twice")
    return members


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads and JSON does not have."""
    raise ValueError(f"{name} is not JSON")


def parse(raw: bytes) -> object:
    """Return the JSON value of a body; RefusalError for none or for lax JSON."""
    if not raw:
        raise RefusalError("missing-body")
    try:
        # Decoded first: json.loads would also guess UTF-16 and UTF-32 from bytes.
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as problem:
        raise RefusalError("malformed-body") from problem


def as_object(value: object) -> dict[str, Any]:
    """Return the body as an object; RefusalError for any other JSON value."""
    if not isinstance(value, dict):
        raise RefusalError("malformed-body")
    return value


def phone_number_is_legal(value: object) -> bool:
    """Return whether a value is a phone number in E.164 with the plus, 5 to 15 digits."""
    return isinstance(value, str) and _PHONE_NUMBER.fullmatch(value) is not None


def hash_is_legal(value: object) -> bool:
    """Return whether a value is a SHA-256 in hexadecimal, upper or lower case."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def max_age_of(body: Mapping[str, Any]) -> int:
    """Return the hours asked for, the default if absent; RefusalError for a wrong type."""
    value = body.get("maxAge", DEFAULT_MAX_AGE)
    # 240.0 is an integer for JSON Schema; True is one for Python only.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusalError("max-age-type")
    return value


def within_contract(hours: int) -> int:
    """Return the hours to use; RefusalError outside 1 to 2400."""
    if hours < SMALLEST_MAX_AGE:
        raise RefusalError("max-age-low")
    if hours > LARGEST_MAX_AGE:
        raise RefusalError("max-age-high")
    return hours


def within_history(hours: int, kept_hours: int | None) -> int:
    """Return the hours to use; RefusalError if they reach behind the history that is kept."""
    if kept_hours is not None and hours > kept_hours:
        raise RefusalError("monitored-period")
    return hours


def one_number(body: Mapping[str, Any]) -> None:
    """Refuse a verify body that is not exactly one of the two ways to give a number.

    The schema alone lets a single unknown property pass; the published test plan
    (phone_number_verify_400.3) does not.
    """
    if len(body) != 1 or not body.keys() & {"phoneNumber", "hashedPhoneNumber"}:
        raise RefusalError("one-number")
