"""CIBA: users who take their time, and users who never answer."""

import time
from math import ceil

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.waits import Begun, in_a_hurry, takes_time
from conformance.target.errors import NotTestable
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.polling import SLOW_DOWN_SECONDS, UNANSWERED, until_answered

# A server that counts whole seconds, and clocks that differ a little.
_MARGIN_SECONDS = 1.0
# How long after its end a request must still be told to have expired.
_REMEMBERED_SECONDS = 10.0
# Somebody copies the number that is proposed: it is rounded up to whole tens.
_PROPOSED_IN_STEPS_OF = 10


@takes_time
@requirement("ciba.late-approval-brings-a-token")
def test_late_approval(run: Session, case: PlannedCase, ciba: Ciba, line: Subscriber) -> None:
    """The user had the whole run to agree; where that was too long, the request is new."""
    begun = run.waits.take(case, ciba, line)
    if begun.left < _MARGIN_SECONDS + _pause(ciba, begun) and not _has_token(begun):
        begun = _anew(ciba, line)
    if _has_token(begun):
        begun.hurried[-1].text("access_token")
        return

    time.sleep(max(0.0, begun.hurried_at + _pause(ciba, begun) - time.monotonic()))
    answer = until_answered(
        lambda: ciba.poll(begun.answer.text("auth_req_id")),
        lambda told: told.error,
        _pause(ciba, begun),
        min(begun.left, run.target.longest_wait),
    )
    answer.text("access_token")


def _anew(ciba: Ciba, line: Subscriber) -> Begun:
    """Ask once more, and poll in a hurry where the request lives long enough to go on."""
    begun = Begun(ciba.asked(line))
    slowed = ciba.interval(begun.answer) + SLOW_DOWN_SECONDS + _MARGIN_SECONDS
    polled = in_a_hurry(ciba, begun) if slowed < begun.left else begun
    return polled or Begun(ciba.asked(line))


def _has_token(begun: Begun) -> bool:
    """Whether the user was faster than the hurried polls."""
    return bool(begun.hurried) and begun.hurried[-1].status == 200


def _pause(ciba: Ciba, begun: Begun) -> float:
    """Return the seconds between polls: five more than was told for each slow_down."""
    slower = sum(each.error == "slow_down" for each in begun.hurried)
    return ciba.interval(begun.answer) + slower * SLOW_DOWN_SECONDS


@takes_time
@requirement("ciba.unanswered-request-expires")
def test_expiry(run: Session, case: PlannedCase, ciba: Ciba, line: Subscriber) -> None:
    """The request had the whole run to expire."""
    begun = run.waits.take(case, ciba, line)
    auth_req_id = begun.answer.text("auth_req_id")
    wait = begun.left + _MARGIN_SECONDS
    if wait > run.target.longest_wait:
        raise NotTestable(
            f"the request expires in {begun.left:.0f} s, and limits.longest_wait allows "
            f"{run.target.longest_wait:g} s: write limits.longest_wait: {_enough_for(begun)}"
        )
    if begun.left > _MARGIN_SECONDS:
        refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED)
    time.sleep(max(0.0, wait))

    # A server need not remember for ever what has expired: later it knows no such request.
    forgotten = ("invalid_grant",) if wait < -_REMEMBERED_SECONDS else ()
    refused_with(ciba.poll(auth_req_id), 400, "expired_token", *forgotten)


def _enough_for(begun: Begun) -> int:
    """Return seconds of `longest_wait` that do even where no other case shortens the wait."""
    whole = begun.left + begun.age + _MARGIN_SECONDS
    return ceil(whole / _PROPOSED_IN_STEPS_OF) * _PROPOSED_IN_STEPS_OF
