"""Judgements on the form of a body: media type, charset, bytes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.checks.media_type import body_is_not_application_json, body_is_not_utf_8
from tests.support.messages import response

BODY = '{"message":"é"}'.encode()


@pytest.mark.parametrize(
    "told",
    [
        "application/json",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON ; Charset=utf8",
        "application/json; profile=x",
        " application/json",
    ],
)
def test_json_with_any_parameter_passes(told: str) -> None:
    answer = response(200, BODY, told)
    assert body_is_not_application_json(answer) is None
    assert body_is_not_utf_8(answer) is None


@pytest.mark.parametrize(
    "told",
    [
        "text/html",
        "text/plain; charset=utf-8",
        "application/problem+json",
        "application/cloudevents+json",
        "application/jsonp",
        "application/json/x",
        "application/json, application/json",
        "json",
        "",
        ";",
    ],
)
def test_every_other_media_type_is_named(told: str) -> None:
    said = body_is_not_application_json(response(200, BODY, told))
    assert said is not None
    assert repr(told) in said


def test_body_without_a_media_type_is_named() -> None:
    answer = response(200, BODY, content_type=None)
    assert body_is_not_application_json(answer) == "a body came without Content-Type"
    assert body_is_not_utf_8(answer) is None


def test_body_that_is_not_in_its_coding_is_named() -> None:
    answer = replace(response(200, BODY, content_encoding="gzip"), undecodable="gzip")
    said = body_is_not_application_json(answer)
    assert said == "the Content-Encoding is 'gzip', which the body is not in"


def test_no_body_needs_no_media_type() -> None:
    assert body_is_not_application_json(response(401, content_type=None)) is None
    assert body_is_not_application_json(response(401, content_type="text/html")) is None


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "us-ascii", "utf-7"])
def test_other_charset_is_named(charset: str) -> None:
    said = body_is_not_utf_8(response(200, b"{}", f"application/json; charset={charset}"))
    assert said == f"the Content-Type names charset {charset}"


@pytest.mark.parametrize(
    ("body", "at"), [(b"\xe9", 0), ("é".encode("latin-1") + b"x", 0), (b'{"\xed\xa0\x80', 2)]
)
def test_other_bytes_are_named_with_their_place(body: bytes, at: int) -> None:
    assert body_is_not_utf_8(response(200, body)) == f"byte {at} of the body is not UTF-8"


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_character_that_the_suite_cut_itself_passes(kept: int) -> None:
    half = "😀".encode()[:kept]
    assert body_is_not_utf_8(response(200, b"x" + half, dropped=9)) is None

    uncut, further_in = response(200, b"x" + half), response(200, half + b"wxyz", dropped=9)
    assert body_is_not_utf_8(uncut) == "byte 1 of the body is not UTF-8"
    assert body_is_not_utf_8(further_in) == "byte 0 of the body is not UTF-8"


HEADERS = st.lists(
    st.sampled_from(
        ["application/json", "charset", "=", ";", "*", "0", "''", '"', "\\", " ", "%", "%ff"]
    )
    | st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=3),
    max_size=12,
).map("".join)


@given(told=HEADERS, body=st.binary(max_size=20))
def test_hostile_headers_and_bodies_do_not_raise(told: str, body: bytes) -> None:
    answer = response(200, body, told)
    body_is_not_application_json(answer)
    if body_is_not_utf_8(answer) is None:
        body.decode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_are_named(encoding: str) -> None:
    """Every byte of them is legal UTF-8, and some readers guess them right."""
    wide = '{"a": 1}'.encode(encoding)
    said = body_is_not_utf_8(response(200, wide))
    assert said == f"byte {wide.index(0)} of the body is NUL, as in UTF-16 and UTF-32"


def test_only_what_was_cut_off_is_forgiven() -> None:
    """A character has four bytes at most: the fourth from the end was whole."""
    half = "😀".encode()[:1]
    assert body_is_not_utf_8(response(200, half + b"xyz", dropped=9)) is not None
    assert body_is_not_utf_8(response(200, b"xyz" + half, dropped=9)) is None
