"""Paths to a profile's values, as they are told to people."""

import re

from conformance.profile.errors import printable

# `{secret:hunter2}` without a space is one key: what follows the colon is told to nobody.
_NAME = re.compile(r"[A-Za-z0-9_.@<$/-]{1,60}|…")


def dotted(path: tuple[str | int, ...]) -> str:
    """Return `subscribers[2].sim.changed` for its parts."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{name(part)}" if text else name(part)
    return text


def name(key: str) -> str:
    """Return a key as it may be shown: nothing after its first unusual character."""
    found = _NAME.match(key)
    shown = found[0] if found else ""
    return shown if shown == key else printable(shown + "…")
