"""Deviations proposed for what fails now: YAML for a person to fill in, or to throw away.

Reason, owner and ticket are left empty, and a profile with an empty one is refused: what
nobody has thought about excuses nothing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from conformance.report.model import Report, Requirement, excused
from conformance.report.text import one_line
from conformance.report.views import reasons

# A quarter: long enough for a release, short enough that nobody forgets.
_DAYS = 90
_COMMENT_LENGTH = 300


def proposed_deviations(report: Report, today: date) -> str | None:
    """Return the entries for what fails without an excuse, None where nothing does."""
    failed = [
        row for row in report.requirements if row.outcome == "failed" and not excused(row)
    ]
    if not failed:
        return None
    until = today + timedelta(days=_DAYS)
    entries = (line for row in failed for line in _entry(row, until))
    return "\n".join([*_head(report, today), "deviations:", *entries]) + "\n"


def write_proposal(text: str, path: Path) -> None:
    """Write a proposal to a new file; raises `FileExistsError` for one that is there."""
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def _head(report: Report, today: date) -> Iterator[str]:
    yield f"# Proposed on {today} for the profile {one_line(report.profile.name, 100)}:"
    yield "# what failed in a run without an excuse. For each entry: mend the deployment and"
    yield "# delete the entry, or fill in reason, owner and ticket and take it over into the"
    yield "# profile. An entry with an empty one is refused, so that it admits nothing."


def _entry(row: Requirement, until: date) -> Iterator[str]:
    yield f"  # {row.level}: {one_line(row.title, _COMMENT_LENGTH)}"
    for reason in reasons(row)[:1]:
        yield f"  # Now: {one_line(reason, _COMMENT_LENGTH)}"
    if row.deviation is not None:
        yield f"  # In place of the profile's entry, which ended on {row.deviation.until}."
    yield f"  - requirement: {row.id}"
    yield from (f'    {key}: ""' for key in ("reason", "owner", "ticket"))
    yield f"    until: {until}"
