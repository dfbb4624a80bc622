"""Authorization code: who may redeem a code, how often, and with what proof."""

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.expect import holds, refused_with
from conformance.scenarios.redirects import sent_back, turned_away, understood
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.scenarios.threads import side_by_side
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.pkce import challenge, new_verifier

Example = Mapping[str, Any]


@pytest.mark.alone(requests=2)
@requirement("authorization-code.code-is-single-use")
def test_code_twice(
    run: Session, authorization_code: AuthorizationCode, line: Subscriber, example: Example
) -> None:
    """A code that brought a token brings no second one, be it asked for at the same time."""
    at_once = example.get("at_once", False)
    if at_once and run.target.pacer.at_a_time == 1:
        raise NotOffered("the run sends one request at a time (limits.workers, --workers)")
    attempt = authorization_code.authorize(line)
    if at_once:
        _one_token_at_most(run, authorization_code, attempt)
        return
    authorization_code.redeem(attempt).granted()

    refused_with(authorization_code.redeem(attempt), 400, "invalid_grant")


@requirement("authorization-code.code-belongs-to-its-client")
def test_code_of_another_client(
    authorization_code: AuthorizationCode, endpoints: Endpoints, line: Subscriber
) -> None:
    """A second client can't redeem the code, whatever else it knows of the request."""
    authorization_code.redeem(authorization_code.authorize(line)).granted()

    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, client=endpoints.client("other"))
    refused_with(answer, 400, "invalid_grant")


@requirement("authorization-code.redirect-uri-has-to-be-the-same")
def test_redirect_uri_at_redemption(
    authorization_code: AuthorizationCode, line: Subscriber
) -> None:
    """The redemption names another redirect_uri than the request did."""
    authorization_code.redeem(authorization_code.authorize(line)).granted()

    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, redirect_uri=f"{attempt.redirect_uri}/other")
    refused_with(answer, 400, "invalid_grant")


@requirement("authorization-code.missing-redirect-uri-at-redemption-is-refused")
def test_no_redirect_uri_at_redemption(
    authorization_code: AuthorizationCode, line: Subscriber
) -> None:
    """The request had a redirect_uri, and the redemption has none."""
    authorization_code.redeem(authorization_code.authorize(line)).granted()

    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, redirect_uri=ABSENT)
    refused_with(answer, 400, "invalid_grant", "invalid_request")


@requirement("authorization-code.unknown-code-is-refused")
def test_unknown_code(endpoints: Endpoints, example: Example) -> None:
    """A code that the server never issued."""
    fields = {
        "grant_type": "authorization_code",
        "code": example["code"],
        "redirect_uri": str(endpoints.main.redirect_uri),
        "code_verifier": new_verifier(),
    }
    refused_with(endpoints.post("token", fields), 400, "invalid_grant")


@requirement("authorization-code.wrong-code-verifier-is-refused")
def test_wrong_verifier(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """The proof key is not the one whose challenge was sent: another one, or the challenge."""
    authorization_code.redeem(authorization_code.authorize(line)).granted()

    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, code_verifier=new_verifier())
    refused_with(answer, 400, "invalid_grant")
    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, code_verifier=challenge(attempt.verifier))
    refused_with(answer, 400, "invalid_grant")


@requirement("authorization-code.missing-code-verifier-is-refused")
def test_missing_verifier(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """A challenge was sent, and the redemption has no proof."""
    authorization_code.redeem(authorization_code.authorize(line)).granted()

    attempt = authorization_code.authorize(line)
    answer = authorization_code.redeem(attempt, code_verifier=ABSENT)
    refused_with(answer, 400, "invalid_grant", "invalid_request")


@requirement("authorization-code.unsupported-challenge-method-is-refused")
def test_challenge_method(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None, example: Example
) -> None:
    """A code_challenge_method that does not exist."""
    understood(authorization_code.authorize(shown_line))

    attempt = authorization_code.authorize(shown_line, code_challenge_method=example["method"])
    if "code" in attempt.parameters and _passes_pkce_over(authorization_code, shown_line):
        return
    sent_back(attempt, "invalid_request")


@requirement("authorization-code.client-without-the-grant-is-refused")
def test_client_without_the_grant(
    authorization_code: AuthorizationCode,
    endpoints: Endpoints,
    shown_line: Subscriber | None,
) -> None:
    """A client with which this flow was never agreed."""
    understood(authorization_code.authorize(shown_line))

    limited = endpoints.client("limited")
    attempt = authorization_code.authorize(shown_line, client=limited)
    turned_away(attempt, "unauthorized_client")


def _one_token_at_most(
    run: Session, authorization_code: AuthorizationCode, attempt: Attempt
) -> None:
    """Redeem a code twice at the same time, and expect that only one of them gets a token."""
    answers = side_by_side(run, lambda _: authorization_code.redeem(attempt), range(2))
    tokens = sum(map(_brings_a_token, answers))
    if tokens == 0:
        raise NotTestable("neither of two redemptions at once brought a token")
    holds(tokens == 1, "one code brought a token to each of two redemptions at once")


def _brings_a_token(answer: OAuthAnswer) -> bool:
    try:
        return "access_token" in answer.granted()
    except UnexpectedAnswer:
        return False


def _passes_pkce_over(authorization_code: AuthorizationCode, line: Subscriber | None) -> bool:
    """Say whether a server has no PKCE at all, which the profile only recommends."""
    attempt = authorization_code.authorize(line, code_challenge=challenge(new_verifier()))
    return "error" not in authorization_code.redeem(attempt).members
