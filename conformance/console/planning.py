"""`plan`: the cases of a profile, without a request."""

import json
from collections.abc import Iterator

from conformance.console.plan_text import plan_lines
from conformance.plan import PlannedCase
from conformance.profile import load_profile
from conformance.run.embedded import variables_for
from conformance.run.options import Options
from conformance.run.selection import prepare


def planned_lines(profile: str, options: Options) -> Iterator[str]:
    """Return a profile's plan as text."""
    yield from plan_lines(_cases(profile, options))


def planned_json(profile: str, options: Options) -> Iterator[str]:
    """Return a profile's plan as one JSON array."""
    rows = [
        {
            "case": case.id,
            "requirement": case.requirement.id,
            "level": case.requirement.level.value,
            "runs": case.withheld is None,
            "outcome": case.withheld.outcome if case.withheld else None,
            "reason": case.withheld.reason if case.withheld else None,
        }
        for case in _cases(profile, options)
    ]
    yield json.dumps(rows, indent=1)


def _cases(profile: str, options: Options) -> tuple[PlannedCase, ...]:
    with variables_for(profile) as variables:
        return prepare(load_profile(profile, variables), options).cases
