"""Secrets and spellings of a number that must not be kept, and a redactor that met them."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

from conformance.target.redaction import Redactor
from tests.support.profiles import NUMBER

DIGITS = NUMBER.removeprefix("+")
HASH = hashlib.sha256(NUMBER.encode()).hexdigest()
BARE_HASH = hashlib.sha256(DIGITS.encode()).hexdigest()
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ0ZWw6KzQ0In0.c2lnbmF0dXJl-_Zz"
JWE = f"{JWT}.aXYtYW5k.dGFnLXRvbw"

SECRETS = {
    "access token": "at-opaque/9f+8w7==",
    "refresh token": "rt-0123456789abcdef",
    "client secret": 's3cret/with+odd "chars"&<more>',
    "client assertion": JWT,
    "authorization code": "4/0AX4XfWh-code_1",
    "auth_req_id": "1c266114-a1be-4252-8ad1-04986c5b9ac1",
    "ID token": JWE,
    "cookie": "cookie-5f6e7d8c9b0a",
    "proxy password": "pr0xy%2Fpass",
    "header x-api-key": "key-of-the-profile",
    "client credentials": base64.b64encode(b"id:secret-of-the-client").decode(),
}
# What a number turns into on its way.
OF_THE_LINE = [NUMBER, DIGITS, HASH, HASH.upper(), BARE_HASH, BARE_HASH.upper()]
SPELLINGS: list[Callable[[str], str]] = [
    str,
    quote_plus,
    lambda value: quote(value, safe=""),
    lambda value: re.sub("%..", lambda found: found[0].lower(), quote(value, safe="")),
    lambda value: quote(quote(value, safe=""), safe=""),
    lambda value: json.dumps(value)[1:-1],
    lambda value: json.dumps(value)[1:-1].replace("/", "\\/"),
    escape,
]


def knowing() -> Redactor:
    """Return a redactor that has met every secret."""
    redactor = Redactor()
    redactor.add_subscriber("first", NUMBER)
    for kind, value in SECRETS.items():
        redactor.add_secret(kind, value)
    return redactor
