"""A refusal is over when it has been answered: the next good request is as good as ever."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_phone_number import naming
from conformance.scenarios.threads import side_by_side
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
    refusals = dict(provocations(run, operation, line, other_line))
    # Got beforehand, so that nothing comes between a refusal and the good request after it.
    asked = [line] * (2 + len(refusals))
    tokens = iter(side_by_side(run, operation.fitting_token, asked, (line,)))
    # The first answer of a case may follow a refusal of the case before.
    operation.call(line, token=next(tokens)).succeeded()
    before = operation.call(line, token=next(tokens)).succeeded().json

    for refused, provoke in refusals.items():
        provoke()
        after = operation.call(line, token=next(tokens)).succeeded().json
        assert after == before, f"{line.id} has another answer after {refused}"


def provocations(
    run: Session, operation: OperationClient, line: Subscriber, other: Subscriber
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return what each request that must be refused is, and what sends it."""
    yield "a request without a token", partial(operation.call, line, token=ABSENT)
    if run.profile.effective_limits.malformed:
        malformed: dict[str, Any] = {"correlator": "not, well-formed"}
        if operation.takes_body:
            malformed = {"body": []}
        yield "a malformed request", partial(operation.call, other, **malformed)
    if operation.api == "sim-swap" and operation.identifies_by_body:
        body = naming(operation, _NOBODY)
        yield "a request about nobody", partial(operation.call, line, body=body)
