"""Number Verification answers for devices that the network or the SIM has shown."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import Answer
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import AccessToken, OperationClient
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.ciba import longest_wait
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.flows.others import JwtBearer
from conformance.tokens.polling import UNANSWERED
from conformance.tokens.source import TokenSource

_API = "number-verification"
_OFF_NETWORK = "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"


@requirement(
    "number-verification.verify.not-network-authenticated-token-is-refused",
    "number-verification.device-phone-number.not-network-authenticated-token-is-refused",
)
def test_ready_made_token(
    run: Session,
    case: PlannedCase,
    operation: OperationClient,
    line: Subscriber,
    tokens: TokenSource,
) -> None:
    """A user who typed a code from an SMS has proved nothing about the device's number."""
    operation.call(line).succeeded()
    token = tokens.not_network_authenticated()
    answers: list[Answer] = []

    def first_use() -> str:
        answers.append(operation.call(line, token=token))
        return case.id

    # One after the other: a token may be good for one call, and only the first can tell.
    run.target.shared.once(("used", token.use), first_use)
    answer = answers[0] if answers else operation.call(line, token=token)
    if not answers and answer.status == httpx.codes.UNAUTHORIZED:
        raise NotTestable(
            "tokens.not-network-authenticated was used up by another case: this server's "
            "tokens are good for one call (select this requirement alone with a fresh one)"
        )
    refused(answer, 403, _OFF_NETWORK)


@requirement("resource.token-for-a-named-number-is-refused-by-number-verification")
def test_named_number(
    run: Session,
    line: Subscriber,
    ciba: Ciba,
    jwt_bearer: JwtBearer,
    example: Mapping[str, Any],
) -> None:
    """Who knows a number is not yet on the phone with it."""
    by_ciba = example["flow"] == "ciba"
    for operation in _operations(run):
        operation_works(run, operation, line)

        flow = ciba if by_ciba else jwt_bearer
        scope = str(replace(flow.scope, api_scope=operation.scopes[0]))
        issued = (
            _by_ciba(ciba, line, scope) if by_ciba else jwt_bearer.token(line, scope=scope)
        )
        if _is_refusal(issued):
            continue
        value = issued.text("access_token")
        token = AccessToken(value, "not-network-authenticated")
        refused(operation.call(line, token=token), 403, _OFF_NETWORK, "PERMISSION_DENIED")


def _operations(run: Session) -> list[OperationClient]:
    """Return what the profile offers of the API, if this run has it and it takes tokens."""
    if _API not in run.contracts:
        raise NotTestable(f"this run leaves {_API} out: add --api {_API}")
    if run.profile.wire.api(_API).request.sends_code:
        raise NotOffered("calls redeem a code themselves: no token of another flow is taken")
    profile = run.profile.api(_API)
    return [run.operation(_API, each, profile.token_kinds[0]) for each in profile.operations]


def _by_ciba(ciba: Ciba, line: Subscriber, scope: str) -> OAuthAnswer:
    """Return what the flow ends with for a hint that is nothing but the line's number."""
    refuse_without_a_person(line)
    server = ciba.endpoints.server
    started = ciba.start(line, scope=scope, login_hint=f"tel:{line.phone_number}")
    if _is_refusal(started):
        return started
    see_to_it(line, started.text("auth_req_id"), server.target)
    told = started.granted().get("expires_in")
    answer = ciba.answered(started, longest_wait(line, told, server))
    if answer.error in UNANSWERED:
        raise NotTestable(f"nobody approved the authentication request for {line.id}")
    return answer


def _is_refusal(answer: OAuthAnswer) -> bool:
    return 400 <= answer.status < 500 and isinstance(answer.error, str)
