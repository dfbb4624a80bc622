"""Nothing secret and nobody's number is kept: whatever it stands in, however it is spelt."""

import hashlib
import json
import sys
import time
from collections.abc import Callable
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.target.redaction import Redactor
from tests.support.canaries import (
    BARE_HASH,
    DIGITS,
    HASH,
    JWE,
    JWT,
    OF_THE_LINE,
    SECRETS,
    SPELLINGS,
    knowing,
)
from tests.support.profiles import NUMBER

PLACES = ["{}", "<{}>", "word{}word", "token={}.", '{{"message": "{}"}}', "Bearer {}, wrong"]


@pytest.mark.parametrize("canary", [*SECRETS.values(), *OF_THE_LINE])
def test_known_canary_is_gone_wherever_it_stands(canary: str) -> None:
    redactor = knowing()
    for spelling, place in product({spelt(canary) for spelt in SPELLINGS}, PLACES):
        shown = redactor.text(place.format(spelling))
        assert spelling not in shown
        assert canary not in shown
        assert "<" in shown


def test_old_secrets_are_found_in_longer_words_however_many_came_since() -> None:
    redactor = Redactor()
    redactor.add_secret("access token", "the-first-token-of-all")
    for number in range(5000):
        redactor.add_secret("access token", f"{number:05}-another-token-{number:05}")
    assert redactor.text("x=the-first-token-of-all.") == "x=<access token 1>."


def calls(act: Callable[[], object]) -> int:
    """Return how many functions, Python's and C's, are called while something is done."""
    counted = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return counted


def test_cost_does_not_grow_with_the_number_of_secrets() -> None:
    text = json.dumps({"message": "Bearer 00003-another-token-00003 " + "is wrong " * 50})

    def cost(secrets: int) -> int:
        redactor = Redactor()
        for number in range(secrets):
            redactor.add_secret("access token", f"{number:05}-another-token-{number:05}")
        return calls(lambda: redactor.text(text))

    assert cost(4000) <= cost(40) + 5


UNKNOWN = {
    "JSON member": ('{{"access_token": "{}"}}', "opaque-never-seen-1"),
    "refresh token": ('{{"refresh_token":"{}"}}', "opaque-never-seen-2"),
    "ID token": ("hint {} hint", JWT),
    "encrypted ID token": ("hint={}.", JWE),
    "CIBA id": ('{{"auth_req_id" : "{}"}}', "opaque-never-seen-3"),
    "code in a redirect": ("https://client.example/cb?state=s&code={}&x=1", "A1B2C3D4E5F6"),
    "code in a fragment": ("https://client.example/cb#code={}", "SplxlOBeZQQYbYS6WxSbIA"),
    "code in JSON": ('{{"code": "{}"}}', "SplxlOBeZQQYbYS6WxSbIA"),
    "form": ("client_id=me&client_secret={}&x=1", "hush%2Fhush"),
    "escaped": ('{{"client_secret": "{}"}}', 'hu\\"sh\\/hush'),
    "phone number": ("no line {} here", "+15551234567"),
    "encoded phone number": ("login_hint=tel%3A{}", "%2B15551234567"),
    "tel URI": ("tel:{} unknown", "15551234567"),
    "hash": ("hash {} unknown", hashlib.sha256(b"+15551234567").hexdigest()),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_unknown_secret_is_recognised_and_remembered(what: str) -> None:
    text, secret = UNKNOWN[what]
    redactor = Redactor()
    first, again = redactor.text(text.format(secret)), redactor.text(text.format(secret))
    assert secret not in first
    assert first == again


@pytest.mark.parametrize("end", ["-----END EC PRIVATE KEY-----\n", ""])
@pytest.mark.parametrize("escaped", [False, True])
def test_private_keys_are_recognised(end: str, escaped: bool) -> None:
    lines = ["-----BEGIN EC PRIVATE KEY-----", "MHcCAQEEIFyq7zH", "kq3T+oAoGCCqGSM49=", end]
    text = ("\\n" if escaped else "\n").join(lines)
    shown = Redactor().text(f"broken: {text}")
    assert "MHcC" not in shown
    assert "kq3T" not in shown


READABLE = [
    '{"status": 400, "code": "INVALID_ARGUMENT", "message": "maxAge is no number"}',
    '{"code": "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"}',
    '{"code": "invalid_argument"}',
    '{"code": "SVC0001"}',
    '{"code": "-4001"}',
    '{"code": 400}',
    '{"phoneNumber": "+0123456789"}',
    '{"phoneNumber": "+1234"}',
    '{"phoneNumber": "+1234567890123456"}',
    '{"phoneNumber": "0044123456"}',
    '{"latestSimChange": "2023-07-03T14:27:08+02:00"}',
    '{"error": "invalid_grant", "error_description": "expired"}',
    '{"access_token": ""}',
    "x-correlator 5f0c1e7a-8a40-4f4c-9d0e-3b7a61c2d915",
    "GET https://api.example.com/sim-swap/v2/check",
]


@pytest.mark.parametrize("text", READABLE)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert knowing().text(text) == text


def test_short_secrets_do_not_tear_text_apart() -> None:
    redactor = Redactor()
    assert redactor.add_secret("client secret", "main") == "<client secret>"
    assert redactor.text("the main line") == "the main line"
    assert redactor.text('{"client_secret": "main"}') == '{"client_secret": "<client secret>"}'


def test_equal_values_have_equal_placeholders() -> None:
    redactor = Redactor()
    token = f"mock-{DIGITS}/token"
    redactor.add_subscriber("first", NUMBER)
    # First met in an answer, as JSON writes it; then sent; then quoted.
    escaped = token.replace("/", "\\/")
    assert redactor.text(f'{{"access_token":"{escaped}"}}') == (
        '{"access_token":"<access token 1>"}'
    )
    assert redactor.add_secret("access token", token) == "<access token 1>"
    assert redactor.header("Authorization", f"Bearer {token}") == "Bearer <access token 1>"
    assert redactor.text(f"?access_token={quote(token)}") == "?access_token=<access token 1>"
    assert redactor.text("+15551234567 %2B15551234567") == "<phone number 1> <phone number 1>"
    assert redactor.add_secret("access token", "another-token") == "<access token 2>"


def test_line_reads_as_its_id() -> None:
    shown = knowing().text(f"{NUMBER} {DIGITS} {HASH} {HASH.upper()} {BARE_HASH}")
    assert shown == (
        "<phone number of first> <digits of first> <hash of first> "
        "<upper-case hash of first> <hash without plus of first>"
    )


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer opaque-token-1", "Bearer <credentials 1>"),
        ("Authorization", "opaque-token-1", "<credentials 1>"),
        ("Proxy-Authorization", "Basic aWQ6c2VjcmV0", "Basic <credentials 1>"),
        ("X-API-Key", "k1", "<API key>"),
        ("x-acme-session-token", "t-1", "<credentials>"),
        ("Access-Control-Allow-Credentials", "true", "true"),
        ("WWW-Authenticate", 'Bearer error="invalid_token"', 'Bearer error="invalid_token"'),
        ("Content-Type", "application/json", "application/json"),
        ("x-correlator", "5f0c1e7a", "5f0c1e7a"),
        (
            "Location",
            "https://c.example/?code=ABCDEF",
            "https://c.example/?code=<authorization code 1>",
        ),
    ],
)
def test_headers(name: str, value: str, shown: str) -> None:
    assert Redactor().header(name, value) == shown


def test_cookies_are_gone_from_what_quotes_them_too() -> None:
    redactor = Redactor()
    set_cookie = "sid=0a1b2c3d4e5f6; Path=/sim-swap/v2; Domain=api.example.com"
    assert redactor.header("Set-Cookie", set_cookie) == "<cookie 2>"
    assert redactor.text("session 0a1b2c3d4e5f6") == "session <cookie 1>"
    assert redactor.text("api.example.com/sim-swap/v2") == "api.example.com/sim-swap/v2"
    redactor.header("Cookie", "lang=en; other=f6e5d4c3b2a10")
    assert redactor.text("f6e5d4c3b2a10 in en") == "<cookie 3> in en"


def test_lone_surrogates_can_be_written_to_a_file() -> None:
    shown = Redactor().text("code \ud83d!")
    assert shown.encode() == rb"code \ud83d!"


@given(st.text())
def test_any_text_is_redacted_the_same_twice(text: str) -> None:
    redactor = knowing()
    once = redactor.text(text)
    assert redactor.text(once) == once


HOSTILE = {
    "token": "eyJ-" * 60_000,
    "signs": "+" * 240_000,
    "member": '"code":"' * 30_000,
    "key": "-----BEGIN PRIVATE KEY-----" * 9_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_costs_seconds_at_most(what: str) -> None:
    # Backtracking would take hours: the bound is far from what a slow machine needs.
    started = time.process_time()
    Redactor().text(HOSTILE[what])
    assert time.process_time() - started < 30


def test_a_text_that_was_harmless_before_its_secret_was_known() -> None:
    redactor = Redactor()
    assert redactor.text("given: hunter2-hunter2") == "given: hunter2-hunter2"
    redactor.add_secret("password", "hunter2-hunter2")
    assert redactor.text("given: hunter2-hunter2") == "given: <password 1>"


def test_placeholders_go_on_after_an_earlier_part_of_the_run() -> None:
    redactor = Redactor()
    redactor.continue_from({"access token": 4})
    assert redactor.add_secret("access token", "abcdefgh") == "<access token 5>"
    assert redactor.add_secret("password", "ijklmnop") == "<password 1>"
