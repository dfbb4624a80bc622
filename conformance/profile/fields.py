"""The kinds of values that a profile is made of, each with what is said of a wrong one."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from conformance.profile.scalars import Expanded, plain_value

# SIM Swap and Number Verification 2.1.0 have this pattern for every phone number.
PHONE_NUMBER = r"^\+[1-9][0-9]{4,14}$"
_SLUG = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
_RELEASE = r"^[0-9]+\.[0-9]+\.[0-9]+(-(alpha|rc)\.[0-9]+)?$"
_MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# RFC 3986 without what a template leaves behind, and without blanks.
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_PLACEHOLDERS = ("phone_number", "operator_token")
_FIRST_YEAR = 1991  # the first GSM call
# Two clocks may differ: a swap that lies a little ahead is one that has just been made.
_CLOCK_SKEW = timedelta(hours=1)


class Model(BaseModel):
    """A mapping of the profile: immutable, without unknown keys, silent about its values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def wrong(says: str, write: str, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Return what a validator raises: what the value does, what to write instead.

    `at` leads from the validated value to the part that is wrong. Neither text may hold the
    value itself.
    """
    context: dict[str, Any] = {"says": says, "write": write, "at": at}
    return PydanticCustomError("profile", "{says}; {write}", context)


def _one_line(value: str) -> str:
    if not all(c.isprintable() for c in value):
        raise wrong("holds a line break or a control character", "write it on one line")
    return value


def _phone_number(value: object) -> object:
    if isinstance(value, int | float):
        raise wrong("is a number to YAML, which drops the +", 'put it in quotes: "+34…"')
    if isinstance(value, str) and not re.fullmatch(PHONE_NUMBER[1:-1], value):
        raise wrong(
            "is not a phone number as CAMARA has it",
            "write + and 5 to 15 digits, the first not 0, without blanks or hyphens",
        )
    return value


def _slug(value: str) -> str:
    if not re.fullmatch(_SLUG[1:-1], value):
        raise wrong("holds other characters", "write letters, digits, '.', '_' and '-' only")
    return value


def _release(value: str) -> str:
    if not re.fullmatch(_RELEASE[1:-1], value):
        raise wrong("is not the number of a release", "write three numbers, as in 2.1.0")
    return value


def _url(value: str) -> str:
    if not _URL_CHARACTERS.fullmatch(value):
        raise wrong("is not a URL", "write ASCII letters, digits and the signs of RFC 3986")
    try:
        parts = urlsplit(value)
        complete = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise wrong(
            "is not an http or https URL", "write one such as https://api.example.com/v2"
        )
    if parts.fragment or value.endswith("#"):
        raise wrong("has a fragment", "write the URL without # and what follows")
    return value


def public_url(value: str) -> str:
    """Return a URL; raises what a validator raises if it is none, or holds a password."""
    if "@" in urlsplit(_url(value)).netloc:
        raise wrong("holds a user name or a password", "write the URL without them")
    return value


def _base_url(value: str) -> str:
    if "?" in public_url(value):
        raise wrong("has a query", "write the URL without ? and what follows")
    return value.rstrip("/")


def _redirect_uri(value: str) -> str:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", value) or "#" in value:
        raise wrong(
            "is not an absolute URI", "write one such as https://client.example/callback"
        )
    return value


def _moment(value: object) -> object:
    moment = _parsed_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise wrong("is not a time", "write one with its zone, as in 2026-11-20T08:00:00Z")
    if moment.tzinfo is None:
        raise wrong("is a time without a zone", "write Z or an offset such as +02:00 after it")
    if moment.year < _FIRST_YEAR:
        raise wrong("lies before the first mobile network", "check the year")
    if moment > datetime.now(UTC) + _CLOCK_SKEW:
        raise wrong("lies in the future", "write when it happened")
    return moment


def _parsed_moment(text: str) -> datetime | None:
    shape = re.fullmatch(_MOMENT[1:-1], text)
    if shape is None and not re.fullmatch(_MOMENT[1:-1], text + "Z"):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(_DAY[1:-1], value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is not date:
        raise wrong("is not a date", "write year-month-day, as in 2027-01-31")
    return value


def _placeholders(value: str) -> str:
    for found in re.findall(r"[{}]|\{[^{}]*\}", re.sub(r"\{([a-z_]+)\}", _known, value)):
        if found:
            raise wrong(
                "has a placeholder that nothing fills",
                "use {phone_number} or {operator_token}",
            )
    return value


def _known(match: re.Match[str]) -> str:
    return "" if match[1] in _PLACEHOLDERS else match[0]


def _sendable(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text or not all(c.isprintable() for c in text):
        raise wrong("is empty, or holds a control character", "give it on one line")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
        raise wrong("is not a token alone", "write it without Bearer, blanks or line breaks")
    return value


def _from_variable(value: object) -> object:
    return plain_value(value) if isinstance(value, Expanded) else value


def _format_version(value: object) -> object:
    if type(value) is not int:  # true and 1.0 equal 1 as well
        raise wrong("is no version of the profile format", "write profile: 1")
    return value


FROM_VARIABLE = BeforeValidator(_from_variable)
"""Lets a number or a flag come from a variable, which is always text."""

FormatVersion = Annotated[Literal[1], BeforeValidator(_format_version), FROM_VARIABLE]
Text = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
Slug = Annotated[Text, AfterValidator(_slug), Field(json_schema_extra={"pattern": _SLUG})]
Release = Annotated[
    Text, AfterValidator(_release), WithJsonSchema({"type": "string", "pattern": _RELEASE})
]
PhoneNumber = Annotated[
    str,
    BeforeValidator(_phone_number),
    WithJsonSchema({"type": "string", "pattern": PHONE_NUMBER}),
]
BaseUrl = Annotated[
    str,
    AfterValidator(_base_url),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://[^?#]+$"}),
]
Url = Annotated[
    str,
    AfterValidator(public_url),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://[^#]+$"}),
]
ProxyUrl = Annotated[
    str,
    AfterValidator(_url),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://[^#]+$"}),
]
RedirectUri = Annotated[Text, AfterValidator(_redirect_uri)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _MOMENT}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY}),
]
Template = Annotated[Text, AfterValidator(_placeholders)]
Secret = Annotated[SecretStr, AfterValidator(_sendable)]
Token = Annotated[SecretStr, AfterValidator(_token)]
Flag = Annotated[bool, Strict(), FROM_VARIABLE]
Hours = Annotated[float, Strict(), Field(ge=0, le=1_000_000), FROM_VARIABLE]
Seconds = Annotated[float, Strict(), Field(gt=0, le=600), FROM_VARIABLE]
PauseSeconds = Annotated[float, Strict(), Field(ge=0, le=60), FROM_VARIABLE]
Rate = Annotated[float, Strict(), Field(gt=0, le=10_000), FROM_VARIABLE]
Workers = Annotated[int, Strict(), Field(ge=1, le=64), FROM_VARIABLE]
Count = Annotated[int, Strict(), Field(ge=1, le=10_000_000), FROM_VARIABLE]


def word_or_mapping(value: object) -> str:
    """Tell the two sorts of a union apart, so that only the meant one complains."""
    return MAPPING if isinstance(value, dict | BaseModel) else WORD


# Written like no key of a profile: they turn up in pydantic's paths and are taken out again.
WORD = "<word>"
MAPPING = "<mapping>"
TIME = "<time>"
TAGS = frozenset({WORD, MAPPING, TIME, "[key]"})
