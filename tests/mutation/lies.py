"""The register of lies: answers in contract, or of the authorization server, that are wrong.

No single exchange shows that they are; only what the suite asks besides can. Each is told by
a proxy before the honest provider, on every answer that it is about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import getdoc
from types import MappingProxyType
from urllib.parse import urlsplit

from conformance.exchanges import Request, Response
from tests.mutation.changes import Change

Telling = Callable[[Request, Response], Response]
Told = tuple[str, str, Change]
"""A lie's name, what it says in a sentence, and how it changes whatever was answered."""


@dataclass(frozen=True)
class Lie:
    """What is told instead, at which path and under which status.

    `noticed_by` names the requirements (globs) of which one fails at least.
    """

    tell: Telling
    path: str
    status: int
    noticed_by: tuple[str, ...]
    dialect: str

    def __call__(self, request: Request, response: Response) -> Response:
        """Return the lie where one is told, the answer as it is elsewhere."""
        here = urlsplit(request.url).path.endswith(self.path)
        told = here and response.status == self.status
        return self.tell(request, response) if told else response


_lies: dict[str, Lie] = {}
LIES: Mapping[str, Lie] = MappingProxyType(_lies)
"""Name -> lie."""


def lie(
    path: str, *noticed_by: str, status: int = 200, dialect: str = "camara"
) -> Callable[[Telling], Telling]:
    """Register a lie about the answers of a path with a status, under its function's name."""

    def register(function: Telling) -> Telling:
        if function.__name__ in _lies or not getdoc(function):
            raise ValueError(f"{function.__name__} needs a name of its own and a docstring")
        _lies[function.__name__] = Lie(function, path, status, noticed_by, dialect)
        return function

    return register


def lies(
    path: str, by_row: Mapping[str, Iterable[Told]], status: int = 200, dialect: str = "camara"
) -> None:
    """Register lies that do not look at what was asked, by the requirement that notices."""
    for row, told in by_row.items():
        for name, sentence, change in told:
            telling = _telling(name, sentence, change)
            lie(path, row, status=status, dialect=dialect)(telling)


def _telling(name: str, sentence: str, change: Change) -> Telling:
    def tell(_: Request, response: Response) -> Response:
        return change(response)

    tell.__name__, tell.__doc__ = name, sentence
    return tell
