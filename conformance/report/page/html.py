"""report.html: one self-contained page, made of report.json alone.

Nothing on it reaches for a network; see `self_contained`. Text from the target is shown as
text.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jinja2 import Environment

from conformance.report.fields import LEVELS, rfc3339
from conformance.report.files import writing_whole
from conformance.report.model import Report
from conformance.report.page.parts import ALL_STANDINGS, EXPLAINED, sections
from conformance.report.page.self_contained import bundled, environment, policy
from conformance.report.page.shown_exchanges import exchange_data
from conformance.report.sentence import finding_in_parts, subject, verdict_sentence
from conformance.report.text import cut
from conformance.report.views import LABELS, title

_PIECES = 500

_VERDICT_LABELS = {
    "conformant": "Conformant",
    "conformant-with-deviations": "Conformant with deviations",
    "partial": "Partly tested",
    "non-conformant": "Non-conformant",
    "inconclusive": "Inconclusive",
}
_VERDICT_ICONS = {
    "conformant": "passed",
    "conformant-with-deviations": "excused",
    "partial": "not-testable",
    "non-conformant": "failed",
    "inconclusive": "error",
}


def html_page(report: Report) -> str:
    """Render the page; the same report gives the same text."""
    return "".join(html_chunks(report))


def write_page(report: Report, path: Path) -> None:
    """Write the page as it is rendered, never whole in memory; OSError if it can't be."""
    with writing_whole(path) as file:
        for piece in html_chunks(report):
            file.write(piece.encode())


def html_chunks(report: Report) -> Iterator[str]:
    """Yield the page piece by piece: its exchanges are read as they are written."""
    style, script = bundled("page.css"), bundled("page.js")
    parts = sections(report)
    page = _templates().get_template("template.html.j2")
    headline, measure = finding_in_parts(report)
    stream = page.stream(
        report=report,
        subject=subject(report),
        sentence=verdict_sentence(report),
        headline=headline,
        measure=measure,
        verdict_label=_VERDICT_LABELS[report.verdict],
        verdict_icon=_VERDICT_ICONS[report.verdict],
        duration=_duration((report.finished_at - report.started_at).total_seconds()),
        labels=LABELS,
        explained=EXPLAINED,
        all_standings=ALL_STANDINGS,
        levels=LEVELS,
        packages=sorted(report.environment.packages.items()),
        policy=policy(style, script),
        style=style,
        script=script,
        data=exchange_data(report, parts["held"]),
        **parts,
    )
    # Pieces of one expression each would cost more to write than they save.
    stream.enable_buffering(_PIECES)
    return stream


def _templates() -> Environment:
    templates = environment()
    templates.filters.update(cut=cut, rfc3339=rfc3339, readable=_readable, title_of=title)
    return templates


def _readable(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
