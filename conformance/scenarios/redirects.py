"""What a scenario expects of the authorization endpoint, said in one line."""

from urllib.parse import parse_qs, urlsplit

from conformance.profile.authorization import AuthorizationCodeSettings, Device
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotTestable
from conformance.tokens.flows.authorization_code import Attempt

ABOUT_THE_USER = (
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
    "access_denied",
)
"""Refusals of a request that was understood, but whose user can't be had without a page."""
_CLIENT_ERRORS = range(400, 500)


def understood(attempt: Attempt) -> Attempt:
    """Expect a code or, for a device that is not shown, a refusal that is about the user."""
    parameters = attempt.parameters
    fitting = () if attempt.shown else ABOUT_THE_USER
    if "code" not in parameters and parameters.get("error") not in fitting:
        raise UnexpectedAnswer(f"{attempt}: the good request must bring a code")
    returned_state(attempt)
    return attempt


def sent_back(attempt: Attempt, *errors: str, state: bool = True) -> str:
    """Expect a redirect to redirect_uri with one of these errors, and return the error.

    `state` says whether the state has to come back. Raises `NotTestable` where the server
    asks for a user first and the profile shows none.
    """
    parameters = attempt.parameters
    error = parameters.get("error")
    if "code" in parameters or error is None:
        raise UnexpectedAnswer(f"{attempt}: expected {' or '.join(errors)}")
    if error not in errors:
        _refuse_to_judge_without_a_user(attempt, error)
        raise UnexpectedAnswer(f"{attempt}: expected {' or '.join(errors)}")
    if state:
        returned_state(attempt)
    return error


def turned_away(attempt: Attempt, *errors: str) -> None:
    """Expect a refusal: one of these errors by redirect, or a client error and no redirect."""
    if attempt.location is not None:
        sent_back(attempt, *errors, state=False)
    elif attempt.answer.status not in _CLIENT_ERRORS:
        raise UnexpectedAnswer(f"{attempt}: expected a refusal")


def brings_code(attempt: Attempt) -> bool:
    """Whether the browser is sent anywhere with a code."""
    try:
        parts = urlsplit(attempt.location or "")
    except ValueError:  # such as an unclosed IPv6 address, which no browser follows
        return False
    return "code" in parse_qs(parts.query) or "code" in parse_qs(parts.fragment)


def hint_shows_no_device(settings: AuthorizationCodeSettings) -> None:
    """Raise `NotTestable` where login_hint plays the network: it then tells the device."""
    if isinstance(settings.device, Device) and "login_hint" in (settings.device.query or {}):
        raise NotTestable(
            "the profile shows devices by login_hint (authorization.authorization_code.device)"
        )


def returned_state(attempt: Attempt) -> None:
    """Expect the state of the request in the redirect, byte for byte."""
    got = attempt.parameters.get("state")
    if got != attempt.state:
        raise UnexpectedAnswer(f"the state {attempt.state!r} came back as {got!r}")


def _refuse_to_judge_without_a_user(attempt: Attempt, error: str) -> None:
    if not attempt.shown and error in ABOUT_THE_USER:
        raise NotTestable(
            f"the server asks for the user first ({error}): "
            "add authorization.authorization_code.device"
        )
