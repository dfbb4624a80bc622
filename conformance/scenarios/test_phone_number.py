"""SIM Swap: how a request names its line, and how it must not."""

from collections.abc import Mapping
from typing import Any

from conformance.checks import codes
from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient


@requirement(
    "sim-swap.check.malformed-phone-number-is-refused",
    "sim-swap.retrieve-date.malformed-phone-number-is-refused",
)
def test_malformed_phone_number(
    run: Session, operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """A number that is not E.164 with a plus is refused before anybody looks it up."""
    operation_works(run, operation, line)

    answer = operation.call(line, body=naming(operation, example["phone_number"]))
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement(
    "sim-swap.check.unknown-phone-number-is-not-found",
    "sim-swap.retrieve-date.unknown-phone-number-is-not-found",
)
def test_unknown_phone_number(
    operation: OperationClient, line: Subscriber, contract: OperationContract
) -> None:
    """Every release has two codes for it, so either will do."""
    refused(operation.call(line), 404, *codes.beside(contract.commonalities, 404))


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
    answer = operation.call(line, body=naming(operation, named.phone_number))
    refused(answer, 422, "UNNECESSARY_IDENTIFIER")


@requirement(
    "sim-swap.check.equal-phone-number-beside-three-legged-token-is-accepted",
    "sim-swap.retrieve-date.equal-phone-number-beside-three-legged-token-is-accepted",
)
def test_equal_phone_number_beside_a_token(
    operation: OperationClient, line: Subscriber
) -> None:
    """Release 1.0.0 lets a request name the line that its token names."""
    operation.call(line).succeeded()

    operation.call(line, body=naming(operation, line.phone_number)).succeeded()


@requirement(
    "sim-swap.check.other-phone-number-beside-three-legged-token-is-invalid-token-context",
    "sim-swap.retrieve-date.other-phone-number-beside-three-legged-token-is-invalid-token-context",
)
def test_other_phone_number_beside_a_token(
    operation: OperationClient, line: Subscriber, other_line: Subscriber
) -> None:
    """Release 1.0.0 refuses a number that contradicts the token, with a code of its own."""
    operation.call(line).succeeded()

    answer = operation.call(line, body=naming(operation, other_line.phone_number))
    refused(answer, 403, "INVALID_TOKEN_CONTEXT")


@requirement(
    "sim-swap.check.missing-phone-number-is-refused",
    "sim-swap.retrieve-date.missing-phone-number-is-refused",
)
def test_no_phone_number_at_all(operation: OperationClient) -> None:
    """Neither the token nor the body names a line."""
    refused(operation.call(None, body=nameless(operation)), 422, "MISSING_IDENTIFIER")


@requirement(
    "sim-swap.check.missing-phone-number-is-unidentifiable",
    "sim-swap.retrieve-date.missing-phone-number-is-unidentifiable",
)
def test_no_phone_number_at_all_in_1_0_0(operation: OperationClient) -> None:
    """Neither the token nor the body names a line: the same under the older code."""
    refused(operation.call(None, body=nameless(operation)), 422, "UNIDENTIFIABLE_PHONE_NUMBER")


@requirement(
    "sim-swap.check.unsupported-phone-number-is-not-applicable",
    "sim-swap.retrieve-date.unsupported-phone-number-is-not-applicable",
)
def test_line_that_the_service_is_not_for(
    operation: OperationClient, line: Subscriber
) -> None:
    """A line that exists and is outside the service, such as one of a machine."""
    refused(operation.call(line), 422, "SERVICE_NOT_APPLICABLE")


@requirement(
    "sim-swap.check.unsupported-phone-number-is-not-supported",
    "sim-swap.retrieve-date.unsupported-phone-number-is-not-supported",
)
def test_line_that_the_service_is_not_for_in_1_0_0(
    operation: OperationClient, line: Subscriber
) -> None:
    """A line that exists and is outside the service: the same under the older code."""
    refused(operation.call(line), 422, "NOT_SUPPORTED")


def naming(operation: OperationClient, phone_number: object) -> dict[str, Any]:
    """Return a body that names this number, be it good or not, and is good otherwise."""
    return {**nameless(operation), "phoneNumber": phone_number}


def nameless(operation: OperationClient) -> Mapping[str, Any]:
    """Return a body that names no number and is good otherwise.

    That is an empty object but where the operator's limit lies below the default of maxAge:
    what a request without maxAge is answered with there is stated nowhere, nor which of two
    things that are wrong with a request is looked at first.
    """
    body = operation.fitting_body(None)
    assert isinstance(body, Mapping), "every operation of SIM Swap has a body"
    return body
