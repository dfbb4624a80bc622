"""The report of a run, written from its journal: at its end, and after a kill."""

from math import inf
from pathlib import Path

from conformance.report.model import Report
from conformance.report.reading import JOURNAL_NAME, write_report
from conformance.report.render import render_until
from conformance.run import assembly
from conformance.run.errors import Unusable
from conformance.verdict import ExitCode


def write_from_journal(folder: Path) -> tuple[Report, ExitCode]:
    """Write report.json and every other format of what the folder's journal holds.

    Raises `Unusable` where the folder can't be written, `ReportError` where the journal is of
    no use.
    """
    report, code, _ = write_until(inf, folder)
    return report, code


def write_until(instant: float, folder: Path) -> tuple[Report, ExitCode, tuple[str, ...]]:
    """Do the same, but begin nothing that takes long after an instant (monotonic seconds).

    Returns the names of the formats that are left out, too; `report` writes them. Raises
    `Unusable` and `ReportError` as above.
    """
    report, code = assembly.report(folder / JOURNAL_NAME)
    try:
        write_report(report, folder)
        left_out = render_until(instant, report, folder)
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): its {JOURNAL_NAME} holds all that "
            f"was recorded; make room and go on with run --resume {folder}"
        ) from error
    return report, code, left_out
