"""A number is all of its digits: two that differ only in their country are two numbers."""

from collections.abc import Mapping
from typing import Any

from conformance.plan.traits import served
from conformance.profile import Subscriber
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_phone_number import naming
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered
from conformance.target.operations import OperationClient

# Country code 999 is not assigned (ITU-T E.164): whatever follows it is nobody's number.
_NO_COUNTRY = "+999"
# How a number that is nobody's is refused is what other requirements look at.
_REFUSALS = (400, 403, 404, 422)


@requirement(
    "sim-swap.check.same-digits-in-another-country-are-nobody",
    "sim-swap.retrieve-date.same-digits-in-another-country-are-nobody",
)
def test_last_digits_of_a_line(
    run: Session, operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The last digits of a line that is served, behind a country code that is nobody's."""
    own = line if _has_a_country(line) else _line_with_a_country(run)
    operation_works(run, operation, own)

    nobody = _NO_COUNTRY + own.phone_number.removeprefix("+")[-example["digits"] :]
    answer = operation.call(own, body=naming(operation, nobody))
    if answer.status not in _REFUSALS:
        raise UnexpectedAnswer(f"{answer}: expected a refusal, the number is nobody's")


def _has_a_country(line: Subscriber) -> bool:
    return not line.phone_number.startswith(_NO_COUNTRY)


def _line_with_a_country(run: Session) -> Subscriber:
    for line in filter(served, run.profile.subscribers):
        if _has_a_country(line):
            return line
    raise NotOffered("all lines of the profile are of the unassigned country code 999")
