"""matrix.html: faults × requirements, area by area, on one self-contained page."""

from conformance.outcomes import Outcome
from conformance.report.fields import rfc3339
from conformance.report.page.self_contained import bundled, environment, policy
from conformance.report.views import title
from conformance.selftest.model import VERDICTS, Cell, Selftest, Verdict

SIGNS: dict[Verdict, str] = {
    "caught": "passed",
    "partly": "warning",
    "overblown": "error",
    "elsewhere": "excused",
    "missed": "failed",
}
"""What becomes of a fault → the report page's sign for what looks alike."""

# A row that fails on a faulty provider has done its work.
_CELLS: dict[Outcome, str] = {"failed": "passed", "error": "error"}


def matrix_page(result: Selftest) -> str:
    """Render the page; the same result gives the same text."""
    style = bundled("page.css", "selftest.css")
    templates = environment()
    templates.filters.update(
        rfc3339=rfc3339, title_of=lambda area: title(area.replace("_", "-"))
    )
    return templates.get_template("selftest.html.j2").render(
        result=result,
        verdicts=VERDICTS,
        signs=SIGNS,
        cell_sign=_cell_sign,
        policy=policy(style, ""),
        style=style,
    )


def _cell_sign(cell: Cell) -> str:
    return "failed" if cell.outcome is None else _CELLS.get(cell.outcome, "failed")
