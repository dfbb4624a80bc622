"""Every format from one report: the same report gives the same bytes."""

from pathlib import Path

from conformance.report.allure import write_allure
from conformance.report.badge import badge_svg
from conformance.report.files import write_whole
from conformance.report.har import write_har
from conformance.report.html import write_page
from conformance.report.junit import junit_xml
from conformance.report.markdown import markdown_summary
from conformance.report.model import Report
from conformance.report.sarif import sarif_log

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
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE_NAME
    write_page(report, page)
    for name, rendered in _TEXTS.items():
        write_whole(folder / name, rendered(report))
    write_har(report, folder / HAR_NAME)
    write_allure(report, folder)
    return page
