"""The report of a run, written from its journal: at its end, and after a kill."""

from pathlib import Path

from conformance.report.model import Report
from conformance.report.reading import JOURNAL_NAME, write_report
from conformance.report.render import render_all
from conformance.run import assembly
from conformance.run.errors import Unusable
from conformance.verdict import ExitCode


def write_from_journal(folder: Path) -> tuple[Report, ExitCode]:
    """Write report.json and every other format of what the folder's journal holds.

    Raises `Unusable` where the folder can't be written, `ReportError` where the journal is of
    no use.
    """
    report, code = assembly.report(folder / JOURNAL_NAME)
    try:
        write_report(report, folder)
        render_all(report, folder)
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): its {JOURNAL_NAME} holds all that "
            f"was recorded; make room and go on with run --resume {folder}"
        ) from error
    return report, code
