"""Which case is next, where several are carried out at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.profile.approval import Switch
from conformance.scenarios.plugin import planned
from conformance.scenarios.requirement import ALONE, LONG
from conformance.specs.contracts import AUTHORIZATION


@dataclass(frozen=True)
class Round:
    """Items that may be carried out side by side, at most so many at a time; None: all."""

    items: list[pytest.Item]
    most: int | None


class Turns:
    """Hands out items: those with most requests first, and none beside what it disturbs.

    What the requests of other cases would disturb waits until those are over. Then comes one
    such test after the other, for several operations side by side, and those of the token
    flows beside the first.
    """

    def __init__(self, items: Sequence[pytest.Item], requests_at_a_time: int) -> None:
        self._rounds = list(_rounds(items, requests_at_a_time))
        self._taken: list[pytest.Item] = []

    def __bool__(self) -> bool:
        return any(each.items for each in self._rounds)

    def take(self, *, generated: bool = True) -> pytest.Item | None:
        """Return the next item, None while all that are left have to wait.

        They wait for others, or are `generated` requests, whose time has not come.
        """
        present = self._present()
        if present.most is not None and len(self._taken) >= present.most:
            return None
        busy = {name for item in self._taken for name in _what_it_disturbs(item)}
        for place, item in enumerate(present.items):
            ready = generated or not is_generated(item)
            if ready and busy.isdisjoint(_what_it_disturbs(item)):
                self._taken.append(item)
                return present.items.pop(place)
        return None

    def give_back(self, item: pytest.Item) -> None:
        """Say that an item is done."""
        self._taken.remove(item)

    def _present(self) -> Round:
        while len(self._rounds) > 1 and not (self._rounds[0].items or self._taken):
            del self._rounds[0]
        return self._rounds[0]


def is_generated(item: pytest.Item) -> bool:
    """Whether an item sends generated requests."""
    return item.path.parent.name == "properties"


def _rounds(items: Sequence[pytest.Item], requests_at_a_time: int) -> Iterator[Round]:
    # Stable: within a sort the order stays that of one worker.
    yield Round(sorted((each for each in items if not _alone(each)), key=_lateness), None)
    for together in _rounds_alone(list(filter(_alone, items))):
        own_requests = max(_alone_requests(item) for item in together)
        yield Round(together, max(1, requests_at_a_time // own_requests))


def _rounds_alone(items: Sequence[pytest.Item]) -> list[list[pytest.Item]]:
    of_tests: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if planned(item).api != AUTHORIZATION:
            of_tests.setdefault(item.path, []).append(item)
    # Tokens for an API's cases are asked for beside these in any round: in the first, then.
    of_flows = [item for item in items if planned(item).api == AUTHORIZATION]
    first, *others = of_tests.values() or [[]]
    return [each for each in ([*first, *of_flows], *others) if each]


def _alone_requests(item: pytest.Item) -> int:
    mark = _alone(item)
    return mark.kwargs.get("requests", 1) if mark else 1


def _alone(item: pytest.Item) -> pytest.Mark | None:
    return item.get_closest_marker(ALONE)


def _lateness(item: pytest.Item) -> tuple[int, bool]:
    # What is dozens of requests, one after the other, would end alone if it began last; each
    # request with a three-legged token may take two or three more, for the token.
    few_legs = planned(item).token != "three-legged"
    if is_generated(item):
        return 0, few_legs
    return 1 if item.get_closest_marker(LONG) else 2, few_legs


def _what_it_disturbs(item: pytest.Item) -> Iterator[str]:
    """Return the names of what an item has for itself, as long as it is carried out.

    A switch that answers for a line's user may know the line by its number alone, and would
    answer another case's request.
    """
    case = planned(item)
    if _alone(item):
        yield case.operation_id
    for line in (case.line, case.other_line):
        if line is not None and isinstance(line.approval, Switch):
            yield line.id
