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


def someone_is_there() -> bool:
    """Whether a person sits at a terminal, to be asked or to be told something."""
    return _terminal() is not None


def ask(question: str) -> str:
    """Show a question and return the line that is typed, without its surrounding spaces.

    Raises `NotTestable` where no terminal is there to ask at, and where nothing is typed.
    The question goes to a terminal alone, never into a file.
    """
    if not someone_is_there():
        raise NotTestable(
            "it takes a person at a terminal, and standard input is none: run it in one"
        )
    with _undisturbed():
        _show(f"\n{question}\n> ")
        typed = sys.stdin.readline().strip()
    if not typed:
        raise NotTestable("a person was asked at the terminal and typed nothing")
    return typed


def tell(text: str) -> None:
    """Show a person what to do; nothing is typed. Without a terminal nothing happens."""
    with _undisturbed():
        _show(f"\n{text}\n")


@contextmanager
def _undisturbed() -> Iterator[None]:
    with ExitStack() as afterwards:
        for stop, start in _in_the_way:
            stop()
            afterwards.callback(start)
        yield


def _show(text: str) -> None:
    # Looked up here and not before: a progress bar that was running had put its own stream
    # in place of the terminal's, which breaks long lines, and an address with them.
    shown = _terminal()
    if shown is not None:
        shown.write(text)
        shown.flush()


def _terminal() -> TextIO | None:
    """Return the stream that a person reads who can also type, None if there is none."""
    if not sys.stdin.isatty():
        return None
    return next((stream for stream in (sys.stderr, sys.stdout) if stream.isatty()), None)
