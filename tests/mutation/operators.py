"""The register of operators, each of which makes a good answer bad in one way."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from inspect import getdoc
from types import MappingProxyType

from conformance.exchanges import Response
from tests.mutation.answers import Good

Changes = Iterable[Response]
Operator = Callable[[Good], Changes]

_operators: dict[str, Operator] = {}
OPERATORS: Mapping[str, Operator] = MappingProxyType(_operators)
"""Name -> operator. It yields bad answers only, and none where it can't make one."""


def operator(function: Operator) -> Operator:
    """Register an operator under its name; its docstring says what it does to an answer."""
    if function.__name__ in _operators or not getdoc(function):
        raise ValueError(f"{function.__name__} needs a name of its own and a docstring")
    _operators[function.__name__] = function
    return function


@dataclass(frozen=True)
class Mutant:
    """A bad answer: what was good, what was done to it, and what came of it."""

    good: Good
    operator: str
    response: Response


def mutants(good: Good) -> Iterator[Mutant]:
    """Yield every bad answer that can be made of a good one."""
    for name, change in OPERATORS.items():
        for response in change(good):
            yield Mutant(good, name, response)
