"""Sends the recorded exchanges of a case again.

What was redacted is filled in from the profile: lines by their ids, ready-made tokens, and
fresh access tokens of the same kind for the same line. A report is somebody's file: whatever
addresses it names, requests leave only for what the profile names.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID, uuid4

from conformance.exchanges import Exchange as Raw
from conformance.exchanges import Purpose, RedactedExchange, Request
from conformance.plan.asking import asks_the_user, held_back_for, may_be_authenticated
from conformance.profile import Subscriber, TokenKind
from conformance.report.exchanges import Exchange
from conformance.report.model import Case, Report
from conformance.run.errors import UnknownRequirement
from conformance.run.recorded.fillings import Unfilled, filled, line_values, secret_values
from conformance.scenarios.session import Session
from conformance.target.errors import NotTestable, TargetError
from conformance.target.patience import host_of
from conformance.target.placeholders import is_cut, placeholders
from conformance.target.wire import CORRELATOR

# The client sets these itself.
_OWN_HEADERS = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent"}
)
_ACCESS_TOKEN = re.compile(r"<(?:access|(?:two|three)-legged) token (?:of the profile )?\d+>")
_MADE_UP = re.compile(r"<credentials \d+>")
# A body that is no UTF-8 is recorded with its bytes spelled out, in which JSON has no part.
_SPELLED_BYTES = re.compile(r"(?<!\\)\\x[0-9a-f]{2}")


@dataclass(frozen=True)
class Replayed:
    """A recorded exchange and what came of sending it again."""

    recorded: Exchange
    now: RedactedExchange | None = None
    problem: str | None = None
    """Why it could not be sent again."""
    note: str | None = None
    """What is different about it this time, or why it need not be sent."""


def recorded_case(report: Report, wanted: str) -> tuple[Case, list[Exchange]]:
    """Return the case of that id, or the only one of that requirement, and its exchanges.

    Raises `UnknownRequirement` where there is none, or where it exchanged nothing.
    """
    cases = [case for row in report.requirements for case in row.cases if case.id == wanted]
    rows = [row for row in report.requirements if row.id == wanted]
    found = cases or [case for row in rows for case in row.cases]
    if len(found) != 1:
        raise UnknownRequirement(_which(found, wanted))
    numbers = set(found[0].exchanges)
    exchanges = [each for each in report.exchanges if each.n in numbers]
    if not exchanges:
        raise UnknownRequirement(
            f"case {wanted!a} is {found[0].outcome} and exchanged nothing: there is nothing "
            "to be sent again"
        )
    return found[0], exchanges


def _which(found: Sequence[Case], wanted: str) -> str:
    if not found:
        return f"the report has no case {wanted!a}: its page lists them below each requirement"
    several = ", ".join(ascii(case.id) for case in found[:5])
    return f"{wanted!a} has {len(found)} cases: name one, such as {several}"


class Replayer:
    """Sends exchanges of one report again, to the target of a session."""

    def __init__(self, session: Session, report: Report) -> None:
        self._session = session
        self._report = report
        redactor = session.recorder.redactor
        self._values = line_values(session.profile, redactor)
        if session.profile.sha256 == report.profile.sha256:
            # They are numbered in the profile's order: another order is another secret.
            self._values |= secret_values(session.profile, redactor)
        self._kept: list[RedactedExchange] = []
        session.recorder.listen(self._keep)

    def replay(self, exchanges: Sequence[Exchange]) -> list[Replayed]:
        """Send them in their order; what obtained tokens for calls is gone through anew."""
        calls = any(each.kind == "api" for each in exchanges)
        return [self._replayed(each, flow=calls and each.kind != "api") for each in exchanges]

    def _keep(self, _: Raw, redacted: RedactedExchange) -> None:
        self._kept.append(redacted)

    def _replayed(self, exchange: Exchange, *, flow: bool) -> Replayed:
        if flow:
            return Replayed(exchange, note="part of a token flow, which is gone through anew")
        try:
            request, note = self._request(exchange)
        except (Unfilled, NotTestable, TargetError) as problem:
            return Replayed(exchange, problem=self._told(problem))
        return self._sent(exchange, request, note)

    def _sent(self, exchange: Exchange, request: Request, note: str | None) -> Replayed:
        purpose = Purpose(
            exchange.kind, exchange.operation, exchange.subscriber, exchange.token
        )
        before = len(self._kept)
        try:
            self._session.target.send(request, purpose)
        except TargetError as problem:
            # What was sent is recorded, answered or not; what was not has these words alone.
            if len(self._kept) == before:
                return Replayed(exchange, problem=self._told(problem))
        return Replayed(exchange, now=self._kept[-1], note=note)

    def _told(self, problem: Exception) -> str:
        return self._session.recorder.redactor.text(str(problem))

    def _request(self, exchange: Exchange) -> tuple[Request, str | None]:
        """Return the request as it leaves now; raises `Unfilled`, `TargetError`."""
        request = exchange.request
        _refuse_lost_bytes(request.body)
        url = self._address(exchange)
        headers = [pair for pair in request.headers if pair[0].lower() not in _OWN_HEADERS]
        everything = " ".join([url, *(value for _, value in headers), request.body or ""])
        own, note = self._tokens(exchange, everything)
        values = {**self._values, **own}
        form = "x-www-form-urlencoded" in _header(request.headers, "content-type")
        body = None if request.body is None else filled(request.body, values, in_url=form)
        if not any(each in (request.body or "") for each in own):
            _refuse_another_length(body, request.headers)
        filled_in = tuple(
            (name, _fresh(name, filled(value, values))) for name, value in headers
        )
        address = filled(url, values, in_url=True)
        content = None if body is None else body.encode()
        return Request(request.method, address, filled_in, content), note

    def _tokens(self, exchange: Exchange, text: str) -> tuple[dict[str, str], str | None]:
        found = placeholders(text)
        needed = [each for each in found if _ACCESS_TOKEN.fullmatch(each)]
        kind = exchange.token
        if kind == "invalid":
            made_up = [each for each in found if _MADE_UP.fullmatch(each)]
            note = "with another made-up token" if made_up else None
            return {each: secrets.token_urlsafe(16) for each in made_up}, note
        if not needed or kind not in ("two-legged", "three-legged"):
            return {}, None
        if len(needed) > 1:
            raise Unfilled(f"{needed[0]} and {needed[1]}: which of them is which is not told")
        return {needed[0]: self._token(exchange, kind)}, None

    def _token(self, exchange: Exchange, kind: TokenKind) -> str:
        api, _, name = (exchange.operation or "").partition(".")
        line = self._line(exchange, api, kind)
        token = self._session.operation(api, name, kind).fitting_token(line)
        if token.value is None:
            raise Unfilled("this deployment's calls redeem a code themselves, of one use")
        return token.value

    def _line(self, exchange: Exchange, api: str, kind: TokenKind) -> Subscriber | None:
        profile = self._session.profile
        lines = {line.id: line for line in profile.subscribers}
        line = lines.get(exchange.subscriber or "")
        if kind == "three-legged" and line is None:
            raise Unfilled(f"the profile has no line {exchange.subscriber!a} for a token")
        asks = line is not None and asks_the_user(profile, api, kind)
        if asks and line is not None and not may_be_authenticated(profile, line):
            raise Unfilled(held_back_for(line).reason)
        return line

    def _address(self, exchange: Exchange) -> str:
        """Return where it goes now: only ever to what the profile names."""
        url = exchange.request.url
        if exchange.kind == "api":
            return self._below_the_api(exchange.operation, url)
        moved = self._moved(url)
        settings = self._session.profile.authorization
        named = [api.base_url for api in self._session.profile.apis.values()]
        if settings is not None and settings.discovery is not None:
            named.append(settings.discovery)
        if host_of(moved) not in {host_of(each) for each in named}:
            raise Unfilled(f"{host_of(url)!a} is no host that the profile names")
        return moved

    def _below_the_api(self, operation: str | None, url: str) -> str:
        api, _, name = (operation or "").partition(".")
        before = self._base_urls.get(api)
        if before is None or name not in self._operations(api):
            raise Unfilled(f"the profile has no operation {operation!a}")
        rest = url.removeprefix(before)
        climbs = ".." in unquote(rest.partition("?")[0]).split("/")
        if rest == url or climbs or not rest.startswith(("/", "?")):
            raise Unfilled("its address is not below the API's base URL in the report")
        return self._session.profile.api(api).base_url.rstrip("/") + rest

    def _operations(self, api: str) -> Sequence[str]:
        contract = self._session.contracts.get(api)
        return () if contract is None else tuple(contract.operations)

    @property
    def _base_urls(self) -> dict[str, str]:
        return {api.api: api.base_url.rstrip("/") for api in self._report.target.apis}

    def _moved(self, url: str) -> str:
        """Return a URL of a host that has moved since, as the embedded provider does."""
        for api, before in self._base_urls.items():
            now = self._session.profile.apis.get(api)
            if now is not None and host_of(before) == host_of(url):
                return host_of(now.base_url) + url.removeprefix(host_of(url))
        return url


def _refuse_lost_bytes(body: str | None) -> None:
    if body is not None and is_cut(body):
        raise Unfilled("its body was cut when it was recorded")
    if body is not None and _SPELLED_BYTES.search(body):
        raise Unfilled("its body is no UTF-8, and its bytes are not recorded as such")


def _refuse_another_length(body: str | None, headers: Sequence[tuple[str, str]]) -> None:
    """Refuse a number that was written in a way that its placeholder does not tell."""
    told = _header(headers, "content-length")
    if body is not None and told.isdecimal() and len(body.encode()) != int(told):
        raise Unfilled(
            f"its body had {told} bytes and would have {len(body.encode())} now: how a number "
            "was written in it is not recorded"
        )


def _header(headers: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for each, value in headers if each.lower() == name), "")


def _fresh(name: str, value: str) -> str:
    """Give a request a correlator of its own, unless the recorded one was no UUID."""
    if name.lower() != CORRELATOR:
        return value
    try:
        UUID(value)
    except ValueError:
        return value
    return str(uuid4())
