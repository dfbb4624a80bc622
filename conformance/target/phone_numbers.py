"""Phone numbers as people and systems write them: spaced, without plus, without country.

A number that is nobody's known line can only be told by its plus, or by `tel:`. The digits of
a known line are known in every form.
"""

import re
from collections.abc import Callable, Iterator

# ITU-T E.164: at most 15 digits, of which 1 to 3 are the country code.
_LONGEST = 15
_LONGEST_COUNTRY_CODE = 3
# Shorter ones, without a country code, would be found in times and identifiers.
_SHORTEST_NATIONAL = 7

_PLUS = r"(?:\+|%(?:25)?2[Bb]|\\u002[Bb]|&#43;|&#[xX]2[Bb];)"
_PLUS_SIGN = re.compile(_PLUS)
_CLOSE = re.compile(rf"{_PLUS}([1-9][0-9]{{4,14}})(?![0-9])")
_SPACED = re.compile(
    rf"{_PLUS}([1-9][0-9]{{0,3}}(?:[ .()\u00a0-]{{1,2}}[0-9]{{1,5}}){{2,5}})(?![0-9])"
)
_TEL_URI = re.compile(r"\b(tel(?::|%3[Aa]))([0-9]{5,15})(?![0-9])")
# What could be one or several numbers; inside of words and identifiers there are none.
_DIGITS = re.compile(
    r"(?<![0-9A-Za-z<-])\+?\(?[0-9](?:[ .()\u00a0-]{0,2}[0-9]){6,30}(?![0-9A-Za-z-])"
)


class KnownLines:
    """The profile's lines, found by their digits."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}

    def add(self, identifier: str, phone_number: str) -> None:
        """Know a line by its number, with and without its country code."""
        digits = phone_number.removeprefix("+")
        self._placeholders[digits] = f"<digits of {identifier}>"
        for length in range(1, _LONGEST_COUNTRY_CODE + 1):
            national = digits[length:]
            if len(national) >= _SHORTEST_NATIONAL:
                national_placeholder = f"<national number of {identifier}>"
                self._placeholders.setdefault(national, national_placeholder)

    def found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Find numbers of known lines, however spaced: start, end, placeholder."""
        for match in _DIGITS.finditer(text) if self._placeholders else ():
            groups = [(each.span(), each[0]) for each in re.finditer("[0-9]+", match[0])]
            at = 0
            while at < len(groups):
                count, placeholder = self._from_group([digits for _, digits in groups[at:]])
                if count:
                    start, end = groups[at][0][0], groups[at + count - 1][0][1]
                    plus = match[0][start - 1 : start] == "+"
                    yield match.start() + start - plus, match.start() + end, placeholder
                at += count or 1

    def _from_group(self, groups: list[str]) -> tuple[int, str]:
        """Return how many of the first groups are one line's number together, and whose."""
        for end in range(len(groups), 0, -1):
            digits = "".join(groups[:end])
            placeholder = self._placeholders.get(digits) or self._placeholders.get(
                digits.lstrip("0")
            )
            if placeholder:
                return end, placeholder
        return 0, ""


def without_numbers(text: str, placeholder: Callable[[str], str]) -> str:
    """Replace whatever is a phone number by its look; `placeholder` gets it with its plus."""

    def spaced(match: re.Match[str]) -> str:
        digits = re.sub("[^0-9]", "", match[1])
        known = _SHORTEST_NATIONAL <= len(digits) <= _LONGEST
        return placeholder(f"+{digits}") if known else match[0]

    text = _TEL_URI.sub(lambda m: m[1] + placeholder(m[2]), text)
    if not _PLUS_SIGN.search(text):
        return text
    text = _CLOSE.sub(lambda m: placeholder(f"+{m[1]}"), text)
    return _SPACED.sub(spaced, text)
