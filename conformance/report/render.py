"""Every format from one report: the same report gives the same bytes."""

from pathlib import Path

from conformance.report.allure import write_allure
from conformance.report.files import write_pieces, write_whole
from conformance.report.html import page_pieces
from conformance.report.junit import junit_xml
from conformance.report.model import Report

PAGE_NAME = "report.html"
JUNIT_NAME = "junit.xml"


def render_all(report: Report, folder: Path) -> Path:
    """Write report.html, junit.xml and allure-results/ into `folder`; return the page's path.

    What an earlier rendering left of these is replaced. Raises OSError if `folder` cannot be
    written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / PAGE_NAME
    write_pieces(page, page_pieces(report))
    write_whole(folder / JUNIT_NAME, junit_xml(report))
    write_allure(report, folder)
    return page
