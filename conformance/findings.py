"""What a failed case found, in words for people who have not read the test.

A failed comparison comes from pytest as `assert True is False`, then lines of ` +  where …`
with Python objects and where they lay in memory. None of that means anything to a reader of
a report, and it would make the reports of two equal runs differ.
"""

import re

_COMPARED = re.compile(r"assert (?P<found>.+?) (?:is|==) (?P<wanted>.+)")
_HELD = re.compile(r"assert (?P<claim>.+)")
# The first explanation names the member that was compared, as in `where True = <…>.swapped`.
_MEMBER = re.compile(r"\+\s+where \S+ = .*\.([a-z_]+)$", re.MULTILINE)
_ADDRESS = re.compile(r" object at 0x[0-9a-f]+")
_JSON = {"True": "true", "False": "false", "None": "null"}


def in_plain_words(reason: str) -> str:
    """Return the reason without Python in it; one that holds none comes back as it is."""
    message, _, _ = reason.partition("\nassert ")
    if not message.startswith("assert "):
        return message
    comparison, _, explained = message.partition("\n")
    return _translated(_ADDRESS.sub("", comparison), _MEMBER.search(explained))


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
