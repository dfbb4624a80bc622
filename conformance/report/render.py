"""Every format from one report: the same report gives the same bytes."""

import shutil
from contextlib import nullcontext
from math import inf
from pathlib import Path
from time import monotonic

from conformance.report.files import write_whole
from conformance.report.formats.allure import FOLDER_NAME, write_allure
from conformance.report.formats.badge import badge_svg
from conformance.report.formats.har import write_har
from conformance.report.formats.junit import junit_xml
from conformance.report.formats.markdown import markdown_summary
from conformance.report.formats.sarif import sarif_log
from conformance.report.model import Report
from conformance.report.on_disk import OnDisk
from conformance.report.page.html import write_page

PAGE_NAME = "report.html"
HAR_NAME = "exchanges.har"
_TEXTS = {
    "junit.xml": junit_xml,
    "results.sarif": sarif_log,
    "summary.md": markdown_summary,
    "badge.svg": badge_svg,
}


def render_all(report: Report, folder: Path) -> Path:
    """Write every format into `folder`, made if absent; return the path of report.html.

    Beside it: junit.xml, results.sarif, summary.md, badge.svg, exchanges.har and
    allure-results/. What an earlier rendering left of these is replaced. Raises OSError if
    `folder` cannot be written.
    """
    render_until(inf, report, folder)
    return folder / PAGE_NAME


def render_until(instant: float, report: Report, folder: Path) -> tuple[str, ...]:
    """Do the same, but begin nothing that takes long after an instant (monotonic seconds).

    Returns the names of what is left out; an earlier rendering of it is taken away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    exchanges = report.exchanges
    # Each format reads them all.
    with exchanges.at_hand() if isinstance(exchanges, OnDisk) else nullcontext():
        write_page(report, folder / PAGE_NAME)
        for name, rendered in _TEXTS.items():
            write_whole(folder / name, rendered(report))
        if monotonic() < instant:
            write_har(report, folder / HAR_NAME)
            write_allure(report, folder)
            return ()
    (folder / HAR_NAME).unlink(missing_ok=True)
    shutil.rmtree(folder / FOLDER_NAME, ignore_errors=True)
    return HAR_NAME, FOLDER_NAME
