"""Sends several requests of one case at a time, as many as the run allows."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from conformance.profile import Subscriber
from conformance.profile.approval import Switch
from conformance.scenarios.session import Session

Each = TypeVar("Each")
Result = TypeVar("Result")

MOST_THREADS = 8
"""More than so many requests of one case are never on their way: other cases' are, too."""


def side_by_side(
    run: Session,
    do: Callable[[Each], Result],
    what: Sequence[Each],
    users: Iterable[Subscriber] = (),
) -> list[Result]:
    """Do something for each of several, and return the results in their order.

    One after the other where the run sends one request at a time, and where one of `users`,
    who may be asked, answers by a switch: it would answer several requests at once. Raises
    what the first of them raises.
    """
    switched = any(isinstance(each.approval, Switch) for each in users)
    threads = min(run.target.pacer.at_a_time, MOST_THREADS)
    if switched or threads == 1:
        return [do(each) for each in what]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(do, what))
