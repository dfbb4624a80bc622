"""Mistakes with maxAge: its unit, its default, its range and its type."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from datetime import timedelta
from math import ceil
from typing import Any

from conformance.reference.decisions.requests import DEFAULT_MAX_AGE
from conformance.reference.faults.registry import CHECK, Catalogue, rows
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules

catalogue = Catalogue()
_IN_HOURS = "max-age-is-in-hours"
_OLDER = "older-swap-is-not-reported"
_DEFAULT = "max-age-defaults-to-240"


def _check(*names: str) -> tuple[str, ...]:
    """Return ids of requirements of check."""
    return rows((CHECK,), *names)


@catalogue.fault(*_check(_IN_HOURS, _OLDER, _DEFAULT, "old-swap-is-not-reported-by-default"))
def max_age_in_days(rules: Rules) -> None:
    """The unit of maxAge is taken to be days, as that of monitoredPeriod is."""
    rules.window = lambda number: timedelta(days=number)


@catalogue.fault(*_check(_IN_HOURS, "swap-within-max-age-is-reported"))
def max_age_in_minutes(rules: Rules) -> None:
    """The unit of maxAge is taken to be minutes."""
    rules.window = lambda number: timedelta(minutes=number)


@catalogue.fault(*_check(_IN_HOURS, _OLDER))
def window_rounded_up_to_weeks(rules: Rules) -> None:
    """The history is kept in weekly tables and the window is rounded up to whole ones."""
    rules.window = lambda hours: timedelta(weeks=ceil(hours / 168))


@catalogue.fault(*_check(_IN_HOURS, _OLDER))
def max_age_not_read(rules: Rules) -> None:
    """The parameter is read under a misspelt name, so that the default is always used."""
    rules.max_age_of = lambda body: int(body.get("maxage", DEFAULT_MAX_AGE))


def _defaults_to(rules: Rules, hours: int) -> None:
    """Use other hours where a request has no maxAge."""
    honest = rules.max_age_of
    rules.max_age_of = lambda body: honest({"maxAge": hours, **body})


@catalogue.fault(*_check(_DEFAULT, "absent-max-age-is-answered-as-240"))
def max_age_defaults_to_24(rules: Rules) -> None:
    """A request without maxAge is answered for one day."""
    _defaults_to(rules, 24)


@catalogue.fault(*_check(_DEFAULT, "absent-max-age-is-answered-as-240"))
def max_age_defaults_to_2400(rules: Rules) -> None:
    """A request without maxAge is answered for the longest time allowed."""
    _defaults_to(rules, 2400)


@catalogue.fault(*_check("smallest-max-age-is-accepted"))
def smallest_max_age_refused(rules: Rules) -> None:
    """The minimum is taken as exclusive: one hour is refused."""
    honest = rules.within_contract
    rules.within_contract = lambda hours: honest(0 if hours == 1 else hours)


@catalogue.fault(*_check("largest-max-age-is-accepted"))
def largest_max_age_refused(rules: Rules) -> None:
    """The maximum is taken as exclusive: 2400 hours are refused."""
    honest = rules.within_contract
    rules.within_contract = lambda hours: honest(2401 if hours == 2400 else hours)


def _reads(rules: Rules, kind: type, as_hours: Any) -> None:
    """Take maxAge values of one more JSON type for hours."""
    honest = rules.max_age_of

    def max_age_of(body: Any) -> int:
        value = body.get("maxAge", DEFAULT_MAX_AGE)
        return int(as_hours(value)) if type(value) is kind else honest(body)

    rules.max_age_of = max_age_of


@catalogue.fault(*_check("wrong-type-of-max-age-is-refused"))
def max_age_as_string_accepted(rules: Rules) -> None:
    """A lenient JSON mapper turns "240" into 240."""
    _reads(rules, str, lambda text: text if text.isdecimal() else DEFAULT_MAX_AGE)


@catalogue.fault(*_check("wrong-type-of-max-age-is-refused"))
def max_age_fraction_truncated(rules: Rules) -> None:
    """A fraction of an hour is cut off silently."""
    _reads(rules, float, lambda hours: min(max(hours, -1), 3000))


@catalogue.fault(*_check("wrong-type-of-max-age-is-refused"))
def max_age_null_is_absent(rules: Rules) -> None:
    """A maxAge of null is taken for an absent one, though the contract has no null."""
    _reads(rules, type(None), lambda _null: DEFAULT_MAX_AGE)


@catalogue.fault(*_check("wrong-type-of-max-age-is-refused"))
def max_age_true_is_one(rules: Rules) -> None:
    """A language in which true is the integer 1 lets a boolean through."""
    _reads(rules, bool, int)


@catalogue.fault(*_check("wrong-type-of-max-age-is-refused", "invalid-requests-are-refused"))
def max_age_of_wrong_type_crashes(rules: Rules) -> None:
    """Arithmetic is done before the type is looked at: the handler crashes with a 500."""
    rules.answer_instead("max-age-type", 500, "INTERNAL")


@catalogue.fault(*_check("max-age-below-one-is-refused"))
def max_age_below_one_accepted(rules: Rules) -> None:
    """The minimum is not checked: zero and negative hours are answered."""
    honest = rules.within_contract
    rules.within_contract = lambda hours: honest(max(hours, 1))


@catalogue.fault(
    *_check("max-age-above-2400-is-refused", "max-age-above-2400-is-out-of-range")
)
def max_age_above_2400_clamped(rules: Rules) -> None:
    """A larger maxAge is cut to 2400 silently instead of being refused."""
    honest = rules.within_contract
    rules.within_contract = lambda hours: honest(min(hours, 2400))


@catalogue.fault(*_check("max-age-above-2400-is-out-of-range"), level="SHOULD")
def max_age_above_2400_is_invalid_argument(rules: Rules) -> None:
    """A schema validator in the gateway answers INVALID_ARGUMENT for a value out of range."""
    rules.answer_instead("max-age-high", 400, "INVALID_ARGUMENT")


_BEYOND = _check("max-age-beyond-the-monitored-period-is-out-of-range")


@catalogue.fault(*_BEYOND, dialect="camara-limited")
def max_age_clamped_to_monitored_period(rules: Rules) -> None:
    """A maxAge beyond the kept history is cut silently, so that "false" means nothing."""
    rules.within_history = lambda hours, kept: hours if kept is None else min(hours, kept)


@catalogue.fault(*_BEYOND, dialect="camara-limited")
def max_age_beyond_monitored_period_is_invalid_argument(rules: Rules) -> None:
    """The operator's own limit is refused under the code of a schema violation."""
    rules.answer_instead("monitored-period", 400, "INVALID_ARGUMENT")


@catalogue.fault(*_check("valid-requests-are-accepted", "largest-max-age-is-accepted"))
def max_age_of_four_digits_crashes(rules: Rules) -> None:
    """A column for the hours is three digits wide: from 1000 on the handler crashes."""
    rules.answer_instead("crash", 500, "INTERNAL")
    honest = rules.within_contract

    def within_contract(hours: int) -> int:
        if 1000 <= hours <= 2400:
            raise RefusalError("crash")
        return honest(hours)

    rules.within_contract = within_contract
