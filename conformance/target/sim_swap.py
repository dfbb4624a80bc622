"""SIM Swap as a scenario speaks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.profile.model import Subscriber
from conformance.target.answers import CheckAnswer, DateAnswer
from conformance.target.operations import ABSENT, FITTING, Marker, OperationClient


@dataclass(frozen=True)
class SimSwap:
    """Both operations of SIM Swap under one kind of token."""

    operations: Mapping[str, OperationClient]

    def check(
        self,
        line: Subscriber | None,
        *,
        max_age: object = ABSENT,
        phone_number: object = FITTING,
    ) -> CheckAnswer:
        """Ask whether the line's SIM changed within `max_age` hours (absent: 240)."""
        operation = self.operations["check"]
        body = _identified(operation, line, phone_number)
        if max_age is not ABSENT:
            body["maxAge"] = max_age
        return CheckAnswer.of(operation.call(line, body=body))

    def retrieve_date(
        self, line: Subscriber | None, *, phone_number: object = FITTING
    ) -> DateAnswer:
        """Ask when the line's SIM changed last."""
        operation = self.operations["retrieve-date"]
        body = _identified(operation, line, phone_number)
        return DateAnswer.of(operation.call(line, body=body))


def identifying_body(by_body: bool, line: Subscriber | None) -> dict[str, Any]:
    """Return the smallest good body: the number, unless the token names the line."""
    return {"phoneNumber": line.phone_number} if by_body and line is not None else {}


def _identified(
    operation: OperationClient, line: Subscriber | None, phone_number: object
) -> dict[str, Any]:
    if isinstance(phone_number, Marker):
        fitting = phone_number is FITTING
        return identifying_body(operation.identifies_by_body and fitting, line)
    return {"phoneNumber": phone_number}
