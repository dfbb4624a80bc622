"""Authorization code: users who can't be had without showing them a page."""

from conformance.profile import Subscriber
from conformance.profile.authorization import Device
from conformance.scenarios.redirects import ABOUT_THE_USER, returned_state, sent_back
from conformance.scenarios.requirement import requirement
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode


@requirement("authorization-code.unknown-device-is-sent-back")
def test_off_the_network(authorization_code: AuthorizationCode) -> None:
    """With prompt=none a device that the network does not know gets no login page."""
    _sent_back_silently(authorization_code, authorization_code.authorize(None))


@requirement("authorization-code.prompt-none-is-implied")
def test_prompt_is_implied(authorization_code: AuthorizationCode, verify_scope: str) -> None:
    """Number Verification never shows a page, whether prompt=none is sent or not."""
    attempt = authorization_code.authorize(None, prompt=ABSENT, scope=verify_scope)
    _sent_back_silently(authorization_code, attempt)


@requirement("authorization-code.missing-consent-is-sent-back")
def test_consent_would_have_to_be_asked(
    authorization_code: AuthorizationCode, line: Subscriber
) -> None:
    """With prompt=none a user who would have to be asked gets no page, the client no code."""
    sent_back(authorization_code.authorize(line), *ABOUT_THE_USER)


@requirement("authorization-code.refusing-user-is-sent-back")
def test_user_refuses(authorization_code: AuthorizationCode, line: Subscriber) -> None:
    """A user who says no, at a person's hand; without one, a user who has said no before."""
    if authorization_code.settings.by_hand:
        sent_back(authorization_code.authorize(line, prompt=ABSENT), "access_denied")
    else:
        sent_back(authorization_code.authorize(line), *ABOUT_THE_USER)


def _sent_back_silently(authorization_code: AuthorizationCode, attempt: Attempt) -> None:
    """Expect an error about the user by redirect, and neither a page nor a code."""
    known_by_itself = not isinstance(authorization_code.settings.device, Device)
    if known_by_itself and attempt.location is not None and "code" in attempt.parameters:
        raise NotTestable("this machine is itself a device that the network knows")
    sent_back(attempt, *ABOUT_THE_USER)
    returned_state(attempt)
