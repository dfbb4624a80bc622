"""Ties a test to the requirements that it carries out."""

from collections.abc import Callable
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., None])

ALONE = "alone"
"""Marks a test that the requests of other cases would disturb.

`requests`: how many it sends at a time, if they are more than one.
"""
LONG = "long"
"""Marks a test of a dozen requests, one after the other: it is begun before shorter ones."""


def requirement(*identifiers: str) -> Callable[[Test], Test]:
    """Mark a test as what carries out these requirements, one case at a time.

    What they say, how binding it is and what it takes stands in their rows under `specs/`.
    """

    def mark(test: Test) -> Test:
        pytest.mark.requirement(*identifiers)(test)
        return test

    return mark
