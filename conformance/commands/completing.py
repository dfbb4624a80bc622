"""What a shell offers for arguments and options while they are typed.

A shell shows whatever is printed beside the line that is being typed: nothing here may fail,
be it in a folder that can't be read.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from conformance.console import candidates

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_profile(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer bundled profiles and those of this folder; for any other path, what is there."""
    named = _bundled_or_here(context, parameter, typed)
    return named or [CompletionItem(typed, type="file")]


def _offering(words: Callable[[click.Context], Iterable[str]]) -> Completer:
    """Return what offers those of the words that begin with what is typed."""

    def offer(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        with suppress(Exception):
            return [CompletionItem(word) for word in words(context) if word.startswith(typed)]
        return []

    return offer


_bundled_or_here = _offering(lambda _: candidates.profiles())
complete_api = _offering(lambda _: candidates.SELECTABLE)
complete_requirement = _offering(lambda _: candidates.requirements())
complete_fault = _offering(lambda _: candidates.faults())
complete_dialect = _offering(lambda _: candidates.dialects())
complete_release = _offering(lambda context: candidates.releases(context.params.get("api")))
complete_spoken_release = _offering(lambda _: candidates.spoken_releases())
