"""Requests of an unusual form: served or refused, as the sources leave open, no accident."""

import codecs
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.checks.envelope import json_object
from conformance.exchanges import Exchange, Purpose, Request
from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import TargetError
from conformance.target.operations import ABSENT, OperationClient

_FIRST_CLIENT_ERROR, _FIRST_SERVER_ERROR = 400, 500
# Says that the method is not known to the server at all (RFC 9110 section 15.6.2).
_NOT_IMPLEMENTED = 501
_METHOD_NOT_ALLOWED = 405
# Headers that the client writes by itself for each request.
_OF_THE_CLIENT = frozenset(
    {"host", "content-length", "user-agent", "accept-encoding", "connection"}
)
_DEPTH = 2_000
_HUGE = 100_000

Send = Callable[[OperationClient, Subscriber], Answer]


@requirement("commonalities.media-type.charset-of-a-request-is-accepted")
def test_charset(
    operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """The guide allows to name it, and names of character sets have no case."""
    operation.call(line, content_type=example["content_type"]).succeeded()


@requirement(
    "commonalities.request.unusual-form-is-no-accident",
    "commonalities.request.body-on-get-is-no-accident",
)
def test_unusual_form(
    run: Session, operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """Neither reading of the sources ends in a failure of the server, or in silence."""
    started = time.monotonic()
    try:
        answer = _FORMS[example["form"]](operation, line)
    except TargetError as error:
        silent = time.monotonic() - started >= run.profile.http.timeout
        if type(error) is TargetError and silent:
            raise UnexpectedAnswer(f"no answer: {error}") from error
        if type(error) is TargetError and example["form"] == "huge":
            return  # RFC 9110 section 15.5.14: too large a body may end the connection
        raise
    if answer.status >= _FIRST_SERVER_ERROR:
        raise UnexpectedAnswer(f"{answer}: an unusual request is served or refused")


@requirement("commonalities.request.other-method-is-refused")
def test_other_method(
    operation: OperationClient, line: Subscriber, example: Mapping[str, Any]
) -> None:
    """A path has the methods that the contract gives it."""
    opposite = "GET" if operation.takes_body else "POST"
    method = opposite if example["method"] == "opposite" else example["method"]

    answer = _beside(lambda good: replace(good, method=method, body=None))(operation, line)
    by_client = _FIRST_CLIENT_ERROR <= answer.status < _FIRST_SERVER_ERROR
    if not by_client and answer.status != _NOT_IMPLEMENTED:
        raise UnexpectedAnswer(f"{answer}: {method} is no method of this path")
    # The guide has a code for just this, so that it is an error of the API like any other.
    response = answer.exchange.response
    is_page = response is not None and json_object(response) is None
    if answer.status == _METHOD_NOT_ALLOWED and is_page:
        raise UnexpectedAnswer(f"{answer}: an error has a JSON object for its body")


def _members(operation: OperationClient, line: Subscriber) -> dict[str, Any]:
    """Return the members of a good body; none where the operation has no body."""
    body = operation.fitting_body(line)
    named = {"phoneNumber": line.phone_number} if operation.identifies_by_body else {}
    return {**named, **body} if isinstance(body, Mapping) else {}


def _text(operation: OperationClient, line: Subscriber, more: str) -> bytes:
    """Return a good body with a further member written as it is."""
    written = json.dumps(_members(operation, line))[:-1]
    return f"{written}{', ' if len(written) > 1 else ''}{more}}}".encode()


def _with(more: str) -> Send:
    return lambda operation, line: operation.call(line, body=_text(operation, line, more))


def _as(encode: Callable[[str], bytes]) -> Send:
    return lambda operation, line: operation.call(
        line, body=encode(json.dumps(_members(operation, line)))
    )


def _typed(content_type: str | None) -> Send:
    def send(operation: OperationClient, line: Subscriber) -> Answer:
        told = content_type if content_type is not None else ABSENT
        return operation.call(line, content_type=told)

    return send


def _twice(operation: OperationClient, line: Subscriber) -> Answer:
    """Write each member of a good body twice, or one that nobody knows where there is none."""
    members = _members(operation, line) or {"unknown": 1}
    written = ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in members.items())
    return operation.call(line, body=f"{{{written}, {written}}}".encode())


def _other_case(operation: OperationClient, line: Subscriber) -> Answer:
    members = _members(operation, line) or {"maxAge": 24}
    return operation.call(line, body={name.upper(): it for name, it in members.items()})


def _resent(change: Callable[[Request], Request]) -> Send:
    """Send a good request, then the same one with a change, its token included."""

    def send(operation: OperationClient, line: Subscriber) -> Answer:
        good = operation.call(line).succeeded().exchange
        return operation.send(change(_own(good)), line, good.purpose.token or "none")

    return send


def _beside(change: Callable[[Request], Request]) -> Send:
    """Send a good request, then one that is like it and none of the operation.

    What the contract says of the operation's answers does not hold for the answer to that.
    """

    def send(operation: OperationClient, line: Subscriber) -> Answer:
        good = operation.call(line).succeeded().exchange
        purpose = Purpose("api", None, line.id, good.purpose.token)
        request = change(_own(good))
        return Answer(operation.target.answered(lambda: request, purpose))

    return send


def _own(exchange: Exchange) -> Request:
    """Return the request without what the client writes by itself."""
    headers = exchange.request.headers
    own = tuple(each for each in headers if each[0].lower() not in _OF_THE_CLIENT)
    return replace(exchange.request, headers=own)


def _at(change: Callable[[str], str]) -> Callable[[Request], Request]:
    """Return a request to a path of which the last part is changed."""

    def changed(request: Request) -> Request:
        head, slash, name = request.url.rpartition("/")
        return replace(request, url=head + change(slash + name))

    return changed


def _second_correlator(request: Request) -> Request:
    return replace(request, headers=(*request.headers, ("x-correlator", "a-second-value")))


_FORMS: Mapping[str, Send] = {
    "names-twice": _twice,
    "deep": _with(f'"unknown": {"[" * _DEPTH}{"]" * _DEPTH}'),
    "huge": _with(f'"unknown": "{"x" * _HUGE}"'),
    "huge-number": _with('"unknown": 1e400'),
    "lone-surrogate": _with(r'"unknown": "\ud800"'),
    "null-character": _with(r'"unknown\u0000": "\u0000"'),
    "unknown-member": _with('"unknown": null'),
    "other-case": _other_case,
    "byte-order-mark": _as(lambda text: codecs.BOM_UTF8 + text.encode()),
    "utf-16": _as(lambda text: text.encode("utf-16")),
    "no-content-type": _typed(None),
    "text": _typed("text/plain"),
    "latin-1": _typed("application/json; charset=iso-8859-1"),
    "trailing-slash": _beside(_at(lambda path: path + "/")),
    "doubled-slash": _beside(_at(lambda path: "/" + path)),
    "upper-case-path": _beside(_at(str.upper)),
    "unknown-query": _resent(_at(lambda path: path + "?unknown=1")),
    "two-correlators": _resent(_second_correlator),
    "body-on-get": lambda operation, line: operation.call(line, body=b"{}"),
}
