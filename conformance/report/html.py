"""report.html: one self-contained page, made of report.json alone.

Nothing on it reaches for a network: the content security policy forbids it, and admits only
the page's own style and script, by their digests. Text from the target is shown as text.
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conformance.bundled import folder
from conformance.report.fields import LEVELS, rfc3339
from conformance.report.model import Report
from conformance.report.page import ALL_STANDINGS, EXPLAINED, sections
from conformance.report.page_exchanges import exchange_data
from conformance.report.sentence import subject, verdict_sentence
from conformance.report.text import cut, visible
from conformance.report.views import LABELS, title

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


# Where the exchanges go: no text of a report has a NUL left when it is printed.
_DATA = Markup("\0exchanges\0")


def html_page(report: Report) -> str:
    """Render the page; the same report gives the same text."""
    return "".join(page_pieces(report))


def page_pieces(report: Report) -> Iterator[str]:
    """Yield the page's text, one exchange at a time: all of them may fill any memory."""
    before, _, after = _without_exchanges(report).partition(_DATA)
    yield before
    yield from exchange_data(report)
    yield after


def _without_exchanges(report: Report) -> str:
    style, script = _bundled("page.css"), _bundled("page.js")
    return (
        _environment()
        .get_template("template.html.j2")
        .render(
            report=report,
            subject=subject(report),
            sentence=verdict_sentence(report),
            verdict_label=_VERDICT_LABELS[report.verdict],
            verdict_icon=_VERDICT_ICONS[report.verdict],
            duration=_duration((report.finished_at - report.started_at).total_seconds()),
            labels=LABELS,
            explained=EXPLAINED,
            all_standings=ALL_STANDINGS,
            levels=LEVELS,
            packages=sorted(report.environment.packages.items()),
            policy=_policy(style, script),
            style=style,
            script=script,
            data=_DATA,
            **sections(report),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(cut=cut, rfc3339=rfc3339, readable=_readable, title_of=title)
    return environment


def _harmless(value: Any) -> Any:
    """Spell out control and direction marks in whatever the template prints."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return "" if value is None else value


def _bundled(name: str) -> Markup:
    # Our own files: no text of a report ever becomes part of them.
    return Markup((folder("reports") / name).read_text(encoding="utf-8"))  # noqa: S704


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    encoded = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{encoded}'"


def _readable(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
