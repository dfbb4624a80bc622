"""Lines that are asked about at the same time keep their own answers."""

import pytest

from conformance.profile import ApiProfile, Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.test_window import widest
from conformance.scenarios.threads import MOST_THREADS, side_by_side
from conformance.target.errors import NotOffered
from conformance.target.operations import FITTING, AccessToken, OperationClient

# Requests for each of the two lines: together they are on their way at once.
_TIMES = MOST_THREADS // 2
_WINDOWS = (12, 48, 240, 2400)


@pytest.mark.alone(requests=MOST_THREADS)
@requirement("sim-swap.check.answers-keep-apart-at-once")
def test_checks_at_once(
    run: Session,
    operation: OperationClient,
    line: Subscriber,
    other_line: Subscriber,
    api: ApiProfile,
) -> None:
    """Asks for the hours in which the two lines differ, if there are such hours."""
    bodies: dict[str, object] = {}
    for hours in sorted({min(each, widest(api)) for each in _WINDOWS}):
        bodies = {each.id: _within(operation, each, hours) for each in (line, other_line)}
        first, second = (_asked(operation, each, bodies) for each in (line, other_line))
        if first != second:
            break
    ask_at_once(run, operation, (line, other_line), bodies)


@pytest.mark.alone(requests=MOST_THREADS)
@requirement(
    "sim-swap.retrieve-date.answers-keep-apart-at-once",
    "number-verification.verify.answers-keep-apart-at-once",
    "number-verification.device-phone-number.answers-keep-apart-at-once",
)
def test_lines_at_once(
    run: Session, operation: OperationClient, line: Subscriber, other_line: Subscriber
) -> None:
    """Each line's good request, alone and among those of the other line."""
    ask_at_once(run, operation, (line, other_line), {})


def ask_at_once(
    run: Session,
    operation: OperationClient,
    lines: tuple[Subscriber, Subscriber],
    bodies: dict[str, object],
) -> None:
    """Ask about each line alone and then about all at once; the answers are the same.

    `bodies` are by the lines' ids. Tokens are got beforehand: getting them would keep the
    requests apart.
    """
    if run.target.pacer.at_a_time == 1:
        raise NotOffered("the run sends one request at a time (limits.workers, --workers)")
    asked = lines * (1 + _TIMES)
    tokens = side_by_side(run, operation.fitting_token, asked, lines)
    calls = list(zip(asked, tokens, strict=True))

    def ask(call: tuple[Subscriber, AccessToken]) -> object:
        each, token = call
        body = bodies.get(each.id, FITTING)
        return operation.call(each, body=body, token=token).succeeded().json

    alone = {call[0].id: ask(call) for call in calls[: len(lines)]}
    at_once = calls[len(lines) :]
    answers = side_by_side(run, ask, at_once)
    for (each, _), answer in zip(at_once, answers, strict=True):
        assert answer == alone[each.id], f"{each.id} has another answer than alone"


def _asked(operation: OperationClient, line: Subscriber, bodies: dict[str, object]) -> object:
    return operation.call(line, body=bodies.get(line.id, FITTING)).succeeded().json


def _within(operation: OperationClient, line: Subscriber, hours: int) -> dict[str, object]:
    named = {"phoneNumber": line.phone_number} if operation.identifies_by_body else {}
    return {**named, "maxAge": hours}
