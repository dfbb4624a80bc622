"""What is no JSON although many parsers read it, and what two parsers read differently.

RFC 8259: section 6 rules out NaN and infinities, 8.1 the byte order mark (MUST NOT be added);
section 4 says that names within an object SHOULD be unique.
"""

import codecs
import json
from typing import Any

from conformance.exchanges import Response


class _NotANumberError(ValueError):
    """NaN or an infinity, which JSON has no words for."""


class _DoubledNameError(ValueError):
    """One object has a name twice."""


def body_is_no_strict_json(response: Response) -> str | None:
    """Say so where a body begins with a byte order mark, or has NaN or an infinity in it.

    A body that is no JSON for any parser is another requirement's matter.
    """
    if response.body.startswith(codecs.BOM_UTF8):
        return "the body begins with a byte order mark"
    try:
        json.loads(response.body, parse_constant=_refuse_constant)
    except _NotANumberError as error:
        return f"the body has {error}, which is not JSON"
    except (ValueError, RecursionError):
        return None
    return None


def name_stands_twice(response: Response) -> str | None:
    """Say so where one object has the same name twice."""
    try:
        json.loads(response.body, object_pairs_hook=_refuse_doubles)
    except _DoubledNameError as error:
        return f"one object has the name {error} twice"
    except (ValueError, RecursionError):
        return None
    return None


def _refuse_constant(name: str) -> Any:
    raise _NotANumberError(name)


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise _DoubledNameError(repr(name))
        members[name] = value
    return members
