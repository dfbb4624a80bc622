"""A good request gets the success that the contract promises."""

from conformance.checks import correlator, media_type
from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber
from conformance.scenarios.expect import nothing_wrong
from conformance.scenarios.requirement import requirement
from conformance.target.operations import OperationClient


@requirement(
    "sim-swap.check.success-matches-the-contract",
    "sim-swap.retrieve-date.success-matches-the-contract",
    "number-verification.verify.success-matches-the-contract",
    "number-verification.device-phone-number.success-matches-the-contract",
)
def test_good_request(
    operation: OperationClient, line: Subscriber, contract: OperationContract
) -> None:
    """Status 200, JSON, the correlator echoed, a body that meets its schema."""
    answer = operation.call(line).succeeded()

    nothing_wrong(
        answer,
        media_type.body_is_not_application_json(answer.response),
        correlator.echo_is_lost_on_success(
            answer.exchange.request, answer.response, contract.commonalities
        ),
        contract.response_problem(answer.response),
    )
