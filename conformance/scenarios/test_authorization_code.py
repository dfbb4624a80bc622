"""Authorization code: the good path, and what comes back as it was sent."""

from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import holds
from conformance.scenarios.redirects import (
    brings_code,
    hint_shows_no_device,
    returned_state,
    sent_back,
    understood,
)
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import UnexpectedAnswer, VerifyAnswer
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT, AccessToken
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode
from conformance.tokens.id_tokens import unverified_claims

Example = Mapping[str, Any]
_ALLOWED_REDIRECTS = (302, 303)


@requirement("authorization-code.code-brings-an-access-token")
def test_good_path(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """The device's request brings a code, and the code a token."""
    attempt = authorization_code.authorize(line)

    authorization_code.redeem(attempt).text("access_token")


@requirement("authorization-code.token-is-for-the-device")
def test_whose_token(
    run: Session,
    authorization_code: AuthorizationCode,
    verify_scope: str,
    line: Subscriber,
    other_line: Subscriber,
) -> None:
    """The API says that the number is the device's, and that another one is not."""
    for number, own in ((line.phone_number, True), (other_line.phone_number, False)):
        attempt = authorization_code.authorize(line, scope=verify_scope)
        verified = _verified(run, authorization_code, attempt, line, number)
        holds(
            verified is own, f"verified is {verified} for a token of the device of {line.id}"
        )


@requirement("authorization-code.login-hint-does-not-choose-the-user")
def test_hint_of_another_line(
    run: Session,
    authorization_code: AuthorizationCode,
    verify_scope: str,
    line: Subscriber,
    other_line: Subscriber,
) -> None:
    """The hint names another line than the device's: refused, or passed over."""
    hint_shows_no_device(authorization_code.settings)
    understood(authorization_code.authorize(line))

    hint = f"tel:{other_line.phone_number}"
    attempt = authorization_code.authorize(line, scope=verify_scope, login_hint=hint)
    if "error" not in attempt.parameters:
        number = line.phone_number
        verified = _verified(run, authorization_code, attempt, line, number)
        holds(verified, f"the token is not about {line.id}, whose device asked")


@requirement("authorization-code.login-hint-is-no-device")
def test_hint_without_a_device(
    authorization_code: AuthorizationCode, line: Subscriber
) -> None:
    """Whoever asks knows a number, and the network knows nothing."""
    hint_shows_no_device(authorization_code.settings)
    if brings_code(authorization_code.authorize(None)):
        raise NotTestable("this machine is itself a device that the network knows")

    attempt = authorization_code.authorize(None, login_hint=f"tel:{line.phone_number}")
    if brings_code(attempt):
        raise UnexpectedAnswer(f"{attempt}: a code for whoever is named, and for no device")


@requirement("authorization-code.login-hint-is-ignored")
def test_unsupported_hint(
    authorization_code: AuthorizationCode, line: Subscriber, example: Example
) -> None:
    """A hint that the server has no use for changes nothing."""
    hint_shows_no_device(authorization_code.settings)
    understood(authorization_code.authorize(line))

    hint = example["login_hint"].format(phone_number=line.phone_number)
    understood(authorization_code.authorize(line, login_hint=hint))


@requirement("authorization-code.acr-values-are-ignored")
def test_acr_values(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """Asking for another class of authentication changes nothing."""
    understood(authorization_code.authorize(shown_line))

    understood(authorization_code.authorize(shown_line, acr_values="urn:example:x"))


@requirement("authorization-code.state-is-returned")
def test_state_beside_a_code(
    authorization_code: AuthorizationCode, line: Subscriber, example: Example
) -> None:
    """A success brings the state back byte for byte."""
    attempt = authorization_code.authorize(line, state=example["state"])

    returned_state(understood(attempt))


@requirement("authorization-code.state-is-returned-with-errors")
def test_state_beside_an_error(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None, example: Example
) -> None:
    """A refusal by redirect brings the state back byte for byte."""
    understood(authorization_code.authorize(shown_line))

    attempt = authorization_code.authorize(
        shown_line, response_type="nosuch", state=example["state"]
    )
    if "error" not in attempt.parameters:
        raise UnexpectedAnswer(f"{attempt}: expected an error")
    returned_state(attempt)


@requirement("authorization-code.redirects-with-302")
def test_status_of_a_redirect(
    authorization_code: AuthorizationCode, shown_line: Subscriber | None
) -> None:
    """Success and refusal alike are redirects with 302, or 303 as newer advice has it."""
    for attempt in (
        understood(authorization_code.authorize(shown_line)),
        authorization_code.authorize(shown_line, response_type="nosuch"),
    ):
        sent = attempt.answer
        if sent.status not in _ALLOWED_REDIRECTS:
            raise UnexpectedAnswer(f"{sent}: expected 302 or 303")


@requirement("authorization-code.works-without-pkce-or-says-so")
def test_no_challenge(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """Without a challenge: refused as PKCE is required, or state and nonce do their work."""
    understood(authorization_code.authorize(line))

    attempt = authorization_code.authorize(
        line, code_challenge=ABSENT, code_challenge_method=ABSENT
    )
    if "code" not in attempt.parameters:
        sent_back(attempt, "invalid_request")
        return
    returned_state(attempt)
    response = authorization_code.redeem(attempt, code_verifier=ABSENT)
    got = unverified_claims(response.text("id_token")).get("nonce")
    holds(got == attempt.nonce, f"the nonce {attempt.nonce!r} came back as {got!r}")


def _verified(
    run: Session,
    authorization_code: AuthorizationCode,
    attempt: Attempt,
    line: Subscriber,
    number: str,
) -> bool:
    """Say whether the API takes a number for that of an attempt's user."""
    value = authorization_code.redeem(attempt).text("access_token")
    verify = run.operation("number-verification", "verify", "three-legged")
    token = AccessToken(value, "three-legged")
    answer = verify.call(line, token=token, body={"phoneNumber": number})
    return VerifyAnswer(answer.exchange).verified
