"""One call in, one reply out: the steps, then the answer or the refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from conformance.reference.decisions.answers import Document
from conformance.reference.operations import CHECK, RETRIEVE_DATE, SHARE, VERIFY, Call
from conformance.reference.problems import RefusalError
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.world import World


@dataclass(frozen=True)
class Reply:
    """A response of the resource server."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def _check(call: Call, line: Subscriber, world: "World") -> Document:
    """Answer whether the SIM changed within the hours asked for."""
    back = world.rules.window(call.body["maxAge"])
    return world.rules.check_body(world.rules.swapped(line, back, world.clock.moment()))


def _retrieve_date(_call: Call, line: Subscriber, world: "World") -> Document:
    """Answer when the SIM last changed, as far as the history goes."""
    rules = world.rules
    change = rules.latest_change(line, world.dialect, world.clock.moment())
    days = rules.monitored_period(change, world.dialect)
    return rules.date_body(None if change is None else rules.write_time(change), days)


def _verify(call: Call, line: Subscriber, world: "World") -> Document:
    """Answer whether the number given, plain or hashed, is that of the device."""
    rules = world.rules
    if "phoneNumber" in call.body:
        return rules.verify_body(rules.number_matches(call.body["phoneNumber"], line))
    given = call.body.get("hashedPhoneNumber", "")
    return rules.verify_body(rules.hash_matches(given, rules.hash_of(line)))


def _share(_call: Call, line: Subscriber, world: "World") -> Document:
    """Answer the number of the device."""
    return world.rules.share_body(world.rules.shared_number(line))


_ANSWERS: Mapping[str, Callable[[Call, Subscriber, "World"], Document]] = MappingProxyType(
    {
        CHECK.name: _check,
        RETRIEVE_DATE.name: _retrieve_date,
        VERIFY.name: _verify,
        SHARE.name: _share,
    }
)


def answer(call: Call, world: "World") -> Reply:
    """Return the reply to a call of an operation."""
    try:
        for step in world.rules.steps:
            step(call, world)
        if call.line is None:
            raise RefusalError("missing-number")
        document = _ANSWERS[call.operation.name](call, call.line, world)
    except RefusalError as refusal:
        return refuse(refusal.cause, call.correlator, world, call.operation.api)
    return _reply(200, document, call.correlator, world, call.operation.api)


def refuse(cause: str, correlator: str | None, world: "World", api: str = "") -> Reply:
    """Return the refusal for a cause in the table of problems, envelope and all.

    `api` is the one that was called; empty where the path is that of none.
    """
    problem = world.rules.problems[cause]
    return _reply(problem.status, world.rules.envelope(problem), correlator, world, api)


def _reply(
    status: int, document: object, correlator: str | None, world: "World", api: str
) -> Reply:
    """Return a rendered reply with its headers."""
    rules = world.rules
    rendered = rules.render(status, document)
    told = {
        "content-type": rendered.content_type,
        "content-encoding": rendered.content_encoding,
    }
    headers = {name: value for name, value in told.items() if value}
    is_legal = rules.older_correlators.get(api, rules.correlator_is_legal)
    legal = correlator is not None and is_legal(correlator)
    echoed = rules.correlator_of_reply(correlator, legal, status)
    if echoed is not None:
        headers["x-correlator"] = echoed
    return Reply(status, rendered.body, headers)
