"""CIBA: the poll, and what becomes of a request."""

import secrets
import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.threads import side_by_side
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import ABSENT
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.flows.ciba import STANDARD_GRANT, Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.polling import SLOW_DOWN_SECONDS, UNANSWERED, number

_AT_ONCE = 2
# Long enough for a server that has decided by itself, where its interval is none.
_A_MOMENT_SECONDS = 1.0
# A server that counts whole seconds, and clocks that differ a little.
_MARGIN_SECONDS = 1.0


@requirement("ciba.agreed-request-brings-a-token")
def test_token(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The grant type is the standard one, whatever the profile says of its own."""
    started = ciba.asked(line)
    longest = run.target.longest_wait
    answer = ciba.answered(started, longest, grant_type=STANDARD_GRANT)
    answer.text("access_token")


@requirement("ciba.unanswered-request-is-pending")
def test_pending(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Nobody has answered, then or an interval later: neither a token nor an end."""
    started, started_at = ciba.start(line), time.monotonic()
    auth_req_id, pause = started.text("auth_req_id"), ciba.interval(started)

    first = ciba.poll(auth_req_id)
    refused_with(first, 400, *UNANSWERED)

    slower = SLOW_DOWN_SECONDS if first.error == "slow_down" else 0.0
    time.sleep(min(max(pause, _A_MOMENT_SECONDS) + slower, run.target.longest_wait))
    lives = number(started.granted().get("expires_in"), 0.0)
    over = time.monotonic() - started_at + _MARGIN_SECONDS > lives
    ended = ("expired_token",) if over else ()
    refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED, *ended)


@requirement("ciba.polling-too-fast-is-slowed-down")
def test_too_fast(ciba: Ciba, line: Subscriber) -> None:
    """On purpose; `late-approval-brings-a-token` shows that it does no harm."""
    auth_req_id = ciba.start(line).text("auth_req_id")
    refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED)

    answer = ciba.poll(auth_req_id, patient=False)
    if _is_the_gateways_limit(answer):
        answer = ciba.poll(auth_req_id)
    refused_with(answer, 400, *UNANSWERED)


@requirement("ciba.refusal-is-access-denied")
def test_denied(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The user has said no beforehand, or says it now."""
    refuse_without_a_person(line)
    started = ciba.start(line)
    if started.status == 403:
        refused_with(started, 403, "access_denied")
        return
    see_to_it(line, started.text("auth_req_id"), run.target)

    answer = ciba.answered(started, run.target.longest_wait)
    refused_with(answer, 400, "access_denied")


@requirement("ciba.unknown-auth-req-id-is-refused")
def test_unknown(ciba: Ciba) -> None:
    """It looks like one, and was never issued."""
    refused_with(ciba.poll(secrets.token_urlsafe(32)), 400, "invalid_grant")


@requirement("ciba.missing-auth-req-id-is-refused")
def test_missing(ciba: Ciba) -> None:
    """Nobody can say which request is meant."""
    refused_with(ciba.poll(ABSENT), 400, "invalid_request", "invalid_grant")


@requirement("ciba.auth-req-id-of-another-client-is-refused")
def test_other_client(ciba: Ciba, line: Subscriber) -> None:
    """The other client is good, and the auth_req_id too: they don't belong together."""
    auth_req_id = ciba.start(line).text("auth_req_id")

    answer = ciba.poll(auth_req_id, client=ciba.endpoints.client("other"))
    refused_with(answer, 400, "invalid_grant")


@pytest.mark.alone(requests=_AT_ONCE)
@requirement("ciba.auth-req-id-is-single-use")
def test_again(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The first token is good; there is no second one, be it asked for at the same time."""
    started, asked_at = ciba.asked(line), time.monotonic()
    ciba.answered(started, run.target.longest_wait).text("access_token")
    took = time.monotonic() - asked_at

    answer = ciba.poll(started.text("auth_req_id"))
    if answer.status != 400 or answer.error in (None, *UNANSWERED):
        raise UnexpectedAnswer(f"{answer}: expected 400 for an auth_req_id used again")
    if run.target.pacer.at_a_time >= _AT_ONCE and line.approval is None:
        _redeem_at_once(run, ciba, line, took)


def _redeem_at_once(run: Session, ciba: Ciba, line: Subscriber, took: float) -> None:
    """Send two polls at the same time, `took` seconds after the user was asked."""
    started = ciba.asked(line)
    auth_req_id, slower = started.text("auth_req_id"), ciba.interval(started)
    # A user who answers a little later than the last time has both polls told to wait.
    for pause in (took, slower + SLOW_DOWN_SECONDS):
        time.sleep(min(pause, run.target.longest_wait))
        answers = side_by_side(run, ciba.poll, [auth_req_id] * _AT_ONCE)
        tokens = [each for each in answers if each.status == 200]
        if len(tokens) > 1:
            raise UnexpectedAnswer(f"{tokens[1]}: a second token for one auth_req_id")
        if any(each.status != 400 or each.error not in UNANSWERED for each in answers):
            return


@requirement("ciba.unknown-grant-type-is-unsupported")
def test_grant_type(ciba: Ciba, line: Subscriber, example: Mapping[str, Any]) -> None:
    """The request is good, and its auth_req_id could be redeemed."""
    auth_req_id = ciba.start(line).text("auth_req_id")

    answer = ciba.poll(auth_req_id, grant_type=example["grant_type"])
    refused_with(answer, 400, "unsupported_grant_type")


@requirement("ciba.poll-without-client-authentication-is-refused")
def test_nobody_polls(ciba: Ciba, line: Subscriber, example: Mapping[str, Any]) -> None:
    """Who has asked is no reason to believe who polls."""
    auth_req_id = ciba.start(line).text("auth_req_id")
    client_id = ciba.endpoints.main.id if example.get("client_id") else ABSENT

    answer = ciba.poll(auth_req_id, client=ABSENT, client_id=client_id)
    refused_with(answer, 401, "invalid_client")


def _is_the_gateways_limit(answer: OAuthAnswer) -> bool:
    """Whether a 429 is about all requests: the token endpoint's own slows down one poll."""
    if answer.status != httpx.codes.TOO_MANY_REQUESTS or "retry-after" not in answer.headers:
        return False
    try:
        return answer.error not in UNANSWERED
    except UnexpectedAnswer:
        return True
