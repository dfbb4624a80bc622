"""Text of unknown origin in Markdown: shown, and never markup, link, mention or emphasis.

Escaping does not do: forges look for `@name`, `#7` and bare addresses in what the renderer
leaves as text, behind the escapes. In a code span nobody looks.
"""

import re

from conformance.report.text import one_line

# Letters, digits and the marks of ordinary sentences; anything else goes into a code span.
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ .,;:()'’\"%+/=?–-])*")
# Which even then would be linked: addresses, by their dots and slashes, and GitHub's GH-1.
_LINKED = re.compile(r"\S\.[^\W\d_]{2}|://|\bGH-\d|\bmailto:", re.IGNORECASE)


def inert(text: str, longest: int) -> str:
    """Return `text`, cut after `longest` characters, as Markdown that shows it and no more."""
    line = one_line(text, longest)
    if _PLAIN.fullmatch(line) and not _LINKED.search(line):
        return line
    return code(text, longest)


def code(text: str, longest: int) -> str:
    """Return `text`, cut after `longest` characters, as a code span."""
    line = one_line(text, longest).strip() or "(empty)"
    runs = re.findall("`+", line)
    fence = "`" * (max(map(len, runs), default=0) + 1)
    space = " " if runs else ""
    return f"{fence}{space}{line}{space}{fence}"
