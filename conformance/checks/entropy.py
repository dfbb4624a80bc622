"""How much chance is in values that nobody may be able to guess."""

from collections import Counter
from collections.abc import Sequence
from math import log2


def bits_in(values: Sequence[str]) -> float:
    """Return a generous estimate of the bits of chance in each of several values.

    Only places that differ between the values count, each with the entropy of the characters
    met in such places. 0 if two values are the same; fewer than two tell nothing.
    """
    if len(set(values)) < len(values):
        return 0.0
    places = [place for place in zip(*values, strict=False) if len(set(place)) > 1]
    met = Counter(character for place in places for character in place)
    total = met.total()
    return -len(places) * sum(n / total * log2(n / total) for n in met.values())
