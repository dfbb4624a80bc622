"""Whether the deployment of a profile is there, gives tokens, and offers what: `check`."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Literal

from conformance.profile import TokenKind
from conformance.run.options import Options
from conformance.run.probes import offer
from conformance.run.probes.probing import obtain, reach_url, served_line
from conformance.run.selection import Prepared
from conformance.scenarios.session import Generation, Session
from conformance.target.errors import NotTestable, TargetError
from conformance.target.patience import host_of


@dataclass(frozen=True)
class Checked:
    """One harmless call: what it was for, how it went, what it showed."""

    what: str
    state: Literal["ok", "failed", "not tried"]
    detail: str


def check(prepared: Prepared, options: Options) -> Iterator[Checked]:
    """Reach each host, say what is offered there, and obtain a token of each kind.

    Changes nothing there. Where nothing can be reached it is over within `http.timeout`.
    """
    generation = Generation(options.seed, options.max_examples)
    session = Session(prepared.profile, prepared.contracts, prepared.cases, generation)
    try:
        addresses = _addresses(prepared)
        reached = _reached(session, addresses)
        yield from reached.values()
        if any(each.state == "ok" for each in reached.values()):
            yield from _offered(session, reached)
    finally:
        session.close()


def _addresses(prepared: Prepared) -> dict[str, str]:
    """Return what each address to be reached is, and the address."""
    found = {
        f"{api} reachable": prepared.profile.api(api).base_url for api in prepared.contracts
    }
    settings = prepared.profile.authorization
    if settings is None:
        return found
    by_hand = settings.endpoints.token if settings.endpoints is not None else None
    address = settings.discovery or by_hand
    return {**found, "authorization reachable": str(address)} if address else found


def _reached(session: Session, addresses: Mapping[str, str]) -> dict[str, Checked]:
    """Ask all addresses at a time: one that keeps silent must not hold up the others.

    Not even a name server may, whose answer no time-out of a connection covers.
    """
    found: dict[str, Checked] = {}

    def ask(what: str, url: str) -> None:
        found[what] = _attempt(session, what, partial(reach_url, session, url))

    asked = [Thread(target=ask, args=item, daemon=True) for item in addresses.items()]
    until = time.monotonic() + _patience(session, len(asked))
    for each in asked:
        each.start()
    for each in asked:
        each.join(max(0.0, until - time.monotonic()))
    seconds = session.profile.http.timeout
    silent = f"no answer within {seconds:g} s (http.timeout)"
    return {
        what: found.get(what) or Checked(what, "failed", f"{host_of(url)}: {silent}")
        for what, url in addresses.items()
    }


def _patience(session: Session, addresses: int) -> float:
    """Return the seconds to wait: the time-out, or more where the pace alone takes longer."""
    timeout = session.profile.http.timeout
    pace = session.profile.effective_limits.requests_per_second
    return max(timeout, (addresses - 1) / pace + timeout / 2)


def _offered(session: Session, reached: Mapping[str, Checked]) -> Iterator[Checked]:
    server = reached.get("authorization reachable")
    settings = session.profile.authorization
    if server is not None and settings is not None and settings.discovery is not None:
        asked = partial(offer.metadata, session.authorization_server(settings))
        yield _unless(server, session, "authorization offers", asked)
    for api in session.contracts:
        there = reached[f"{api} reachable"]
        for name in session.contracts[api].operations:
            called = partial(offer.operation, session, api, name)
            yield _unless(there, session, f"{api} {name}", called)
        for kind in session.profile.api(api).token_kinds:
            if kind != "none":
                yield _token(session, api, kind, server)


def _unless(
    reached: Checked | None, session: Session, what: str, act: Callable[[], str]
) -> Checked:
    """Try something on a host, unless it could not even be reached."""
    if reached is not None and reached.state == "failed":
        return Checked(what, "not tried", f"see {reached.what}")
    return _attempt(session, what, act)


def _attempt(session: Session, what: str, act: Callable[[], str]) -> Checked:
    try:
        return Checked(what, "ok", session.recorder.redactor.text(act()))
    except NotTestable as missing:
        return Checked(what, "not tried", session.recorder.redactor.text(str(missing)))
    except TargetError as error:
        return Checked(what, "failed", session.recorder.redactor.text(str(error)))


def _token(session: Session, api: str, kind: TokenKind, server: Checked | None) -> Checked:
    what = f"{api} {kind} token"
    line = served_line(session, api) if kind == "three-legged" else None
    if kind == "three-legged" and line is None:
        missing = "add under subscribers a line that is served"
        if not session.profile.effective_limits.messages:
            missing += ", with consent: given (or let limits.messages: true ask its user)"
        return Checked(what, "not tried", missing)
    return _unless(server, session, what, partial(obtain, session, api, kind, line))
