"""No line gets another line's answer, and the same question has the same answer."""

import pytest

from conformance.checks import dates
from conformance.plan.facts import DEFAULT_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_window import widest
from conformance.scenarios.threads import side_by_side
from conformance.target.number_verification import NumberVerification
from conformance.target.operations import ABSENT, OperationClient
from conformance.target.sim_swap import SimSwap

# Often enough for a cache to fill and be read, and for every answer of ten that is wrong to
# show twice. Where no requests may be sent in bulk, what fills a cache has to do.
_REPETITIONS = 20
_FEW_REPETITIONS = 5

pytestmark = pytest.mark.long


@requirement("sim-swap.check.answers-belong-to-the-subscriber")
def test_check_of_two_lines(
    sim_swap: SimSwap, line: Subscriber, other_line: Subscriber, api: ApiProfile
) -> None:
    """A swapped line and one that never swapped, asked about in turn."""
    limit = widest(api)
    # Below the default nothing says what a request without maxAge is answered with.
    hours = ABSENT if limit >= DEFAULT_MAX_AGE else limit
    for _ in range(2):
        assert sim_swap.check(line, max_age=hours).swapped is True
        assert sim_swap.check(other_line, max_age=hours).swapped is False


@requirement("sim-swap.retrieve-date.answers-belong-to-the-subscriber")
def test_dates_of_two_lines(
    sim_swap: SimSwap, line: Subscriber, other_line: Subscriber
) -> None:
    """Two lines with different histories, asked about in turn, keep their own dates."""
    first = [sim_swap.retrieve_date(each).latest_sim_change for each in (line, other_line)]
    again = [sim_swap.retrieve_date(each).latest_sim_change for each in (line, other_line)]

    assert first[0] != first[1], "two lines with different histories have the same date"
    assert [_moment(told) for told in first] == [_moment(told) for told in again]


@requirement("number-verification.verify.answers-belong-to-the-subscriber")
def test_verify_of_two_lines(
    number_verification: NumberVerification, line: Subscriber, other_line: Subscriber
) -> None:
    """One number, asked about from its own device and from another one in turn."""
    for _ in range(2):
        assert number_verification.verify(line, line.phone_number).verified is True
        assert number_verification.verify(other_line, line.phone_number).verified is False


@requirement("number-verification.device-phone-number.answers-belong-to-the-subscriber")
def test_numbers_of_two_lines(
    number_verification: NumberVerification, line: Subscriber, other_line: Subscriber
) -> None:
    """Two devices that ask in turn are each told their own number."""
    for _ in range(2):
        for each in (line, other_line):
            shared = number_verification.device_phone_number(each).device_phone_number
            assert shared == each.phone_number, f"{each.id} was told another number"


@pytest.mark.alone
@requirement(
    "sim-swap.check.same-question-has-the-same-answer",
    "sim-swap.retrieve-date.same-question-has-the-same-answer",
    "number-verification.verify.same-question-has-the-same-answer",
    "number-verification.device-phone-number.same-question-has-the-same-answer",
)
def test_same_question(run: Session, operation: OperationClient, line: Subscriber) -> None:
    """Nothing changed between two calls, so the answer did not, either."""
    bulk = run.profile.effective_limits.fuzzing
    repetitions = _REPETITIONS if bulk else _FEW_REPETITIONS

    def ask(_: int) -> object:
        return operation.call(line).succeeded().json

    first = ask(0)
    for answer in side_by_side(run, ask, range(1, repetitions), (line,)):
        assert answer == first


def _moment(told: str | None) -> object:
    return dates.parsed(told) if told is not None else None
