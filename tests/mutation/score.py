"""The score: every mutation, and who noticed it."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.mutation import LIES, OPERATORS, mutants
from tests.mutation.lying import liar
from tests.mutation.offline import noticed_by
from tests.mutation.recorded import good_answers


def table_of_operators() -> Iterator[str]:
    """Yield a line for each operator: noticed/made, and the requirements by how often."""
    goods, contracts = good_answers()
    made: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in (each for good in goods for each in mutants(good)):
        found = noticed_by(mutant, contracts)
        made[mutant.operator] += 1
        noticed[mutant.operator] += bool(found)
        rows[mutant.operator].update(found)
    for name in OPERATORS:
        seen = ", ".join(f"{row} {count}" for row, count in rows[name].most_common(3))
        yield f"{name:<36} {noticed[name]:>5}/{made[name]:<5} {seen}"
    yield f"{noticed.total()} of {made.total()} bad answers noticed offline"


def table_of_lies() -> Iterator[str]:
    """Yield a line for each lie: the requirement that noticed, or that none did."""
    noticed = 0
    for dialect in sorted({lie.dialect for lie in LIES.values()}):
        with liar(dialect) as lying:
            for name, lie in LIES.items():
                if lie.dialect == dialect:
                    found = lying.noticed_by(lie)
                    noticed += bool(found)
                    yield f"{name:<72} {', '.join(found[:2]) or '-'}"
    yield f"{noticed} of {len(LIES)} lies noticed"
