"""Whether the deployment of a profile is there, and gives tokens: the command `check`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from conformance.profile import TokenKind
from conformance.run.options import Options
from conformance.run.probing import obtain, reach, served_line
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
            yield _attempt(session, f"{api} reachable", partial(reach, session, api))
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


def _token(session: Session, api: str, kind: TokenKind) -> Checked:
    what = f"{api} {kind} token"
    line = served_line(session) if kind == "three-legged" else None
    if kind == "three-legged" and line is None:
        return Checked(what, "not tried", "add under subscribers a line that is served")
    return _attempt(session, what, partial(obtain, session, api, kind, line))
