"""`plan`: the cases of a profile, without a request."""

import json
from collections.abc import Iterator

from conformance.console.plan_text import plan_lines
from conformance.plan.releases import contradictions
from conformance.profile import load_profile
from conformance.profile.wire_words import differences
from conformance.run.embedded import variables_for
from conformance.run.options import Options
from conformance.run.selection import Prepared, prepare


def planned_lines(profile: str, options: Options) -> Iterator[str]:
    """Return a profile's plan as text, and what of it is translated for this deployment."""
    prepared = _prepared(profile, options)
    yield from plan_lines(prepared.cases)
    yield from prepared.by_contract_only
    yield from (f"warning: {said}." for said in contradictions(prepared.profile))
    for difference in differences(prepared.profile.wire):
        yield f"wire: {difference}"


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
        for case in _prepared(profile, options).cases
    ]
    yield json.dumps(rows, indent=1)


def _prepared(profile: str, options: Options) -> Prepared:
    with variables_for(profile) as variables:
        return prepare(load_profile(profile, variables), options)
