"""comparison.html: requirements × targets on one self-contained page."""

from conformance.report.comparison.compare import Comparison
from conformance.report.fields import rfc3339
from conformance.report.page.self_contained import bundled, environment, policy
from conformance.report.text import one_line
from conformance.report.views import LABELS, title

VERDICTS = {
    "conformant": ("Conformant", "passed"),
    "conformant-with-deviations": ("Conformant with deviations", "excused"),
    "partial": ("Partly tested", "not-testable"),
    "non-conformant": ("Non-conformant", "failed"),
    "inconclusive": ("Inconclusive", "error"),
}
_REASON = 300


def comparison_page(found: Comparison) -> str:
    """Render the page; the same reports give the same text."""
    style, script = bundled("page.css", "compare.css"), bundled("compare.js")
    templates = environment()
    templates.filters.update(
        rfc3339=rfc3339, title_of=title, short=lambda text: one_line(text, _REASON)
    )
    return templates.get_template("compare.html.j2").render(
        found=found,
        labels=LABELS,
        verdicts=VERDICTS,
        policy=policy(style, script),
        style=style,
        script=script,
        suite=found.targets[0].report.suite,
    )
