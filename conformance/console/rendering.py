"""`report`: every format again, from report.json, or from the journal of a killed run."""

from collections.abc import Iterator
from pathlib import Path

from conformance.report.journal import has_records
from conformance.report.reading import FILE_NAME, JOURNAL_NAME, read_report
from conformance.report.render import PAGE_NAME, render_all
from conformance.report.terminal import summary_lines
from conformance.run.errors import Unusable
from conformance.run.finishing import write_from_journal


def render_again(folder: Path) -> Iterator[str]:
    """Render a run's folder again and return the last lines of its run."""
    if has_records(folder / JOURNAL_NAME) and not (folder / FILE_NAME).exists():
        report, _ = write_from_journal(folder)
        yield from summary_lines(report, folder / PAGE_NAME)
        return
    report = read_report(folder)
    try:
        page = render_all(report, folder)
    except OSError as error:
        raise Unusable(f"{folder} can't be written: {error.strerror}") from error
    yield from summary_lines(report, page)
