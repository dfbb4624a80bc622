"""What a YAML scalar means: the core schema of YAML 1.2, which editors use as well.

By YAML 1.1, which PyYAML follows, the country NO is false and 1:30 is 90.
"""

import re

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}
_FLAGS["FALSE"] = False
# A longer row of digits is no number that a profile could mean, and Python refuses to
# convert one of more than 4300.
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(
    r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,2})?"
)


class Expanded(str):
    """Text that holds the value of a variable: a number where a number is wanted."""

    __slots__ = ()


def plain_value(text: str) -> str | int | float | bool | None:
    """Return what a scalar without quotes stands for."""
    if text in _NULL:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
