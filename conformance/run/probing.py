"""Harmless calls, which show whether anybody is there and gives tokens."""

from conformance.exchanges import Purpose, Request
from conformance.plan.traits import Lines
from conformance.plan.withheld import Withheld
from conformance.profile import Subscriber, TokenKind
from conformance.scenarios.session import Session


def reach(session: Session, api: str) -> str:
    """Ask for an API's base URL without a token, and say what came: any status will do.

    Raises `TargetError` where nothing answers.
    """
    base_url = session.profile.api(api).base_url
    request = Request("GET", base_url, (), None)
    answered = session.target.send(request, Purpose("discovery")).response
    status = answered.status if answered is not None else "nothing"
    return f"{base_url} answered {status}"


def served_line(session: Session) -> Subscriber | None:
    """Return a line that a three-legged token can be had for; None if the profile has none."""
    lines = Lines(session.profile.subscribers, session.profile.loaded_at, None)
    line = lines.having("served")
    return None if isinstance(line, Withheld) else line


def obtain(session: Session, api: str, kind: TokenKind, line: Subscriber | None) -> str:
    """Obtain a token and say for whom; raises `TargetError` where none is to be had."""
    operation = next(iter(session.contracts[api].operations.values()))
    session.tokens[api].obtain(kind, line, operation.scopes[:1])
    return "obtained" + (f" for {line.id}" if line is not None else "")
