"""The exchanges that a rendering shows, found in one pass over all of them.

A run may have tens of thousands, which lie on the disk and not in memory: what is wanted is
named first, and picked up as they go by.
"""

from collections.abc import Iterable
from datetime import datetime

from conformance.report.exchanges import Exchange
from conformance.report.model import Case, Report
from conformance.report.views import evidence


def picked(report: Report, cases: Iterable[Case]) -> dict[int, Exchange]:
    """Return the exchanges that are shown in full for these cases, by number."""
    wanted = {number for case in cases for number in evidence(case)}
    return {each.n: each for each in report.exchanges if each.n in wanted}


def broken_cases(report: Report) -> list[Case]:
    """Return the cases whose exchanges are shown: those that failed or broke."""
    return [
        case
        for requirement in report.requirements
        for case in requirement.cases
        if case.outcome in ("failed", "error")
    ]


def starts(report: Report) -> dict[int, datetime]:
    """Return when each exchange was sent, by number."""
    return {each.n: each.started_at for each in report.exchanges}
