"""CIBA: the request as a signed JWT."""

import time
from collections.abc import Mapping
from typing import Any

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.proved import once
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import OAuthAnswer
from conformance.tokens.jwts import (
    foreign_key,
    signed,
    signed_with_the_public_key,
    tampered,
    unsigned,
)


@requirement("ciba.signed-request-is-accepted")
def test_signed(ciba: Ciba, line: Subscriber, case: PlannedCase) -> None:
    """All parameters are claims; what stands beside them is the client's authentication."""
    answer = _good(ciba, line)
    if case.requirement.level == "SHOULD" and answer.error == "request_not_supported":
        refused_with(answer, 400, "request_not_supported")
        return
    answer.text("auth_req_id")


@requirement("ciba.request-for-another-server-is-refused")
def test_foreign_audience(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The object is the client's own and good, at another server."""
    _works(run, ciba, line)
    claims = ciba.request_claims(line, aud="https://another-server.example")

    answer = ciba.start_signed(line, signed(claims, ciba.endpoints.main))
    refused_with(answer, 400, "invalid_request_object")


@requirement("ciba.bad-request-object-is-refused")
def test_bad_object(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """What is asked for is good; who asked can't be believed."""
    _works(run, ciba, line)

    answer = ciba.start_signed(line, _flawed(example["flaw"], ciba, line))
    refused_with(answer, 400, "invalid_request_object")


def _good(ciba: Ciba, line: Subscriber) -> OAuthAnswer:
    return ciba.start_signed(line, signed(ciba.request_claims(line), ciba.endpoints.main))


def _works(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Expect that a good object is taken.

    The issuer will do as its audience: whether the endpoint does is another row's matter.
    """
    try:
        once(run, f"signed ciba {line.id}", lambda: _good(ciba, line).text("auth_req_id"))
    except UnexpectedAnswer:
        ciba.audience = ciba.endpoints.server.issuer
        _good(ciba, line).text("auth_req_id")


def _flawed(flaw: str, ciba: Ciba, line: Subscriber) -> str:
    main, claims = ciba.endpoints.main, ciba.request_claims(line)
    if flaw == "expired":
        # Ten minutes ago: no skew between two clocks excuses that.
        gone = int(time.time()) - 600
        return signed({**claims, "iat": gone - 60, "nbf": gone - 60, "exp": gone}, main)
    if flaw == "foreign-key":
        return signed(claims, main, key=foreign_key(main))
    if flaw == "unsigned":
        return unsigned(claims)
    if flaw == "public-key-as-secret":
        return signed_with_the_public_key(claims, main)
    return tampered(signed(claims, main))
