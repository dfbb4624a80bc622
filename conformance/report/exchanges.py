"""The exchanges of a report as frozen models, redacted, and where they may lie instead."""

from array import array
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, ValidatorFunctionWrapHandler, WrapValidator

from conformance.exchanges import Kind, TokenUse
from conformance.report.fields import Count, ExchangeNumber, Instant, Part, Seconds, Text
from conformance.report.on_disk import OnDisk


class Request(Part):
    """What was sent, redacted."""

    method: Text = Field(description="HTTP method.")
    url: Text = Field(description="Absolute URL.")
    headers: tuple[tuple[Text, Text], ...] = Field(description="Name and value, as sent.")
    body: Text | None = Field(description="Body as text, null if there was none.")


class Response(Part):
    """What came back, redacted."""

    status: Count = Field(description="HTTP status code.")
    reason: Text = Field(description="Reason phrase, may be empty.")
    headers: tuple[tuple[Text, Text], ...] = Field(description="Name and value, as received.")
    body: Text | None = Field(description="Body as text, null if there was none.")
    body_truncated_bytes: Count = Field(description="Bytes of the body that were left out.")


class Exchange(Part):
    """One HTTP request and what came of it.

    `model_validate(redacted, from_attributes=True)` makes one of what the recorder kept.
    """

    n: ExchangeNumber = Field(description="Number in the order recorded, from 1.")
    case: Text | None = Field(description="Case that sent it, null outside of a case.")
    kind: Kind = Field(description="api, token (the flows before it) or discovery.")
    operation: Text | None = Field(description="<api>.<operation>, null if it is none.")
    subscriber: Text | None = Field(description="Id of the profile's test line, if any.")
    token: TokenUse | None = Field(description="Kind of access token sent, if it matters.")
    request: Request = Field(description="What was sent.")
    response: Response | None = Field(description="What came back, null if nothing did.")
    error: Text | None = Field(description="Why there is no response, null if there is one.")
    seconds: Seconds = Field(description="From sending to the last byte, in seconds.")
    started_at: Instant = Field(description="When it was sent (RFC 3339, UTC).")
    curl: Text = Field(description="Shell command that repeats it, secrets as placeholders.")


def _left_on_disk(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Take exchanges that lie in a file as they are: each is validated when it is read."""
    return value if isinstance(value, OnDisk) else tuple(validate(value))


Exchanges = Annotated[Sequence[Exchange], WrapValidator(_left_on_disk)]


def numbers_of(exchanges: Sequence[Exchange]) -> Sequence[int]:
    """Return the exchanges' numbers, in their order."""
    if isinstance(exchanges, OnDisk):
        return exchanges.numbers
    return array("Q", (exchange.n for exchange in exchanges))
