"""Mistakes in what check answers: which changes of the SIM count, and the shape of it."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from dataclasses import replace
from datetime import timedelta

from conformance.reference.faults.registry import CHECK, DATE, Catalogue, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()
_SHAPE = rows((CHECK,), "success-matches-the-contract", "responses-match-the-contract")
_NEVER = rows(
    (CHECK,), "never-swapped-is-not-reported", "never-swapped-is-not-reported-by-default"
)
_BASICS = rows(
    (CHECK,),
    "recent-swap-is-reported-by-default",
    "swap-within-max-age-is-reported",
    "max-age-is-in-hours",
)


@catalogue.fault(
    *rows(
        (CHECK,),
        "older-swap-is-not-reported",
        "old-swap-is-not-reported-by-default",
        "max-age-is-in-hours",
        "max-age-defaults-to-240",
    )
)
def any_swap_ever_counts(rules: Rules) -> None:
    """A line that was ever swapped is reported, however long ago that was."""
    rules.swapped = lambda line, _back, _now: line.changed_at is not None


@catalogue.fault(*_NEVER)
def first_sim_counts_as_swap(rules: Rules) -> None:
    """The activation of the first SIM, however old, is taken for a swap."""
    honest = rules.swapped
    rules.swapped = lambda line, back, now: (
        honest(line, back, now) if line.changed_at else line.activated_at is not None
    )


@catalogue.fault(*rows((CHECK,), "swap-within-max-age-is-reported"))
def swaps_of_today_missing(rules: Rules) -> None:
    """The table of swaps is filled by a nightly job: those of the last 12 hours lack."""
    honest = rules.swapped
    late = timedelta(hours=12)
    rules.swapped = lambda line, back, now: (
        honest(line, back, now) and not honest(line, late, now)
    )


@catalogue.fault(*_BASICS, *_NEVER)
def swapped_inverted(rules: Rules) -> None:
    """The back end's flag means "unchanged" and is passed on as it is."""
    honest = rules.swapped
    rules.swapped = lambda line, back, now: not honest(line, back, now)


@catalogue.fault(*rows((CHECK,), "max-age-is-in-hours"), DATE + "agrees-with-check")
def check_reads_an_older_copy(rules: Rules) -> None:
    """The two operations read two tables, whose times of the swap lie three days apart."""
    honest = rules.swapped
    apart = timedelta(days=3)
    rules.swapped = lambda line, back, now: honest(
        replace(line, changed_at=line.changed_at and line.changed_at - apart), back, now
    )


@catalogue.fault(*_NEVER)
def swapped_null_without_history(rules: Rules) -> None:
    """A line without a swap is answered null instead of false."""
    rules.check_body = lambda swapped: {"swapped": swapped or None}


@catalogue.fault(*_SHAPE)
def swapped_as_string(rules: Rules) -> None:
    """The boolean is sent as the text "true" or "false"."""
    rules.check_body = lambda swapped: {"swapped": str(swapped).lower()}


@catalogue.fault(*_SHAPE)
def swapped_under_another_name(rules: Rules) -> None:
    """The back end's own member name is sent."""
    rules.check_body = lambda swapped: {"simSwapped": swapped}
