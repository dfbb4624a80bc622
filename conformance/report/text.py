"""Making texts of unknown origin harmless: what a target answers may be written to deceive.

Control characters steer terminals and are illegal in XML; direction marks reorder what a
reader sees. All of them are spelled out, so that nothing is lost and nothing acts.
"""

import re

# C0 and C1 controls but for line feed and tab; marks that reorder or hide text (Unicode
# "Trojan Source" set, zero-width and tag characters); line separators; lone surrogates;
# and the noncharacters U+FFFE and U+FFFF, which XML 1.0 does not allow.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Spell out every character that acts instead of being read; keep line feed and tab."""
    # A line end of HTTP bodies is no attack, and \r at every line would hide the text.
    return _UNSAFE.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str, longest: int) -> str:
    """Spell out line feeds and tabs too, and cut after `longest` characters."""
    # Cut first: escaping a megabyte to show a line of it is wasted.
    head = text[: longest + 1]
    spelled = visible(head).replace("\n", "\\n").replace("\t", "\\t")
    return (
        spelled
        if len(text) <= longest
        else spelled[:longest] + f" … ({len(text):,} characters)"
    )


def cut(text: str, longest: int) -> str:
    """Make `text` visible and keep its first `longest` characters, saying how many went."""
    if len(text) <= longest:
        return visible(text)
    return (
        f"{visible(text[:longest])}\n… {len(text) - longest:,} more characters in report.json"
    )


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
