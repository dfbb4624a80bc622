"""x-correlator: optional, any value of its pattern, a well-formed one in return."""

from collections.abc import Mapping
from typing import Any

from conformance.checks import correlator
from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber
from conformance.scenarios.expect import nothing_wrong
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT, OperationClient


@requirement("commonalities.x-correlator.is-optional")
def test_request_without_correlator(operation: OperationClient, line: Subscriber) -> None:
    """A consumer that does not correlate is served all the same."""
    operation.call(line, correlator=ABSENT).succeeded()


@requirement("commonalities.x-correlator.own-value-matches-the-pattern")
def test_value_of_the_provider(
    operation: OperationClient, line: Subscriber, contract: OperationContract
) -> None:
    """A provider may add a value where none was sent; it is then as well-formed as any."""
    answer = operation.call(line, correlator=ABSENT)

    problem = correlator.own_value_is_malformed(
        answer.exchange.request, answer.response, contract.commonalities
    )
    nothing_wrong(answer, problem)


@requirement("commonalities.x-correlator.allowed-characters-are-echoed")
def test_unusual_value(
    operation: OperationClient,
    line: Subscriber,
    contract: OperationContract,
    example: Mapping[str, Any],
) -> None:
    """Every character of the pattern comes back, and so does the longest value."""
    answer = operation.call(line, correlator=example["correlator"]).succeeded()

    problem = correlator.echo_is_lost_on_success(
        answer.exchange.request, answer.response, contract.commonalities
    )
    nothing_wrong(answer, problem)
