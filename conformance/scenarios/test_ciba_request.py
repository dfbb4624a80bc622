"""CIBA: what a request asks for, and who asks."""

import time
from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused_with
from conformance.scenarios.proved import ciba_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered
from conformance.target.operations import ABSENT
from conformance.tokens.client_authentication import ASSERTION_TYPE
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.jwts import claims_of, foreign_key, signed, unsigned
from conformance.tokens.server import AuthorizationServer

_MADE_UP = "nosuch:scope"
_DELIVERY_MODES = "backchannel_token_delivery_modes_supported"


@requirement("ciba.poll-mode-is-told")
def test_delivery_modes(server: AuthorizationServer) -> None:
    """Ping and push are no part of the profile."""
    modes = server.metadata.get(_DELIVERY_MODES, ["poll"])
    if not isinstance(modes, list) or "poll" not in modes:
        raise UnexpectedAnswer(f"{_DELIVERY_MODES} of the metadata is {modes!r}, without poll")


@requirement("ciba.missing-scope-is-refused")
def test_no_scope(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Without a scope nothing is asked for."""
    ciba_works(run, ciba, line)

    refused_with(ciba.start(line, scope=ABSENT), 400, "invalid_request", "invalid_scope")


@requirement("ciba.repeated-parameter-is-refused")
def test_twice(run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]) -> None:
    """Both values are the same, so that only their number is wrong."""
    ciba_works(run, ciba, line)
    name = example["parameter"]
    value = ciba.parameters(line)[name]
    twice: dict[str, Any] = {name: [value, value]}

    refused_with(ciba.start(line, **twice), 400, "invalid_request")


@requirement("ciba.unknown-scope-is-refused")
def test_unknown_scope(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """The stricter of two readings."""
    ciba_works(run, ciba, line)

    answer = ciba.start(line, scope=f"{ciba.scope} {_MADE_UP}")
    refused_with(answer, 400, "invalid_scope")


@requirement("ciba.unknown-scope-is-not-granted")
def test_unknown_scope_left_out(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Refused at once, or left out of a token response that says so."""
    ciba_works(run, ciba, line)
    scope = f"{ciba.scope} {_MADE_UP}"
    answer = ciba.start(line, scope=scope)
    if answer.status == 400:
        refused_with(answer, 400, "invalid_scope")
        return

    told = ciba.token(line, scope=scope).granted().get("scope")
    if not isinstance(told, str):
        raise UnexpectedAnswer("the token response does not tell that a scope was left out")
    if _MADE_UP in told.split():
        raise UnexpectedAnswer(f"the token response grants {_MADE_UP}, which does not exist")


@requirement("ciba.missing-client-authentication-is-refused")
def test_nobody_asks(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """A client_id tells who, and proves nothing."""
    ciba_works(run, ciba, line)
    client_id = ciba.endpoints.main.id if example.get("client_id") else ABSENT

    answer = ciba.start(line, client=ABSENT, client_id=client_id)
    refused_with(answer, 401, "invalid_client")


@requirement("ciba.invalid-client-authentication-is-refused")
def test_bad_assertion(
    run: Session, ciba: Ciba, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The assertion is good but for one thing."""
    ciba_works(run, ciba, line)

    proof = {"client_assertion": _assertion(example["assertion"], ciba)}
    answer = ciba.start(line, client=ABSENT, client_assertion_type=ASSERTION_TYPE, **proof)
    refused_with(answer, 401, "invalid_client")


def _assertion(flaw: str, ciba: Ciba) -> str:
    main = ciba.endpoints.main
    server = ciba.endpoints.server
    audience = server.audience(server.endpoint("backchannel_authentication"))
    if flaw == "unsigned":
        return unsigned(claims_of(main, audience))
    if flaw == "foreign-key":
        return signed(claims_of(main, audience), main, key=foreign_key(main))
    # Ten minutes ago: no skew between two clocks excuses that.
    gone = int(time.time()) - 600
    return signed(claims_of(main, audience, iat=gone - 60, exp=gone), main)


@requirement("ciba.client-without-the-grant-is-refused")
def test_client_without_ciba(ciba: Ciba, line: Subscriber) -> None:
    """The client is known; the flow was not agreed with it."""
    limited = ciba.endpoints.client("limited")

    refused_with(ciba.start(line, client=limited), 400, "unauthorized_client")


@requirement("ciba.no-token-without-consent")
def test_no_consent(ciba: Ciba, line: Subscriber) -> None:
    """The server refuses at once, or asks; it does not just go on."""
    started = ciba.start(line)
    if started.status in (400, 403):
        refused_with(started, started.status, "access_denied", "consent_required")
        return

    answer = ciba.poll(started.text("auth_req_id"))
    unanswered = ("authorization_pending", "slow_down")
    refused_with(answer, 400, *unanswered, "access_denied", "expired_token")


@requirement("ciba.refusal-at-once-is-forbidden")
def test_denied_at_once(ciba: Ciba, line: Subscriber) -> None:
    """The one refusal here whose status is not 400."""
    started = ciba.start(line)
    if started.status == 200:
        raise NotOffered("the server asks the user, where it might have refused at once")

    refused_with(started, 403, "access_denied")


@requirement("ciba.optional-parameters-are-ignored")
def test_optional_parameter(ciba: Ciba, line: Subscriber, example: Mapping[str, Any]) -> None:
    """CIBA Core knows it; the profile has no use for it."""
    ciba.start(line, **{example["parameter"]: example["value"]}).text("auth_req_id")


@requirement("ciba.acr-values-are-ignored")
def test_acr_values(ciba: Ciba, line: Subscriber) -> None:
    """A class of authentication that nobody knows can only be ignored or refused."""
    ciba.start(line, acr_values="urn:camara-conformance:acr").text("auth_req_id")
