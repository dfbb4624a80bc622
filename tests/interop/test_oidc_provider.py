"""Tokens of oidc-provider, by every flow that it offers, good for the APIs behind it."""

from collections.abc import Iterator

import pytest

from conformance.profile import Profile, Subscriber
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.scenarios.session import Session
from conformance.target.errors import NoToken
from conformance.target.number_verification import NumberVerification
from conformance.target.sim_swap import SimSwap
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.flows.others import Refresh
from conformance.tokens.flows.scopes import Scope


@pytest.fixture
def session(profile: Profile) -> Iterator[Session]:
    options = Options()
    opened = open_session(prepare(profile, options), options)
    yield opened
    opened.close()


def _line(session: Session, name: str) -> Subscriber:
    return next(line for line in session.profile.subscribers if line.id == name)


def _sim_swap(session: Session, kind: str) -> SimSwap:
    return SimSwap(session.operations("sim-swap", kind))  # type: ignore[arg-type]


def test_client_credentials(session: Session) -> None:
    """A two-legged token is good for any line that the body names."""
    sim_swap = _sim_swap(session, "two-legged")
    assert sim_swap.check(_line(session, "swapped-3h")).swapped is True
    assert sim_swap.check(_line(session, "never")).swapped is False


def test_ciba(session: Session) -> None:
    """A token by CIBA is good for the line whose user agreed, and for no other."""
    sim_swap = _sim_swap(session, "three-legged")
    assert sim_swap.check(_line(session, "swapped-3h")).swapped is True
    assert sim_swap.check(_line(session, "never")).swapped is False


def test_ciba_waits_for_a_slow_user(session: Session) -> None:
    """The server names no interval: the suite waits the standard's five seconds, once."""
    tokens, line = session.tokens["sim-swap"], _line(session, "slow")
    assert tokens.obtain("three-legged", line, ("sim-swap:check",)).value
    # Metadata, the request itself, and two polls.
    assert session.recorder.count == 4


def test_authorization_code(session: Session) -> None:
    """prompt=none succeeds for the device that the network knows, for its own number."""
    operations = session.operations("number-verification", "three-legged")
    verification = NumberVerification(operations)
    line, other = _line(session, "swapped-3h"), _line(session, "never")
    assert verification.verify(line, line.phone_number).verified is True
    assert verification.verify(line, other.phone_number).verified is False


def test_refresh(session: Session) -> None:
    """offline_access brings a refresh token, which brings another access token."""
    settings = session.profile.authorization
    assert settings is not None
    endpoints = Endpoints(session.authorization_server(settings))
    ciba = Ciba(endpoints, settings.ciba, Scope("sim-swap:check", settings.purpose, True))
    first = ciba.token(_line(session, "swapped-3h"), scope=f"{ciba.scope} offline_access")

    second = Refresh(endpoints).token(first.text("refresh_token"))
    assert second.text("access_token") != first.text("access_token")


@pytest.mark.parametrize(
    ("api", "line", "reason"),
    [
        ("sim-swap", "refuses", "access_denied"),
        ("sim-swap", "no-consent", "access_denied"),
        ("sim-swap", "nobody", "unknown_user_id"),
        ("number-verification", "no-consent", "consent_required"),
        ("number-verification", "nobody", "login_required"),
    ],
)
def test_no_token_without_the_user(session: Session, api: str, line: str, reason: str) -> None:
    """What the server answers is told; another line's login earlier helps nobody."""
    tokens = session.tokens[api]
    operation = next(iter(session.contracts[api].operations.values()))
    assert tokens.obtain("three-legged", _line(session, "never"), operation.scopes).value

    with pytest.raises(NoToken, match=reason):
        tokens.obtain("three-legged", _line(session, line), operation.scopes)
