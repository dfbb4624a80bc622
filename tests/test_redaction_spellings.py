"""Whatever encoder a secret or a number went through on its way back, it is recognised."""

import base64
import hashlib
import html
import json
from collections.abc import Callable
from itertools import product
from urllib.parse import quote, urlencode

import pytest

from conformance.target.encodings import base64_fragments, unescaped
from conformance.target.redaction import Redactor

NUMBER = "+34600123456"
DIGITS = NUMBER.removeprefix("+")
HASHES = [hashlib.sha256(text.encode()).hexdigest() for text in (NUMBER, DIGITS)]
SECRETS = {
    "client secret": 's3cret/with+odd "chars"&<more>\'=',
    "operator token": "ts43-token/of+the=line",
    "proxy password": "pr0xy:p@ss",
    "cookie": "sid%3A5f6e7d8c9b0a",
    "auth_req_id": "1c266114-a1be-4252-8ad1-04986c5b9ac1",
}


def knowing() -> Redactor:
    redactor = Redactor()
    redactor.add_subscriber("first", NUMBER)
    for kind, secret in SECRETS.items():
        redactor.add_profile_secret(kind, secret)
    return redactor


def each(form: str) -> Callable[[str], str]:
    """Return an encoder that writes every character in one form."""
    return lambda text: "".join(form.format(ord(c)) for c in text)


def marks(form: str) -> Callable[[str], str]:
    """Return an encoder that writes what is no letter or digit in one form."""
    return lambda text: "".join(c if c.isalnum() else form.format(ord(c)) for c in text)


def twice(encoder: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: encoder(encoder(text))


ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "URL, every character": each("%{:02X}"),
    "URL, lower case": each("%{:02x}"),
    "URL, marks": lambda text: quote(text, safe=""),
    "URL, twice": twice(lambda text: quote(text, safe="")),
    "URL, three times": lambda text: quote(quote(quote(text, safe=""), safe=""), safe=""),
    "form": lambda text: urlencode({"value": text}),
    "JSON": lambda text: json.dumps({"message": text}),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"message": text})),
    "JSON of .NET": marks("\\u{:04X}"),
    "JSON of Go": marks("\\u{:04x}"),
    "JSON of PHP": lambda text: json.dumps(text).replace("/", "\\/"),
    "C": marks("\\x{:02x}"),
    "HTML": html.escape,
    "HTML, numbers": each("&#{};"),
    "HTML, hexadecimal": marks("&#x{:X};"),
    "HTML in JSON": lambda text: json.dumps({"page": f"<p>{html.escape(text)}</p>"}),
    "URL in HTML in JSON": lambda text: json.dumps(
        f'<a href="https://x.example/?q={quote(text)}">'
    ),
}


@pytest.mark.parametrize("how", [how for how in ENCODERS if how != "upper case"])
@pytest.mark.parametrize("secret", [*SECRETS.values(), NUMBER, DIGITS, *HASHES])
def test_no_encoding_hides_a_secret(how: str, secret: str) -> None:
    encoded = ENCODERS[how](secret)
    for place in ("{}", "word {} word", '{{"message": "{}"}}', "?x={}&y=1"):
        shown = knowing().text(place.format(encoded))
        assert encoded not in shown
        assert secret not in shown
        assert "<" in shown


@pytest.mark.parametrize("line_hash", HASHES)
def test_a_hash_is_known_in_both_cases_and_as_unknown_in_mixed_ones(line_hash: str) -> None:
    redactor = knowing()
    assert "of first>" in redactor.text(line_hash)
    assert "of first>" in redactor.text(line_hash.upper())
    assert redactor.text(line_hash.title()) == "<hash 1>"


BEFORE, AFTER = ["", "a", "ab", "id:", '{"sub":"tel:'], ["", "z", "zy", '","aud":"x"}']


@pytest.mark.parametrize("secret", [*SECRETS.values(), NUMBER, DIGITS])
@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
def test_base64_of_whatever_contains_a_secret_hides_nothing(
    secret: str, alphabet: Callable[[bytes], bytes]
) -> None:
    for before, after in product(BEFORE, AFTER):
        encoded = alphabet(f"{before}{secret}{after}".encode()).decode()
        shown = knowing().text(f"Authorization: Basic {encoded}")
        assert "in base64>" in shown
        left = shown.replace("<", " ").replace(">", " ").split()
        # Of the number itself, at most a character at either edge is left.
        assert not [word for word in left if secret in decoded(word)]
        assert not any(f in shown for f in base64_fragments(secret))


def decoded(word: str) -> str:
    """Return what a word would be in base64, as far as it can be read."""
    padded = word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4)
    try:
        return base64.urlsafe_b64decode(padded.replace("+", "-").replace("/", "_")).decode()
    except ValueError:
        return ""


WRITTEN = {
    "+34 600 123 456": "<digits of first>",
    "+34-600-123-456": "<digits of first>",
    "+34.600.12.34.56": "<digits of first>",
    "+34 (600) 123456": "<digits of first>",
    "0034600123456": "<digits of first>",
    "0034 600 123 456": "<digits of first>",
    "34600123456": "<digits of first>",
    "600123456": "<national number of first>",
    "0600123456": "<national number of first>",
    "600 12 34 56": "<national number of first>",
    "600-123-456": "<national number of first>",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_line_is_known_however_its_number_is_written(written: str) -> None:
    for place in ("{}", "no consent of {}.", '{{"msisdn": "{}"}}', "?country=34&msisdn={}"):
        shown = knowing().text(place.format(written))
        assert shown == place.format(WRITTEN[written])
    assert "of first>" in knowing().text(f"msisdn={quote(written)}")


def test_a_number_beside_other_numbers_is_known() -> None:
    assert knowing().text("retry 3 600 123 456 7") == "retry 3 <national number of first> 7"


def test_an_unknown_number_is_one_number_however_it_is_written() -> None:
    spelt = ["+1 555 123 4567", "+15551234567", "%2B15551234567", "\\u002B15551234567"]
    shown = Redactor().text(", ".join(["+1 (555) 123-4567", *spelt, "&#43;15551234567"]))
    assert shown == ", ".join(["<phone number 1>"] * 6)


TOKEN = "opaque-never-seen-0"
MEMBERS = [
    '{"accessToken": "TOKEN"}',
    '{"Access_Token": "TOKEN"}',
    '{"access-token":"TOKEN"}',
    '{"message": "got {\\"access_token\\": \\"TOKEN\\"}"}',
    '{"m": "{\\"m\\": \\"{\\\\\\"access_token\\\\\\":\\\\\\"TOKEN\\\\\\"}\\"}"}',
    "<pre>{&quot;access_token&quot;: &quot;TOKEN&quot;}</pre>",
    "<pre>{&#34;access_token&#34;: &#34;TOKEN&#34;}</pre>",
    "<token><access_token>TOKEN</access_token></token>",
    "KeyError: {'access_token': 'TOKEN', 'scope': 'x'}",
    "https://c.example/#access_token=TOKEN&state=s",
]


@pytest.mark.parametrize("text", MEMBERS)
def test_a_member_is_known_by_its_name_in_any_writing(text: str) -> None:
    shown = Redactor().text(text.replace("TOKEN", TOKEN))
    assert shown == text.replace("TOKEN", "<access token 1>")


def test_quoted_credentials_are_known_by_their_scheme() -> None:
    text = "401: 'Authorization: Bearer opaque/0123+abc==' is wrong"
    shown = Redactor().text(text)
    assert shown == "401: 'Authorization: Bearer <credentials 1>' is wrong"


@pytest.mark.parametrize("header", ['{"alg":"none"}', '{ "alg": "none"}', '{\n"alg":"none"}'])
def test_a_token_is_known_however_its_header_is_written(header: str) -> None:
    parts = (header, '{"sub":"tel:+15551234567"}', "signature")
    token = ".".join(
        base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts
    )
    assert Redactor().text(f"token {token}!") == "token <token 1>!"


@pytest.mark.parametrize(
    ("cookie", "known"),
    [
        ("sid=a1b2c3d4", True),
        ("sid=0123456789ab", True),
        ("lang=en", False),
        ("tracking=accepted", False),
    ],
)
def test_a_cookie_that_looks_random_is_known_where_it_is_repeated(
    cookie: str, known: bool
) -> None:
    redactor = Redactor()
    redactor.header("Set-Cookie", f"{cookie}; Path=/")
    value = cookie.partition("=")[2]
    assert (value not in redactor.text(f"session {value} ended")) is known


READABLE = [
    '{"request": "POST /sim-swap/v2/check", "path": "/check"}',
    "Bearer authentication is required",
    'Bearer realm="sim-swap", error_description="expired at 10"',
    "keyboard.example.com and monkey-business.example.org",
    "5f0c1e7a-8a40-4f4c-9d0e-600123456abc",
    "2026-11-20 08:00:00 +0100 took 600 ms of 123456",
    '{"maxAge": 2400, "timestamp": 1780000000123}',
    "100% of a&b &copy; C:\\users",
]


@pytest.mark.parametrize("text", READABLE)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert knowing().text(text) == text


def test_places_of_unescaped_text_lead_back_to_where_it_stood() -> None:
    text = "a%2525b&amp;\\u0041z"
    for plain, places in unescaped(text):
        assert len(places) == len(plain) + 1
        assert places[-1] == len(text)
        assert text[places[-2]] == plain[-1] == "z"
    assert plain == "a%b&Az"
