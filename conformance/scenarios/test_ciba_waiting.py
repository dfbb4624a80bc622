"""CIBA: users who take their time, and users who never answer."""

import time

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.waits import Begun, takes_time
from conformance.target.errors import NotTestable
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.polling import UNANSWERED

# A server that counts whole seconds, and clocks that differ a little.
_MARGIN_SECONDS = 1.0
# How long after its end a request must still be told to have expired.
_REMEMBERED_SECONDS = 10.0


@takes_time
@requirement("ciba.late-approval-brings-a-token")
def test_late_approval(run: Session, case: PlannedCase, ciba: Ciba, line: Subscriber) -> None:
    """The user had the whole run to agree; where that was too long, the request is new."""
    begun = run.waits.take(case, ciba, line)
    if begun.left < _MARGIN_SECONDS:
        begun = Begun(ciba.asked(line))

    longest = min(begun.left, run.target.longest_wait)
    ciba.answered(begun.answer, longest).text("access_token")


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
            f"{run.target.longest_wait:g} s: raise it"
        )
    if begun.left > _MARGIN_SECONDS:
        refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED)
    time.sleep(max(0.0, wait))

    # A server need not remember for ever what has expired: later it knows no such request.
    forgotten = ("invalid_grant",) if wait < -_REMEMBERED_SECONDS else ()
    refused_with(ciba.poll(auth_req_id), 400, "expired_token", *forgotten)
