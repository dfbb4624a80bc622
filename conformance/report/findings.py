"""What a failed case found, in words for people who have not read the test.

A failed comparison reaches the report as pytest spells it: `assert True is False`, then lines
of ` +  where …` with Python objects. report.json keeps that; a partner reads what it means.
"""

import re

_COMPARED = re.compile(r"assert (?P<found>.+?) (?:is|==) (?P<wanted>.+)", re.DOTALL)
_HELD = re.compile(r"assert (?P<claim>.+)", re.DOTALL)
# Lines in which pytest explains where a value came from.
_EXPLAINED = re.compile(r"\s*\+ ")
# The first of them names the member that was compared, as in `where True = <…>.swapped`.
_MEMBER = re.compile(r"\+\s+where \S+ = .*\.([a-z_]+)$", re.MULTILINE)
_JSON = {"True": "true", "False": "false", "None": "null"}


def in_plain_words(reason: str) -> str:
    """Return the reason without Python in it; one that holds none comes back as it is."""
    lines = [line for line in reason.split("\n") if not _EXPLAINED.match(line)]
    told = [line for line in lines if not line.startswith("assert ")]
    if told:
        return "\n".join(told).strip()
    return _translated("\n".join(lines), _MEMBER.search(reason))


def _translated(comparison: str, member: re.Match[str] | None) -> str:
    subject = member[1] if member else "the value found"
    compared = _COMPARED.fullmatch(comparison)
    if compared and not compared["wanted"].startswith("not "):
        return (
            f"{subject} is {_value(compared['found'])}; expected {_value(compared['wanted'])}"
        )
    held = _HELD.fullmatch(comparison)
    return f"this does not hold: {held['claim']}" if held else comparison


def _value(text: str) -> str:
    return _JSON.get(text, text)
