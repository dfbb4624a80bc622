"""Mistakes in what retrieve-date answers: null, time zones, history, monitored period."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from datetime import UTC, datetime, timedelta

from conformance.reference.decisions.answers import Document
from conformance.reference.dialects import Dialect
from conformance.reference.faults.registry import DATE, Catalogue, rows
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

catalogue = Catalogue()
_SHAPE = ("success-matches-the-contract", "responses-match-the-contract")
_KNOWN = "swap-date-agrees-with-the-known-swap"
_ZONE = "date-has-a-time-zone"
_NO_SIM = "no-sim-has-null-date"
_ACTIVATION = "activation-date-when-never-swapped"
_SWAP_BEFORE = "swap-before-the-monitored-period-has-null-date"
_NEVER_BEFORE = "never-swapped-has-null-date-when-history-is-limited"


@catalogue.fault(*rows((DATE,), _NO_SIM, "latest-sim-change-is-never-absent"))
def null_date_dropped(rules: Rules) -> None:
    """The JSON serialiser leaves out members that are null, the required one as well."""
    honest = rules.date_body

    def date_body(change: object, days: int | None) -> Document:
        body = honest(change, days)
        return {name: value for name, value in body.items() if value is not None}

    rules.date_body = date_body


@catalogue.fault(*rows((DATE,), _NO_SIM))
def null_date_as_text(rules: Rules) -> None:
    """A template engine writes a missing date as the text "null"."""
    honest = rules.date_body
    rules.date_body = lambda change, days: honest(change or "null", days)


@catalogue.fault(*rows((DATE,), _ZONE, "swap-date-is-reported"))
def naive_date(rules: Rules) -> None:
    """The date is written without a time zone."""
    rules.write_time = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S")


@catalogue.fault(*rows((DATE,), _ZONE, "swap-date-is-reported", *_SHAPE))
def epoch_date(rules: Rules) -> None:
    """The date is sent as a number of milliseconds since 1970."""
    rules.write_time = lambda moment: int(moment.timestamp() * 1000)


@catalogue.fault(*rows((DATE,), _ZONE))
def date_with_a_space(rules: Rules) -> None:
    """The date is written as a database prints it: a space in place of the T, no zone."""
    rules.write_time = lambda moment: moment.strftime("%Y-%m-%d %H:%M:%S")


def _moved(rules: Rules, by: timedelta) -> None:
    """Tell swaps as if they had happened at another time."""
    honest = rules.write_time
    rules.write_time = lambda moment: honest(moment + by)


@catalogue.fault(*rows((DATE,), _KNOWN, "agrees-with-check"))
def local_time_marked_as_utc(rules: Rules) -> None:
    """A clock nine hours ahead is written with a Z: recent swaps lie in the future."""
    _moved(rules, timedelta(hours=9))


@catalogue.fault(*rows((DATE,), _KNOWN, "agrees-with-check"))
def first_swap_instead_of_latest(rules: Rules) -> None:
    """The table is sorted the wrong way round: an earlier swap is told, not the latest."""
    _moved(rules, timedelta(days=-45))


@catalogue.fault(*rows((DATE,), _KNOWN, "date-is-plausible"))
def date_in_the_future(rules: Rules) -> None:
    """Day and year come from a form in which the next change is planned."""
    _moved(rules, timedelta(days=365))


@catalogue.fault(*rows((DATE,), "date-is-plausible", _KNOWN))
def date_before_there_were_sims(rules: Rules) -> None:
    """Seconds are read as milliseconds: every swap happened in January 1970."""
    honest = rules.write_time
    rules.write_time = lambda moment: honest(
        datetime.fromtimestamp(int(moment.timestamp()) // 1000, UTC)
    )


@catalogue.fault(*rows((DATE,), "same-question-has-the-same-answer"))
def date_counted_back_from_now(rules: Rules) -> None:
    """The back end tells an age in hours, and the date is counted back from the moment."""
    honest = rules.latest_change

    def latest_change(line: Subscriber, dialect: Dialect, now: datetime) -> datetime | None:
        change = honest(line, dialect, now)
        return change and now - timedelta(hours=(now - change) // timedelta(hours=1))

    rules.latest_change = latest_change


@catalogue.fault(*rows((DATE,), _ACTIVATION))
def activation_not_told(rules: Rules) -> None:
    """A line that was never swapped has no date, though all history is kept."""
    rules.latest_change = lambda line, _dialect, _now: line.changed_at


@catalogue.fault(*rows((DATE,), _ACTIVATION))
def never_swapped_is_now(rules: Rules) -> None:
    """A date that is not set is filled with the time of the request."""
    rules.latest_change = lambda line, _dialect, now: line.changed_at or now


def _refuses_null(rules: Rules) -> None:
    """Answer a line without a date as one that the service is not for."""
    honest = rules.latest_change

    def latest_change(line: Subscriber, dialect: Dialect, now: datetime) -> datetime:
        change = honest(line, dialect, now)
        if change is None:
            raise RefusalError("not-applicable")
        return change

    rules.latest_change = latest_change


@catalogue.fault(*rows((DATE,), _NO_SIM))
def line_without_sim_is_refused(rules: Rules) -> None:
    """A number that was never tied to a SIM is refused instead of answered with null."""
    _refuses_null(rules)


@catalogue.fault(*rows((DATE,), _SWAP_BEFORE, _NEVER_BEFORE), dialect="camara-limited")
def nothing_in_the_monitored_period_is_refused(rules: Rules) -> None:
    """A line without a change in the kept history is refused instead of answered with null."""
    _refuses_null(rules)


@catalogue.fault(*rows((DATE,), _SWAP_BEFORE), dialect="camara-limited")
def swap_told_beyond_the_monitored_period(rules: Rules) -> None:
    """A swap is told although the law has its record end before."""
    honest = rules.latest_change
    rules.latest_change = lambda line, dialect, now: (
        line.changed_at or honest(line, dialect, now)
    )


@catalogue.fault(*rows((DATE,), _NEVER_BEFORE), dialect="camara-limited")
def activation_told_beyond_the_monitored_period(rules: Rules) -> None:
    """The activation is told although the history that is kept does not reach it."""
    honest = rules.latest_change
    rules.latest_change = lambda line, dialect, now: (
        honest(line, dialect, now) if line.changed_at else line.activated_at
    )


@catalogue.fault(*rows((DATE,), "monitored-period-is-positive"), level="SHOULD")
def monitored_period_of_minus_one(rules: Rules) -> None:
    """An unlimited history is told as a period of -1 days."""
    rules.monitored_period = lambda _change, _dialect: -1


@catalogue.fault(
    *rows((DATE,), *_SHAPE, "swap-date-is-reported", "latest-sim-change-is-never-absent")
)
def date_under_another_name(rules: Rules) -> None:
    """The date is sent under the member name that the back end uses."""
    rules.date_body = lambda change, _days: {"lastSimSwapDate": change}
