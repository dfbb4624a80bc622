"""How a value looks inside of other texts: in URLs, forms, JSON, HTML and base64.

Two ways, since neither is enough. The usual spellings of a value are listed beforehand, which
is fast. Where a text holds escapes at all, it is also read with them undone: nobody can list
which characters an encoder chooses to escape.
"""

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote

# A fragment of base64 that short would be found by chance.
_SHORTEST_FRAGMENT = 8
# An answer that quotes a form that quotes a URL; nobody has been seen to go further.
_DEEPEST = 3

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPE = re.compile(
    r"%(?P<url>[0-9A-Fa-f]{2})"
    r"|\\u(?P<json>[0-9A-Fa-f]{4})"
    r"|\\x(?P<c>[0-9A-Fa-f]{2})"
    r"|\\(?P<itself>[\"'\\/])"
    r"|&#(?P<decimal>[0-9]{1,5});"
    r"|&#[xX](?P<hexadecimal>[0-9A-Fa-f]{1,4});"
    r"|&(?P<named>amp|lt|gt|quot|apos);"
)


def spellings(value: str) -> set[str]:
    """Return a value as URLs, forms, JSON and HTML usually write it."""
    encoded = {quote(value, safe=""), quote_plus(value)}
    encoded |= {quote(once, safe="") for once in encoded}
    lower = {re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), each) for each in encoded}
    in_json = {json.dumps(value, ensure_ascii=escape)[1:-1] for escape in (True, False)}
    slashes = {each.replace("/", "\\/") for each in in_json}
    return {value, unquote(value), html.escape(value), *encoded, *lower, *in_json, *slashes}


def base64_fragments(value: str) -> Iterator[str]:
    """Return what base64 of any text that contains the value contains, whatever surrounds it.

    Base64 writes three bytes as four characters, so that a value looks in one of three ways,
    by where it begins; characters that also depend on its neighbours are left out.
    """
    content = value.encode("utf-8", "surrogatepass")
    for shift in range(3):
        encoded = b64encode(bytes(shift) + content).decode()
        first = -(-shift * 8 // 6)
        whole = (shift + len(content)) * 8 // 6
        fragment = encoded[first:whole]
        if len(fragment) >= _SHORTEST_FRAGMENT:
            yield fragment
            yield fragment.translate({ord("+"): "-", ord("/"): "_"})


def unescaped(text: str) -> Iterator[tuple[str, list[int]]]:
    """Yield a text with its escapes undone, once, twice and so on, as long as there are any.

    Beside each character stands where it began in `text`; one more number ends the list.
    """
    if not _ESCAPE.search(text):
        return
    places = list(range(len(text) + 1))
    for _ in range(_DEEPEST):
        if not _ESCAPE.search(text):
            return
        text, begun = _once_unescaped(text)
        places = [places[at] for at in begun]
        yield text, places


def _once_unescaped(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for match in _ESCAPE.finditer(text):
        parts += [text[done : match.start()], _meant(match)]
        places += [*range(done, match.start()), match.start()]
        done = match.end()
    return "".join([*parts, text[done:]]), [*places, *range(done, len(text) + 1)]


def _meant(match: re.Match[str]) -> str:
    kind, digits = str(match.lastgroup), match[str(match.lastgroup)]
    if kind == "itself":
        return digits
    if kind == "named":
        return _NAMED[digits]
    return chr(int(digits, 10 if kind == "decimal" else 16))
