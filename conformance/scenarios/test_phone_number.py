"""SIM Swap: how a request names its line, and how it must not."""

from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.requirement import requirement
from conformance.target.operations import OperationClient


@requirement(
    "sim-swap.check.malformed-phone-number-is-refused",
    "sim-swap.retrieve-date.malformed-phone-number-is-refused",
)
def test_malformed_phone_number(
    operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """A number that is not E.164 with a plus is refused before anybody looks it up."""
    operation.call(line).succeeded()

    answer = operation.call(line, body={"phoneNumber": example["phone_number"]})
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement(
    "sim-swap.check.unknown-phone-number-is-not-found",
    "sim-swap.retrieve-date.unknown-phone-number-is-not-found",
)
def test_unknown_phone_number(operation: OperationClient, line: Subscriber) -> None:
    """The contract's list has two codes for it, so either will do."""
    refused(operation.call(line), 404, "IDENTIFIER_NOT_FOUND", "NOT_FOUND")


@requirement(
    "sim-swap.check.unknown-phone-number-is-identifier-not-found",
    "sim-swap.retrieve-date.unknown-phone-number-is-identifier-not-found",
)
def test_code_of_an_unknown_phone_number(operation: OperationClient, line: Subscriber) -> None:
    """The test plan asks for the more telling code."""
    refused(operation.call(line), 404, "IDENTIFIER_NOT_FOUND")


@requirement(
    "sim-swap.check.phone-number-beside-three-legged-token-is-refused",
    "sim-swap.retrieve-date.phone-number-beside-three-legged-token-is-refused",
)
def test_phone_number_beside_a_token_that_names_the_line(
    operation: OperationClient,
    line: Subscriber,
    other_line: Subscriber,
    example: Mapping[str, Any],
) -> None:
    """The token names the line; a number beside it is refused, equal or not."""
    operation.call(line).succeeded()

    named = line if example["whose"] == "same" else other_line
    answer = operation.call(line, body={"phoneNumber": named.phone_number})
    refused(answer, 422, "UNNECESSARY_IDENTIFIER")


@requirement(
    "sim-swap.check.missing-phone-number-is-refused",
    "sim-swap.retrieve-date.missing-phone-number-is-refused",
)
def test_no_phone_number_at_all(operation: OperationClient) -> None:
    """Neither the token nor the body names a line."""
    refused(operation.call(None, body={}), 422, "MISSING_IDENTIFIER")


@requirement(
    "sim-swap.check.unsupported-phone-number-is-not-applicable",
    "sim-swap.retrieve-date.unsupported-phone-number-is-not-applicable",
)
def test_line_that_the_service_is_not_for(
    operation: OperationClient, line: Subscriber
) -> None:
    """A line that exists and is outside the service, such as one of a machine."""
    refused(operation.call(line), 422, "SERVICE_NOT_APPLICABLE")
