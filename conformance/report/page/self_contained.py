"""What pages that stand alone are made with: template, style, script and their policy.

Nothing on such a page reaches for a network: the content security policy forbids it, and
admits only the page's own style and script, by their digests.
"""

import base64
import hashlib
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conformance.bundled import folder
from conformance.report.text import visible


def environment() -> Environment:
    """Return the templates' environment: every value printed is escaped and harmless."""
    return Environment(
        loader=FileSystemLoader(folder("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def bundled(*names: str) -> Markup:
    """Return our own files as one text: no text of a report ever becomes part of them."""
    texts = ((folder("reports") / name).read_text(encoding="utf-8") for name in names)
    return Markup("".join(texts))  # noqa: S704


def policy(style: str, script: str) -> str:
    """Return the content security policy of a page with this style and this script."""
    return (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    encoded = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{encoded}'"


def _harmless(value: Any) -> Any:
    """Spell out control and direction marks in whatever a template prints."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value)
    return "" if value is None else value
