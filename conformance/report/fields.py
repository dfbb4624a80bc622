"""The kinds of value that report.json and the journal are made of."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from conformance.outcomes import Outcome

Level = Literal["MUST", "SHOULD", "MAY"]
Verdict = Literal[
    "conformant", "conformant-with-deviations", "partial", "non-conformant", "inconclusive"
]
DeviationState = Literal["admitted", "expired", "stale"]

OUTCOMES: tuple[Outcome, ...] = ("passed", "failed", "error", "not-offered", "not-testable")
LEVELS: tuple[Level, ...] = ("MUST", "SHOULD", "MAY")


def _storable(value: Any) -> Any:
    """Spell out lone surrogates: a provider's JSON can hold them, UTF-8 files cannot."""
    # A report has a million texts, nearly all of them ASCII.
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "backslashreplace").decode()


def _spelled_out(value: Any) -> Any:
    """Refuse numbers, which pydantic would read as seconds since 1970."""
    if not isinstance(value, str | date):
        raise ValueError("a date is written as text, as RFC 3339 has it")
    return value


def _utc_milliseconds(value: datetime) -> datetime:
    """Round down to what the file holds, so that a report read back equals the one written."""
    value = value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def rfc3339(value: datetime) -> str:
    """Write a UTC instant as RFC 3339 with milliseconds and `Z`."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Text = Annotated[str, BeforeValidator(_storable)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(strict=True, ge=0)]
ExchangeNumber = Annotated[int, Field(strict=True, ge=1)]
Seconds = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_spelled_out),
    AfterValidator(_utc_milliseconds),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
]
Day = Annotated[date, BeforeValidator(_spelled_out)]


class Part(BaseModel):
    """One piece of a report: immutable, and refused if it holds a member nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
