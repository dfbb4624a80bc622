"""Mistakes in which answers depend on what was asked before, or by whom."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from conformance.reference.authorization.grants import Grant
from conformance.reference.faults.registry import (
    ALL,
    CHECK,
    DATE,
    SHARE,
    SIM_SWAP,
    VERIFY,
    Catalogue,
    rows,
)
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.world import World

catalogue = Catalogue()
_BELONG = "answers-belong-to-the-subscriber"
_SAME = "same-question-has-the-same-answer"


@catalogue.fault(*rows(ALL, _BELONG))
def line_cached_by_client(rules: Rules) -> None:
    """The line of a token is cached under the client, who has many users."""
    honest, known = rules.line_of_token, dict[str, Subscriber]()

    def line_of_token(world: "World", grant: Grant) -> Subscriber | None:
        line = honest(world, grant)
        return line and known.setdefault(grant.client_id, line)

    rules.line_of_token = line_of_token


@catalogue.fault(*rows(SIM_SWAP, _BELONG))
def line_cached_by_operation(rules: Rules) -> None:
    """The cache's key lacks the number: the first number's line answers for all."""
    honest, known = rules.line_of_number, list[Subscriber]()

    def line_of_number(world: "World", number: str) -> Subscriber:
        known.append(honest(world, number))
        return known[0]

    rules.line_of_number = line_of_number


@catalogue.fault(*rows(ALL, _BELONG))
def line_of_the_last_caller(rules: Rules) -> None:
    """The line is a variable of the process: each caller gets the one before."""
    by_token, by_number, last = rules.line_of_token, rules.line_of_number, list[Subscriber]()

    def swap(line: Subscriber) -> Subscriber:
        last.append(line)
        return last.pop(0) if len(last) > 1 else line

    def line_of_token(world: "World", grant: Grant) -> Subscriber | None:
        line = by_token(world, grant)
        return line and swap(line)

    rules.line_of_token = line_of_token
    rules.line_of_number = lambda world, number: swap(by_number(world, number))


def _every_second() -> Callable[[], bool]:
    """Return a function that says False and True in turn."""
    calls = count()
    return lambda: next(calls) % 2 == 1


@catalogue.fault(CHECK + _SAME, VERIFY + _SAME)
def replicas_disagree(rules: Rules) -> None:
    """One of two replicas has its flags inverted; they take turns."""
    turn_of_check, turn_of_verify = _every_second(), _every_second()
    swapped, matches = rules.swapped, rules.number_matches
    rules.swapped = lambda line, back, now: swapped(line, back, now) ^ turn_of_check()
    rules.number_matches = lambda given, line: matches(given, line) ^ turn_of_verify()


@catalogue.fault(DATE + _SAME)
def replica_lags_behind(rules: Rules) -> None:
    """One of two replicas has an earlier state, and tells an earlier change."""
    turn, honest = _every_second(), rules.write_time
    rules.write_time = lambda moment: honest(moment - timedelta(days=40 * turn()))


@catalogue.fault(SHARE + _SAME)
def number_pool_rotates(rules: Rules) -> None:
    """A line with two numbers tells one and the other in turn."""
    turn = _every_second()
    rules.shared_number = lambda line: (
        line.phone_number[:-1] + "9" if turn() else line.phone_number
    )
