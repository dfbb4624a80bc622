"""Whether a report's verdict is one that its own requirements lead to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.verdict import Judged, Verdict, verdict

if TYPE_CHECKING:
    from conformance.report.model import Requirement


def is_due(stated: Verdict, requirements: Iterable[Requirement]) -> bool:
    """Return whether a run with these outcomes could end with the verdict that is stated.

    Whatever passed, a target that was lost on the way is `inconclusive`; what failed stays
    `non-conformant` all the same.
    """
    due, _ = verdict([_judged(each) for each in requirements])
    return stated == due or (stated == "inconclusive" and due != "non-conformant")


def _judged(of: Requirement) -> Judged:
    state = of.deviation.state if of.deviation is not None else None
    return Judged(of.id, of.level, of.outcome, deviation_state=state)
