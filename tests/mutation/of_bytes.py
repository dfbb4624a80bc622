"""Operators on a body as bytes, and on what the headers say of it."""

from conformance.exchanges import Response
from tests.mutation.answers import Good, with_header, with_json, with_raw
from tests.mutation.operators import Changes, operator


@operator
def body_cut(good: Good) -> Changes:
    """The body ends too early: by a byte, in its middle, after its first."""
    body = good.response.body
    for kept in (len(body) - 1, len(body) // 2, 1):
        yield with_raw(good.response, body[:kept])


@operator
def body_emptied(good: Good) -> Changes:
    """There is no body, or nothing but white space."""
    yield with_raw(good.response, b"")
    yield with_raw(good.response, b" \r\n")


@operator
def more_behind_the_body(good: Good) -> Changes:
    """Something follows the document: a second one, a log line, a byte of a C string."""
    for more in (b"{}", good.response.body, b"\nOK", b"\x00", b",", b"}"):
        yield with_raw(good.response, good.response.body + more)


@operator
def something_before_the_body(good: Good) -> Changes:
    """Something precedes the document, as a guard against script inclusion does."""
    for before in (b")]}',\n", b"callback(", b"HTTP/1.1 200 OK\r\n\r\n"):
        yield with_raw(good.response, before + good.response.body)


@operator
def byte_order_mark(good: Good) -> Changes:
    """The body begins with the byte order mark of UTF-8."""
    yield with_raw(good.response, b"\xef\xbb\xbf" + good.response.body)


@operator
def other_encoding(good: Good) -> Changes:
    """The body is in an encoding of 16 or 32 bits a character, with its mark or without."""
    text = good.response.body.decode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        yield with_raw(good.response, text.encode(encoding))


@operator
def latin_1(good: Good) -> Changes:
    """A letter with an accent is written in Latin-1."""
    body = good.response.body
    yield with_raw(good.response, body[:-1] + ', "x": "é"}'.encode("latin-1"))


@operator
def surrogate_bytes(good: Good) -> Changes:
    """A character outside the basic plane is written as two surrogates, as old Java does."""
    body = good.response.body
    yield with_raw(good.response, body[:-1] + b', "x": "\xed\xa0\xbd\xed\xb8\x80"}')


@operator
def literals_of_another_language(good: Good) -> Changes:
    """True, None, undefined or single quotes stand where JSON has its own words."""
    text = good.response.body.decode()
    yield with_raw(good.response, text.replace('"', "'").encode())
    yield with_raw(good.response, text[:-1].encode() + b', "x": None}')
    yield with_raw(good.response, text[:-1].encode() + b', "x": True}')
    yield with_raw(good.response, text[:-1].encode() + b', "x": undefined}')


@operator
def numbers_that_are_none(good: Good) -> Changes:
    """A number of JavaScript that JSON has no word for, or one in another notation."""
    body = good.response.body[:-1]
    for number in (b"NaN", b"Infinity", b"-Infinity", b"012", b"0x1F", b"+1", b".5", b"1."):
        yield with_raw(good.response, body + b', "x": ' + number + b"}")


@operator
def lax_syntax(good: Good) -> Changes:
    """A comma behind the last member, a comment, a name without quotes, a raw line end."""
    body = good.response.body[:-1]
    for end in (b",}", b"/* more */}", b", x: 1}", b', "x": "a\nb"}', b', "x": "\\q"}'):
        yield with_raw(good.response, body + end)


@operator
def member_twice(good: Good) -> Changes:
    """A member stands twice, with two values: readers disagree about which counts."""
    for name in good.body:
        twice = f'{{"{name}": "other", '.encode() + good.response.body.lstrip()[1:]
        yield with_raw(good.response, twice)


@operator
def page_for_a_document(good: Good) -> Changes:
    """A gateway's page stands in place of the answer."""
    page = b"<!DOCTYPE html><title>Sorry</title>"
    yield with_header(with_raw(good.response, page), "content-type", "text/html")
    yield with_raw(good.response, page)
    yield with_raw(good.response, b"upstream request timeout")


@operator
def other_media_type(good: Good) -> Changes:
    """The body is JSON and says that it is something else."""
    for told in (
        *("text/plain", "text/html; charset=utf-8", "text/json", "application/octet-stream"),
        *("application/problem+json", "application/vnd.api+json", "application/x-json"),
        *("application/cloudevents+json", "application/jsonp", "json", "*/*", ""),
        *("application/json, application/json", "application/json application/json"),
        *("application/json,text/html", "application"),
    ):
        yield with_header(good.response, "content-type", told)


@operator
def media_type_lost(good: Good) -> Changes:
    """The body does not say what it is."""
    yield with_header(good.response, "content-type", None)


@operator
def other_charset(good: Good) -> Changes:
    """The media type names another charset than UTF-8."""
    for charset in ("iso-8859-1", "utf-16", "windows-1252", "us-ascii", '"latin1"'):
        yield with_header(
            good.response, "content-type", f"application/json; charset={charset}"
        )


@operator
def deep_nesting(good: Good) -> Changes:
    """A value is nested deeper than it may be, or than a recursive reader goes."""
    for name in good.body:
        yield _nested(good, name, 50)
    yield _nested(good, next(iter(good.body)), 5_000)


def _nested(good: Good, name: str, depth: int) -> Response:
    marked = with_json(good.response, {**good.body, name: "@"}).body
    return with_raw(good.response, marked.replace(b'"@"', b"[" * depth + b"]" * depth))
