"""Changes of an answer that do not look at what was asked, made from what they change."""

import json
from collections.abc import Callable
from typing import Any

from conformance.exchanges import Response
from tests.mutation.answers import with_header, with_member, with_status, without_member

Change = Callable[[Response], Response]


def set_to(name: str, value: object) -> Change:
    """Return what sets a member."""
    return lambda response: with_member(response, name, value)


def changed(name: str, change: Callable[[Any], object]) -> Change:
    """Return what changes a member's value, where it has one: neither absent nor null."""

    def tell(response: Response) -> Response:
        value = json.loads(response.body).get(name)
        return response if value is None else with_member(response, name, change(value))

    return tell


def dropped(name: str) -> Change:
    """Return what leaves out a member."""
    return lambda response: without_member(response, name)


def headed(name: str, value: str | None) -> Change:
    """Return what sets a header, or takes it out: None."""
    return lambda response: with_header(response, name, value)


def answered(status: int) -> Change:
    """Return what sets the status."""
    return lambda response: with_status(response, status)
