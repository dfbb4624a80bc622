"""Operators on status and x-correlator."""

from tests.mutation.answers import Good, with_header, with_json, with_status
from tests.mutation.operators import Changes, operator

_CORRELATOR = "x-correlator"


@operator
def other_success_status(good: Good) -> Changes:
    """A success has another status of success, or none that ends a call."""
    if not good.is_error:
        for status in (100, 201, 202, 203, 204, 205, 206, 299, 301, 302, 304):
            yield with_status(good.response, status)


@operator
def success_under_an_error_status(good: Good) -> Changes:
    """The body of a success stands beside the status of an error."""
    if not good.is_error:
        for status in (400, 401, 403, 404, 409, 422, 429, 500, 503):
            yield with_status(good.response, status)


@operator
def error_under_a_success_status(good: Good) -> Changes:
    """An error's body comes with the status of a success or a redirection."""
    if good.is_error:
        for status in (200, 202, 204, 302):
            yield with_status(good.response, status)


@operator
def other_error_status(good: Good) -> Changes:
    """The status is another one than the body says."""
    if good.is_error:
        for status in {400, 401, 403, 404, 409, 422, 429, 500, 503} - {good.response.status}:
            yield with_status(good.response, status)


@operator
def status_that_nobody_knows(good: Good) -> Changes:
    """An error has a status that neither contract nor Commonalities knows, body and all."""
    if good.is_error:
        for status in (402, 407, 408, 418, 421, 451, 499, 505, 511, 520, 599):
            told = with_json(good.response, {**good.body, "status": status})
            yield with_status(told, status)


@operator
def correlator_lost(good: Good) -> Changes:
    """The value that was sent does not come back."""
    yield with_header(good.response, _CORRELATOR, None)
    yield with_header(good.response, _CORRELATOR, "")


@operator
def correlator_changed_in_a_character(good: Good) -> Changes:
    """One character of the value differs: the first, one in the middle, the last."""
    sent = _sent(good)
    for at in (0, len(sent) // 2, len(sent) - 1):
        other = "0" if sent[at] != "0" else "1"
        yield with_header(good.response, _CORRELATOR, sent[:at] + other + sent[at + 1 :])


@operator
def correlator_in_another_case(good: Good) -> Changes:
    """The value comes back in capitals."""
    if _sent(good).upper() != _sent(good):
        yield with_header(good.response, _CORRELATOR, _sent(good).upper())


@operator
def correlator_cut_or_grown(good: Good) -> Changes:
    """The value is cut to what a column holds, quoted, doubled or has something added."""
    sent = _sent(good)
    for other in (
        sent[:32],
        sent[:-1],
        f'"{sent}"',
        f"{sent}, {sent}",
        f"{sent}-1",
        f"id:{sent}",
    ):
        yield with_header(good.response, _CORRELATOR, other)


@operator
def correlator_without_its_hyphens(good: Good) -> Changes:
    """The value was read as a UUID, and is written without hyphens or in braces."""
    yield with_header(good.response, _CORRELATOR, _sent(good).replace("-", ""))
    yield with_header(good.response, _CORRELATOR, "{" + _sent(good) + "}")


@operator
def correlator_of_another_call(good: Good) -> Changes:
    """The value is one that another call sent, or that the provider made."""
    yield with_header(good.response, _CORRELATOR, "d6b3e8f2-3c1a-4b7e-9f5d-0a1b2c3d4e5f")


@operator
def correlator_under_another_name(good: Good) -> Changes:
    """The value comes back in another header."""
    for name in ("x-correlation-id", "x-request-id", "correlator", "x_correlator"):
        yield with_header(with_header(good.response, _CORRELATOR, None), name, _sent(good))


def _sent(good: Good) -> str:
    sent = good.request.header(_CORRELATOR)
    assert sent, "every recorded request carries one"
    return sent
