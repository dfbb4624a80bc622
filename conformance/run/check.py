"""Whether the deployment of a profile is there, and gives tokens: the command `check`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from conformance.exchanges import Purpose, Request
from conformance.plan.traits import Lines
from conformance.plan.withheld import Withheld
from conformance.profile import Subscriber, TokenKind
from conformance.run.options import Options
from conformance.run.selection import Prepared
from conformance.scenarios.session import Generation, Session
from conformance.target.errors import NotTestable, TargetError


@dataclass(frozen=True)
class Checked:
    """One harmless call: what it was for, how it went, what it showed."""

    what: str
    state: Literal["ok", "failed", "not tried"]
    detail: str


def check(prepared: Prepared, options: Options) -> Iterator[Checked]:
    """Reach each API and obtain a token of each kind it takes; changes nothing there."""
    generation = Generation(options.seed, options.max_examples)
    session = Session(prepared.profile, prepared.contracts, prepared.cases, generation)
    try:
        for api in prepared.contracts:
            yield _attempt(session, f"{api} reachable", partial(_reach, session, api))
            for kind in prepared.profile.api(api).token_kinds:
                if kind != "none":
                    yield _token(session, api, kind)
    finally:
        session.close()


def _attempt(session: Session, what: str, act: Callable[[], str]) -> Checked:
    try:
        return Checked(what, "ok", act())
    except NotTestable as missing:
        return Checked(what, "not tried", session.recorder.redactor.text(str(missing)))
    except TargetError as error:
        return Checked(what, "failed", session.recorder.redactor.text(str(error)))


def _reach(session: Session, api: str) -> str:
    base_url = session.profile.api(api).base_url
    request = Request("GET", base_url, (), None)
    answered = session.target.send(request, Purpose("discovery")).response
    status = answered.status if answered is not None else "nothing"
    return f"{base_url} answered {status}"


def _token(session: Session, api: str, kind: TokenKind) -> Checked:
    what = f"{api} {kind} token"
    line = _line(session) if kind == "three-legged" else None
    if kind == "three-legged" and line is None:
        return Checked(what, "not tried", "add under subscribers a line that is served")
    return _attempt(session, what, partial(_obtained, session, api, kind, line))


def _obtained(session: Session, api: str, kind: TokenKind, line: Subscriber | None) -> str:
    operation = next(iter(session.contracts[api].operations.values()))
    session.tokens[api].obtain(kind, line, operation.scopes[:1])
    return "obtained" + (f" for {line.id}" if line is not None else "")


def _line(session: Session) -> Subscriber | None:
    lines = Lines(session.profile.subscribers, session.profile.loaded_at, None)
    line = lines.having("served")
    return None if isinstance(line, Withheld) else line
