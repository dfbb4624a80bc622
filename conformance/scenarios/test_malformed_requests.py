"""A request whose form is wrong is refused, and says so with the right code."""

from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.operations import ABSENT, OperationClient


@requirement(
    "sim-swap.check.missing-body-is-refused",
    "sim-swap.retrieve-date.missing-body-is-refused",
    "number-verification.verify.missing-body-is-refused",
)
def test_no_body(run: Session, operation: OperationClient, line: Subscriber) -> None:
    """The body is required even where all its members are optional."""
    operation_works(run, operation, line)

    refused(operation.call(line, body=ABSENT), 400, "INVALID_ARGUMENT")


@requirement(
    "sim-swap.check.malformed-body-is-refused",
    "sim-swap.retrieve-date.malformed-body-is-refused",
    "number-verification.verify.malformed-body-is-refused",
)
def test_malformed_body(
    run: Session, operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The body is not JSON, or JSON but no object."""
    operation_works(run, operation, line)

    answer = operation.call(line, body=example["body"].encode())
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement(
    "sim-swap.check.malformed-correlator-is-refused",
    "sim-swap.retrieve-date.malformed-correlator-is-refused",
    "number-verification.verify.malformed-correlator-is-refused",
    "number-verification.device-phone-number.malformed-correlator-is-refused",
)
def test_malformed_correlator(
    run: Session, operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """An x-correlator outside its pattern; what comes back in that header is nobody's rule."""
    operation_works(run, operation, line)

    answer = operation.call(line, correlator=example["correlator"])
    refused(answer, 400, "INVALID_ARGUMENT")
