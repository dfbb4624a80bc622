"""What is wrong with a profile, where, and what to write instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONGEST_ECHO = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a profile.

    `line` and `column` count from 1 and are None where the file itself is the problem; `key`
    is the dotted path to the value, empty where there is none. No field ever holds a secret,
    a subscriber's number or the value of a variable.
    """

    file: str
    message: str
    remedy: str
    line: int | None = None
    column: int | None = None
    key: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = f"{self.key}: " if self.key else ""
        return f"{where}: {subject}{self.message}; {self.remedy}"


class ProfileError(Exception):
    """A profile that can't be used; `problems` holds all that was found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def printable(text: str, longest: int = _LONGEST_ECHO) -> str:
    """Return text on one line: what a terminal would obey is escaped, what is long is cut."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(c if c.isprintable() else _escaped(c) for c in cut)[: longest * 2]


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that was probably meant, None where nothing is close."""
    import difflib

    spelling = {name.lower().replace("_", "-"): name for name in known}
    wanted = word[:_LONGEST_ECHO].lower().replace("_", "-")
    found = difflib.get_close_matches(wanted, list(spelling), n=1)
    return spelling[found[0]] if found else None


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
