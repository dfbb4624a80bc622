"""`check`: a line for each harmless call."""

from collections.abc import Callable

from conformance.plan.releases import contradictions
from conformance.profile import load_profile
from conformance.report.text import one_line
from conformance.run.embedded import variables_for
from conformance.run.options import Options
from conformance.run.probes.check import check
from conformance.run.selection import prepare

_DETAIL_CHARACTERS = 300


def check_profile(name: str, show: Callable[[str], None]) -> bool:
    """Validate a profile, call each endpoint once, and return whether none failed."""
    with variables_for(name) as variables:
        options = Options()
        prepared = prepare(load_profile(name, variables), options)
        show(f"{'ok':<9}  profile {prepared.profile.path} is valid")
        for said in contradictions(prepared.profile):
            show(f"{'warning':<9}  {said}")
        well = True
        for checked in check(prepared, options):
            detail = one_line(checked.detail, _DETAIL_CHARACTERS)
            show(f"{checked.state:<9}  {checked.what}: {detail}")
            well = well and checked.state != "failed"
        return well
