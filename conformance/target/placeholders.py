"""The placeholders that redaction leaves behind, told from text that merely has brackets.

What they look like is decided in `redaction`: `<kind number>` for a secret or a stranger's
number, `<what of line>` for a test line.
"""

import re

_OF_LINE = (
    r"(?:phone number|digits|national number|(?:upper-case )?hash(?: without plus)?)"
    r" of [^<>\n]{1,100}"
)
_NUMBERED = r"[A-Za-z][A-Za-z0-9_.'-]*(?: [A-Za-z0-9_.'-]+)* [0-9]+(?: in base64)?"
_PLACEHOLDER = re.compile(rf"<(?:{_OF_LINE}|{_NUMBERED}|credentials)>")
_NUMBER = re.compile(r" [0-9]+(?=(?: in base64)?>)")
_CUT = re.compile(r"… \[[0-9]+ more characters\]\Z")


def placeholders(text: str) -> list[str]:
    """Return the placeholders in a text, each once, in their order."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))


def unnumbered(text: str) -> str:
    """Return a text with its placeholders' numbers left out: another run counts otherwise."""
    return _PLACEHOLDER.sub(lambda match: _NUMBER.sub("", match[0]), text)


def is_cut(text: str) -> bool:
    """Whether a recorded body was cut because of its length."""
    return _CUT.search(text) is not None
