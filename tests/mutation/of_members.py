"""Operators on the members of a JSON body: gone, of another type, nested, misnamed."""

import re
from collections.abc import Iterator
from typing import Any

from conformance.exchanges import Response
from tests.mutation.answers import Good, with_json, with_member, without_member
from tests.mutation.operators import Changes, operator

# What the contracts let a provider leave out, or write as null.
_OPTIONAL = frozenset({"monitoredPeriod"})
_NULLABLE = frozenset({"latestSimChange"})


def _each(good: Good, *values: Any, of: type | None = None) -> Iterator[Response]:
    """Yield the answer with each member in turn set to each value."""
    for name, good_value in good.body.items():
        if of is None or type(good_value) is of:
            for value in values:
                yield with_member(good.response, name, value)


@operator
def member_dropped(good: Good) -> Changes:
    """A member that has to be there is left out: a serializer that skips what is false."""
    for name in good.body.keys() - _OPTIONAL:
        yield without_member(good.response, name)


@operator
def null_for_a_value(good: Good) -> Changes:
    """A member that can't be null is."""
    for name in good.body.keys() - _NULLABLE:
        yield with_member(good.response, name, None)


@operator
def number_for_a_boolean(good: Good) -> Changes:
    """A boolean of a database is 0 or 1."""
    return _each(good, 0, 1, of=bool)


@operator
def text_for_a_boolean(good: Good) -> Changes:
    """A boolean is written as text, in the spelling of some language."""
    return _each(good, "true", "false", "True", "Y", "", of=bool)


@operator
def number_for_text(good: Good) -> Changes:
    """A text is a number."""
    return _each(good, 7, 1688387228, of=str)


@operator
def boolean_for_anything(good: Good) -> Changes:
    """A text or a number is a boolean."""
    yield from _each(good, True, False, of=str)
    yield from _each(good, True, False, of=int)


@operator
def text_for_a_number(good: Good) -> Changes:
    """A number is written as text."""
    for name, value in good.body.items():
        if type(value) is int:
            yield with_member(good.response, name, str(value))


@operator
def fraction_for_an_integer(good: Good) -> Changes:
    """An integer has a fraction."""
    for name, value in good.body.items():
        if type(value) is int:
            yield with_member(good.response, name, value + 0.5)


@operator
def value_in_an_array(good: Good) -> Changes:
    """A value stands in an array of one."""
    for name, value in good.body.items():
        yield with_member(good.response, name, [value])


@operator
def value_in_an_object(good: Good) -> Changes:
    """A value stands in an object: XML turned into JSON."""
    for name, value in good.body.items():
        yield with_member(good.response, name, {"value": value})


@operator
def empty_object_for_a_value(good: Good) -> Changes:
    """A value is an empty object or array."""
    return _each(good, {}, [])


@operator
def member_in_snake_case(good: Good) -> Changes:
    """A member's name has underscores instead of capitals."""
    for name in good.body.keys() - _OPTIONAL:
        snake = re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)
        if snake != name:
            yield _renamed(good, name, snake)


@operator
def member_in_another_case(good: Good) -> Changes:
    """A member's name begins with a capital, or has nothing but them."""
    for name in good.body.keys() - _OPTIONAL:
        yield _renamed(good, name, name[0].upper() + name[1:])
        yield _renamed(good, name, name.upper())


@operator
def member_misspelt(good: Good) -> Changes:
    """A member's name has a letter too many, or a space."""
    for name in good.body.keys() - _OPTIONAL:
        yield _renamed(good, name, name + "s")
        yield _renamed(good, name, name + " ")


@operator
def body_in_an_envelope(good: Good) -> Changes:
    """The object stands inside another one, as a gateway or a framework wraps it."""
    for name in ("data", "result", "error", "response"):
        yield with_json(good.response, {name: good.body})


@operator
def body_in_an_array(good: Good) -> Changes:
    """The object stands in an array."""
    yield with_json(good.response, [good.body])
    yield with_json(good.response, [good.body, good.body])


@operator
def body_as_text(good: Good) -> Changes:
    """The object was serialized twice."""
    yield with_json(good.response, good.response.body.decode())


@operator
def body_is_a_bare_value(good: Good) -> Changes:
    """Nothing but a value, an empty object or null."""
    for document in (*good.body.values(), None, True, 0, "", {}, []):
        yield with_json(good.response, document)


def _renamed(good: Good, name: str, other: str) -> Response:
    document = {other if key == name else key: value for key, value in good.body.items()}
    return with_json(good.response, document)
