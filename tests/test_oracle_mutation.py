"""Good answers are made bad; a mutation that nobody notices needs a reason, or is a hole."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.mutation import LIES, OPERATORS, Lie, mutants
from tests.mutation.explained import UNNOTICED_LIES, UNNOTICED_OPERATORS
from tests.mutation.lying import Liar, liar
from tests.mutation.offline import faults_in, noticed_by
from tests.mutation.recorded import good_answers

# Each costs some 0.3 s: every fourth is told here, all of them by `python -m tests.mutation`.
_TOLD = [name for at, name in enumerate(LIES) if at % 4 == 0 or name in UNNOTICED_LIES]

pytestmark = pytest.mark.xdist_group("oracle-mutation")


def test_answers_before_mutation_are_good() -> None:
    """Of every operation there are successes and refusals, and nobody has anything against."""
    goods, contracts = good_answers()

    assert [good.name for good in goods if faults_in(good, good.response, contracts)] == []
    for operation in contracts:
        statuses = {good.response.status for good in goods if good.operation == operation}
        assert statuses >= {200, 401, 403}
    assert {good.response.status for good in goods} >= {400, 404, 405, 422, 429, 500, 503}


def test_every_mutation_is_noticed_or_explained() -> None:
    """Offline, by what judges each exchange; every operator changes some answer."""
    goods, contracts = good_answers()
    made: set[str] = set()
    unnoticed: dict[str, list[str]] = defaultdict(list)
    for mutant in (each for good in goods for each in mutants(good)):
        made.add(mutant.operator)
        if not noticed_by(mutant, contracts):
            unnoticed[mutant.operator].append(f"{mutant.good.name}: {mutant.response}")

    assert made == set(OPERATORS)
    unexplained = {name: each[:3] for name, each in unnoticed.items()}
    assert {name: unexplained[name] for name in unexplained.keys() - UNNOTICED_OPERATORS} == {}
    assert set(UNNOTICED_OPERATORS) <= set(unnoticed), "an explanation is no longer needed"


@pytest.fixture(scope="module")
def full() -> Iterator[Liar]:
    with liar("camara") as lying:
        yield lying


@pytest.fixture(scope="module")
def limited() -> Iterator[Liar]:
    with liar("camara-limited") as lying:
        yield lying


@pytest.mark.parametrize("name", _TOLD)
def test_every_lie_is_noticed_or_explained(name: str, full: Liar, limited: Liar) -> None:
    """By the scenario that asks besides; a lie that is explained is still not noticed."""
    lie: Lie = LIES[name]
    lying = {"camara": full, "camara-limited": limited}[lie.dialect]

    assert bool(lying.noticed_by(lie)) is (name not in UNNOTICED_LIES)


def test_without_a_lie_nothing_is_noticed(full: Liar, limited: Liar) -> None:
    """The proxy itself changes nothing that a requirement is about."""
    for lying, dialect in ((full, "camara"), (limited, "camara-limited")):
        rows = sorted(
            {row for lie in LIES.values() if lie.dialect == dialect for row in lie.noticed_by}
        )
        honest = Lie(lambda _, response: response, "/", 200, tuple(rows), dialect)
        assert lying.noticed_by(honest) == []


def test_explanations_name_what_exists() -> None:
    assert set(UNNOTICED_LIES) <= set(LIES)
    assert set(UNNOTICED_OPERATORS) <= set(OPERATORS)
