"""badge.svg: API, release and verdict in one picture, for a README or a dashboard.

It names nothing outside itself: no font, no style sheet, no script. A run that was narrowed
or did not finish says so, or its badge would claim more than was tested.
"""

from html import escape

from conformance.report.fields import Verdict
from conformance.report.model import Report
from conformance.report.text import one_line
from conformance.report.views import title

# Each has a contrast of at least 4.5 to the white text on it (WCAG 2.2, level AA).
_COLOURS: dict[Verdict, str] = {
    "conformant": "#1b6e4b",
    "conformant-with-deviations": "#8a4b12",
    "partial": "#7a5a00",
    "non-conformant": "#b3261e",
    "inconclusive": "#57606a",
}
_LABEL_COLOUR = "#30363d"
_LONGEST = 60
# An average character of a sans-serif face at 11 pixels; `textLength` makes it exact.
_CHARACTER = 6.4
_PADDING = 8


def badge_svg(report: Report) -> str:
    """Render the badge: what was measured on the left, the verdict on the right."""
    label = one_line(_measured(report), _LONGEST)
    finding = _finding(report)
    left, right = _width(label), _width(finding)
    text = escape(f"{label}: {finding}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20"'
        f' role="img" aria-label="{text}">\n'
        f"<title>{text}</title>\n"
        f'<rect width="{left}" height="20" fill="{_LABEL_COLOUR}"/>\n'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[report.verdict]}"/>\n'
        '<g fill="#fff" font-family="Verdana, Geneva, DejaVu Sans, sans-serif"'
        ' font-size="11">\n'
        f"{_text(label, 0, left)}{_text(finding, left, right)}"
        "</g>\n</svg>\n"
    )


def _measured(report: Report) -> str:
    apis = ", ".join(f"{title(api.api)} {api.release}" for api in report.target.apis)
    return f"CAMARA {apis}"


def _finding(report: Report) -> str:
    finding = report.verdict.replace("-with-", " with ")
    if report.selection is not None:
        finding += ", selection only"
    return finding if report.complete else f"{finding}, unfinished"


def _width(text: str) -> int:
    return round(len(text) * _CHARACTER) + 2 * _PADDING


def _text(text: str, start: int, width: int) -> str:
    length = width - 2 * _PADDING
    return f'<text x="{start + _PADDING}" y="14" textLength="{length}">{escape(text)}</text>\n'
