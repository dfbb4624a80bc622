"""A refusal is over when it has been answered: the next good request is as good as ever."""

from collections.abc import Iterator

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_phone_number import naming
from conformance.target.operations import ABSENT, OperationClient

# Country code 999 is not assigned (ITU-T E.164): nobody's number.
_NOBODY = "+99900000000"


@pytest.mark.alone
@requirement(
    "sim-swap.check.error-leaves-the-next-answer-alone",
    "sim-swap.retrieve-date.error-leaves-the-next-answer-alone",
    "number-verification.verify.error-leaves-the-next-answer-alone",
    "number-verification.device-phone-number.error-leaves-the-next-answer-alone",
)
def test_answers_around_errors(
    run: Session, operation: OperationClient, line: Subscriber, other_line: Subscriber
) -> None:
    """A good request, and the same one after each sort of refusal."""
    # The first answer of a case may follow a refusal of the case before.
    operation.call(line).succeeded()
    before = operation.call(line).succeeded().json

    for refused in provoked(run, operation, line, other_line):
        after = operation.call(line).succeeded().json
        assert after == before, f"{line.id} has another answer after {refused}"


def provoked(
    run: Session, operation: OperationClient, line: Subscriber, other: Subscriber
) -> Iterator[str]:
    """Send requests that must be refused, and say after each what it was."""
    operation.call(line, token=ABSENT)
    yield "a request without a token"
    if run.profile.effective_limits.malformed:
        if operation.takes_body:
            operation.call(other, body=[])
        else:
            operation.call(other, correlator="not, well-formed")
        yield "a malformed request"
    if operation.api == "sim-swap" and operation.identifies_by_body:
        operation.call(line, body=naming(operation, _NOBODY))
        yield "a request about nobody"
