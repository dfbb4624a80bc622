"""A person at the terminal, for what the suite can't do itself."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

from conformance.target.errors import NotTestable

_in_the_way: list[tuple[Callable[[], None], Callable[[], None]]] = []


@contextmanager
def giving_way(stop: Callable[[], None], start: Callable[[], None]) -> Iterator[None]:
    """Let a question be asked undisturbed: `stop` is called before it, `start` after it."""
    _in_the_way.append((stop, start))
    try:
        yield
    finally:
        _in_the_way.remove((stop, start))


def ask(question: str) -> str:
    """Show a question and return the line that is typed, without its surrounding spaces.

    Raises `NotTestable` where no terminal is there to ask at, and where nothing is typed.
    The question goes to a terminal alone, never into a file.
    """
    shown = _terminal()
    if shown is None:
        raise NotTestable(
            "it takes a person at a terminal, and standard input is none: run it in one"
        )
    with ExitStack() as afterwards:
        for stop, start in _in_the_way:
            stop()
            afterwards.callback(start)
        shown.write(f"\n{question}\n> ")
        shown.flush()
        typed = sys.stdin.readline().strip()
    if not typed:
        raise NotTestable("a person was asked at the terminal and typed nothing")
    return typed


def someone_is_there() -> bool:
    """Whether a person sits at a terminal, to be asked or to be told something."""
    return _terminal() is not None


def tell(text: str) -> None:
    """Show a person what to do; nothing is typed. Without a terminal nothing happens."""
    shown = _terminal()
    if shown is None:
        return
    with ExitStack() as afterwards:
        for stop, start in _in_the_way:
            stop()
            afterwards.callback(start)
        shown.write(f"\n{text}\n")
        shown.flush()


def _terminal() -> TextIO | None:
    """Return the stream that a person reads who can also type, None if there is none."""
    if not sys.stdin.isatty():
        return None
    return next((stream for stream in (sys.stderr, sys.stdout) if stream.isatty()), None)
