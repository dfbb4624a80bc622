"""`report`: every format again, from report.json alone."""

from collections.abc import Iterator
from pathlib import Path

from conformance.report.reading import read_report
from conformance.report.render import render_all
from conformance.report.terminal import summary_lines
from conformance.run.errors import Unusable


def render_again(folder: Path) -> Iterator[str]:
    """Render a run's folder again and return the last lines of its run."""
    report = read_report(folder)
    try:
        page = render_all(report, folder)
    except OSError as error:
        raise Unusable(f"{folder} can't be written: {error.strerror}") from error
    yield from summary_lines(report, page)
