"""What a failed case counts for while the run goes on, in the words of the run's end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from conformance.profile.errors import printable
from conformance.profile.settings import Deviation
from conformance.report.views import LABELS
from conformance.specs import Level, Requirement


class Weight(NamedTuple):
    """How the failure of a requirement reads."""

    word: str = LABELS["failed"]
    remark: str | None = None
    """What admits it, and until when."""


def weights(
    requirements: Iterable[Requirement], deviations: Iterable[Deviation], day: date
) -> Mapping[str, Weight]:
    """Return what a failure counts for, by requirement; one that is missing fails the run.

    `day` is the run's: a deviation past its date excuses nothing.
    """
    lesser = {
        row.id: Weight(LABELS["warning" if row.level is Level.SHOULD else "note"])
        for row in requirements
        if row.level is not Level.MUST
    }
    excused = {
        deviation.requirement: Weight(LABELS["excused"], _remark(deviation))
        for deviation in deviations
        if deviation.excuses_on(day)
    }
    return {**lesser, **excused}


def _remark(deviation: Deviation) -> str:
    ticket = f", {printable(deviation.ticket)}" if deviation.ticket is not None else ""
    return f"admitted until {deviation.until}{ticket}"
