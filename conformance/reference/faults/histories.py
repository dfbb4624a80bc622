"""Mistakes in how far back a provider looks: for whom, in which unit, and where nothing is."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from datetime import datetime, timedelta

from conformance.reference import steps
from conformance.reference.faults.registry import CHECK, DATE, Catalogue
from conformance.reference.operations import CHECK as CHECK_OPERATION
from conformance.reference.operations import Call
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber
from conformance.reference.world import World

catalogue = Catalogue()


@catalogue.fault(CHECK + "max-age-defaults-to-240")
def max_age_defaults_to_24_with_three_legged_tokens(rules: Rules) -> None:
    """The route for three-legged tokens has a default of its own: one day."""

    def fill_in(call: Call, _world: World) -> None:
        of_a_line = call.grant is not None and call.grant.line_id is not None
        if of_a_line and call.operation is CHECK_OPERATION:
            call.body.setdefault("maxAge", 24)

    before = steps.IN_ORDER.index(steps.validate_body)
    rules.steps = (*steps.IN_ORDER[:before], fill_in, *steps.IN_ORDER[before:])


@catalogue.fault(CHECK + "no-sim-is-not-reported")
def line_without_sim_is_swapped(rules: Rules) -> None:
    """A line that has no SIM is taken for one whose SIM was taken out of it."""
    honest = rules.swapped

    def swapped(line: Subscriber, back: timedelta, now: datetime) -> bool:
        without = line.changed_at is None and line.activated_at is None
        return without or honest(line, back, now)

    rules.swapped = swapped


@catalogue.fault(
    DATE + "monitored-period-is-positive", level="SHOULD", dialect="camara-limited"
)
def monitored_period_in_hours(rules: Rules) -> None:
    """The operator's limit is kept in hours, the unit of maxAge, and told like that."""
    rules.monitored_period = lambda change, dialect: (
        dialect.kept_hours if change is None else None
    )
