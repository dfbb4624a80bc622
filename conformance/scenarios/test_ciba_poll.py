"""CIBA: the poll, and what becomes of a request."""

import secrets
from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import ABSENT
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.flows.ciba import STANDARD_GRANT, Ciba
from conformance.tokens.polling import UNANSWERED


@requirement("ciba.agreed-request-brings-a-token")
def test_token(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The grant type is the standard one, whatever the profile says of its own."""
    started = ciba.asked(line)
    longest = run.target.longest_wait
    answer = ciba.answered(started, longest, grant_type=STANDARD_GRANT)
    answer.text("access_token")


@requirement("ciba.unanswered-request-is-pending")
def test_pending(ciba: Ciba, line: Subscriber) -> None:
    """Nobody has answered yet: neither a token nor an end."""
    started = ciba.start(line)

    refused_with(ciba.poll(started.text("auth_req_id")), 400, *UNANSWERED)


@requirement("ciba.polling-too-fast-is-slowed-down")
def test_too_fast(ciba: Ciba, line: Subscriber) -> None:
    """On purpose, which the suite does nowhere else."""
    auth_req_id = ciba.start(line).text("auth_req_id")
    refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED)

    refused_with(ciba.poll(auth_req_id), 400, *UNANSWERED)


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


@requirement("ciba.auth-req-id-is-single-use")
def test_again(ciba: Ciba, line: Subscriber) -> None:
    """The first token is good; there is no second one."""
    started = ciba.asked(line)
    ciba.answered(started, ciba.endpoints.server.target.longest_wait).text("access_token")

    answer = ciba.poll(started.text("auth_req_id"))
    if answer.status != 400 or answer.error in (None, *UNANSWERED):
        raise UnexpectedAnswer(f"{answer}: expected 400 for an auth_req_id used again")


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
