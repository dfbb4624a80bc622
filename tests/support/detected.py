"""The table fault × requirement × outcome, shown when the tests are over.

Rows travel as properties of the test reports: those reach the process that prints, whichever
worker ran the test.
"""

from collections.abc import Iterable, Iterator

import pytest

DETECTED = "detected"


def detected_lines(reports: Iterable[pytest.TestReport]) -> Iterator[str]:
    """Yield a line for each fault and requirement, then how many faults were caught."""
    rows = sorted(_rows(reports))
    for fault, requirement, outcome in rows:
        yield f"{fault:<58} {outcome:<7} {requirement}"
    if rows:
        caught = {fault for fault, _, outcome in rows if outcome == "failed"}
        yield f"{len(caught)} of {len({row[0] for row in rows})} faults caught"


def _rows(reports: Iterable[pytest.TestReport]) -> Iterator[list[str]]:
    for report in reports:
        for name, value in report.user_properties:
            if name == DETECTED and isinstance(value, list):
                yield value
