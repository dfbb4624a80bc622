"""Harmless calls, which show whether anybody is there, gives tokens, and offers what."""

from conformance.exchanges import Purpose, Request
from conformance.plan.asking import asks_the_user, may_be_authenticated
from conformance.plan.tokens import may_speak_for
from conformance.plan.traits import Lines
from conformance.plan.withheld import Withheld
from conformance.profile import Subscriber, TokenKind
from conformance.scenarios.session import Session


def reach(session: Session, api: str) -> str:
    """Ask for an API's base URL without a token, and say what came: any status will do.

    Raises `TargetError` where nothing answers.
    """
    return reach_url(session, session.profile.api(api).base_url)


def reach_url(session: Session, url: str) -> str:
    """Ask for an address without a token, and say what came; raises `TargetError`."""
    request = Request("GET", url, (), None)
    answered = session.target.send(request, Purpose("discovery")).response
    status = answered.status if answered is not None else "nothing"
    return f"{url} answered {status}"


def served_line(session: Session, api: str) -> Subscriber | None:
    """Return a line that a three-legged token can be had for; None if the profile has none.

    No person gets a message whom the profile's limits spare.
    """
    profile = session.profile
    asks = asks_the_user(profile, api, "three-legged")
    usable = tuple(
        line
        for line in profile.subscribers
        if may_speak_for(line, profile, api, "three-legged")
        and not (asks and not may_be_authenticated(profile, line))
    )
    line = Lines(usable, profile.loaded_at, None).having("served")
    return None if isinstance(line, Withheld) else line


def obtain(session: Session, api: str, kind: TokenKind, line: Subscriber | None) -> str:
    """Obtain a token and say for whom; raises `TargetError` where none is to be had."""
    session.operation(api, session.profile.api(api).operations[0], kind).fitting_token(line)
    return "obtained" + (f" for {line.id}" if line is not None else "")
