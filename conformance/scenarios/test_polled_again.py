"""CIBA: a poll tells what the user did, however often it is sent."""

import time

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.waits import Begun
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.polling import SLOW_DOWN_SECONDS, UNANSWERED

# The second poll could be the odd one out, and the fourth is told what the third was.
_LEAST_POLLS, _MOST_POLLS = 3, 4
# A request that ends while it is polled tells nothing.
_MARGIN_SECONDS = 1.0


@pytest.mark.long
@requirement("ciba.polls-are-no-answer")
def test_nobody_answers(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """At the provider's own pace, as any client does it."""
    begun = Begun(ciba.start(line))
    auth_req_id = begun.answer.text("auth_req_id")
    interval = ciba.interval(begun.answer)

    for polls in range(_MOST_POLLS):
        if polls and begun.age + interval > run.target.longest_wait:
            _refuse_to_judge(polls, "limits.longest_wait allows no more")
            return
        if polls and begun.left < interval + _MARGIN_SECONDS:
            _refuse_to_judge(polls, "the request ends before")
            return
        time.sleep(interval if polls else 0.0)
        answer = ciba.poll(auth_req_id)
        refused_with(answer, 400, *UNANSWERED)
        interval += SLOW_DOWN_SECONDS if answer.error == "slow_down" else 0.0


@requirement("ciba.refusal-is-final")
def test_refused_once(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The user has said no, and nobody asks again."""
    refuse_without_a_person(line)
    started = ciba.start(line)
    if started.status == 403:
        _brings_nothing(started)
        return
    see_to_it(line, started.text("auth_req_id"), run.target)
    answer = ciba.answered(started, run.target.longest_wait)
    if answer.error in UNANSWERED:
        raise NotTestable(f"the user of {line.id} has not answered")
    _brings_nothing(answer)

    time.sleep(ciba.interval(started))
    _brings_nothing(ciba.poll(started.text("auth_req_id")))


def _refuse_to_judge(polls: int, reason: str) -> None:
    if polls < _LEAST_POLLS:
        raise NotTestable(f"{_LEAST_POLLS} polls are needed, {polls} took place: {reason}")


def _brings_nothing(answer: OAuthAnswer) -> None:
    if not 400 <= answer.status < 500 or not isinstance(answer.error, str):
        raise UnexpectedAnswer(f"{answer}: expected an error, for the user has refused")
