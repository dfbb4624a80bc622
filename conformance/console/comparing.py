"""`diff` and `compare`: what several reports say together."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.report.comparison.compare import Comparison, compared
from conformance.report.comparison.compare_markdown import markdown_table
from conformance.report.comparison.compare_page import comparison_page
from conformance.report.comparison.diff import difference
from conformance.report.comparison.diff_text import markdown, text_lines
from conformance.report.files import write_whole
from conformance.report.reading import read_report
from conformance.run.errors import Unusable
from conformance.verdict import ExitCode

DEFAULT_PAGE = Path("comparison.html")


def differing(
    old: Path, new: Path, form: str, *, strict: bool
) -> tuple[Sequence[str], ExitCode]:
    """Return what changed between two runs as lines, and what a pipeline goes by.

    Raises `ReportError` for a report of no use.
    """
    found = difference(read_report(old), read_report(new))
    failing = found.newly_failing(strict=strict)
    code = ExitCode.NON_CONFORMANT if failing else ExitCode.CONFORMANT
    lines = list(text_lines(found)) if form == "text" else markdown(found).splitlines()
    return lines, code


def comparing(places: Sequence[Path], output: Path | None, form: str) -> Iterator[str]:
    """Write the comparison of these runs and return what to tell about it.

    Markdown without an `output` is returned as it is. Raises `ReportError` for a report of no
    use, `Unusable` where the page can't be written.
    """
    page = output or DEFAULT_PAGE
    found = compared(places, page.parent)
    if form == "markdown" and output is None:
        yield from markdown_table(found).splitlines()
        return
    _write(page, markdown_table(found) if form == "markdown" else comparison_page(found))
    yield from _told(found, page)


def _told(found: Comparison, page: Path) -> Iterator[str]:
    differing_rows = sum(row.differs for row in found.rows)
    yield (
        f"{len(found.rows)} requirements × {len(found.targets)} targets, "
        f"{differing_rows} differ between targets"
    )
    yield f"Comparison: {page}"


def _write(page: Path, text: str) -> None:
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        write_whole(page, text)
    except OSError as error:
        raise Unusable(
            f"{page} can't be written ({error.strerror}): name another --output"
        ) from error
