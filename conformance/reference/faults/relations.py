"""Mistakes that show only where two answers are held side by side."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from conformance.reference.decisions.answers import Document
from conformance.reference.faults.registry import (
    ALL,
    CHECK,
    DATE,
    SHARE,
    SIM_SWAP,
    VERIFY,
    WITH_BODY,
    Catalogue,
    rows,
)
from conformance.reference.operations import Call
from conformance.reference.problems import Problem
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.world import World

catalogue = Catalogue()
_AT_ONCE = "answers-keep-apart-at-once"
_KINDS = "kinds-of-token-agree"
# Longer than a client takes to send its next request while another one is answered.
_TIME_TO_OVERLAP = 0.05


@catalogue.fault(CHECK + "wider-window-keeps-a-swap")
def usual_windows_made_at_night(rules: Rules) -> None:
    """The usual windows are answered from flags of last night, which lack today's swaps."""
    honest, usual = rules.swapped, {timedelta(hours=each) for each in (24, 72, 168, 720)}

    def swapped(line: Subscriber, back: timedelta, now: datetime) -> bool:
        known_until = now - timedelta(hours=12) if back in usual else now
        late = line.changed_at is not None and line.changed_at > known_until
        return honest(line, back, now) and not late

    rules.swapped = swapped


@catalogue.fault(CHECK + "flips-where-retrieve-date-says")
def summer_time_marked_as_utc(rules: Rules) -> None:
    """The database keeps local time, two hours ahead, and the date is written with a Z."""
    honest = rules.write_time
    rules.write_time = lambda moment: honest(moment + timedelta(hours=2))


@catalogue.fault(*rows(SIM_SWAP, _KINDS))
def number_looked_up_in_a_nightly_copy(rules: Rules) -> None:
    """A number in the body is looked up in last night's copy, a token's line is not."""
    honest, behind = rules.line_of_number, timedelta(days=40)

    def line_of_number(world: "World", number: str) -> Subscriber:
        line = honest(world, number)
        return replace(line, changed_at=line.changed_at and line.changed_at - behind)

    rules.line_of_number = line_of_number


@catalogue.fault(*rows(SIM_SWAP, _KINDS))
def answers_cached_by_body(rules: Rules) -> None:
    """The cache's key is path and body, which is the same in every three-legged request."""
    known: dict[tuple[str, bytes], Subscriber | None] = {}

    def cached(call: Call, _world: "World") -> None:
        if call.operation.api == "sim-swap":
            call.line = known.setdefault((call.operation.name, call.raw), call.line)

    rules.steps = (*rules.steps, cached)


@catalogue.fault(*rows((VERIFY, SHARE), _AT_ONCE))
def caller_kept_in_a_variable(rules: Rules) -> None:
    """The token is a variable of the process: two requests at once have one caller."""
    last: list[str | None] = [None]

    async def received(call: Call) -> Call:
        last[0] = call.authorization
        await asyncio.sleep(_TIME_TO_OVERLAP)
        return replace(call, authorization=last[0])

    rules.received = received


@catalogue.fault(*rows(WITH_BODY, _AT_ONCE))
def body_kept_in_a_variable(rules: Rules) -> None:
    """The body is read into a buffer that all requests share: the last one to come wins."""
    last = [b""]

    async def received(call: Call) -> Call:
        last[0] = call.raw
        await asyncio.sleep(_TIME_TO_OVERLAP)
        return replace(call, raw=last[0])

    rules.received = received


def _spoilt(rules: Rules, is_spoilt: Callable[[], bool]) -> None:
    """Answer with a default in place of the truth whenever it is told to."""
    check, date = rules.check_body, rules.date_body
    verify, share = rules.verify_body, rules.share_body

    def date_body(change: object, days: int | None) -> Document:
        return date(None if is_spoilt() else change, days)

    rules.check_body = lambda told: check(told and not is_spoilt())
    rules.date_body = date_body
    rules.verify_body = lambda told: verify(told and not is_spoilt())
    rules.share_body = lambda number: share(number[:6] if is_spoilt() else number)


@catalogue.fault(*rows(ALL, "error-leaves-the-next-answer-alone"))
def circuit_breaker_opens_on_refusals(rules: Rules) -> None:
    """A refusal opens the circuit breaker, and the next caller gets the default answer."""
    honest, open_for = rules.envelope, list[Problem]()

    def envelope(problem: Problem) -> object:
        open_for[:] = [problem]
        return honest(problem)

    rules.envelope = envelope
    _spoilt(rules, lambda: bool(open_for) and open_for.pop() is not None)


@catalogue.fault(*rows(ALL, "same-question-has-the-same-answer"))
def every_seventh_lookup_times_out(rules: Rules) -> None:
    """One lookup of seven takes too long, and is answered with the default."""
    lookups = count(1)
    _spoilt(rules, lambda: next(lookups) % 7 == 0)


@catalogue.fault(DATE + "same-question-has-the-same-answer")
def every_eleventh_date_is_of_another_replica(rules: Rules) -> None:
    """One replica of eleven is a day behind, and tells the change before the last."""
    turn, honest = count(1), rules.write_time
    rules.write_time = lambda moment: honest(
        moment - timedelta(days=40 if next(turn) % 11 == 0 else 0)
    )


@catalogue.fault(VERIFY + "case-of-the-hash-carries-no-meaning")
def hash_compared_in_two_spellings(rules: Rules) -> None:
    """The hash is compared in lower and in upper case, so that a mixed one never matches."""
    rules.hash_matches = lambda given, expected: given in (expected.lower(), expected.upper())
