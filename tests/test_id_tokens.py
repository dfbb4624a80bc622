"""ID tokens: keys that a client can't use, and numbers in every disguise."""

import base64
import hashlib
import json
from typing import Any

import httpx
import pytest

from conformance.checks.pseudonyms import trace_of
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.fronts import Page, front
from tests.support.suite import Seen, run_profile

METADATA = "/.well-known/openid-configuration"
NUMBER = "+447700900101"
ROW = "id-token.signature-holds"
STRANGE: list[Any] = [
    {"kty": "AKP", "alg": "ML-DSA-65", "kid": "pq-1", "pub": "AAAA"},
    {"kty": "EC", "crv": "P-999", "kid": "curve-1", "x": "AAAA", "y": "AAAA"},
    {"kty": "RSA", "kid": "half-1"},
    {"kty": 7},
    {},
]


def run_with(jwks: bytes, status: int = 200) -> Seen:
    """Check signatures against an honest provider whose keys are published elsewhere."""
    with ReferenceProvider() as provider:
        honest = httpx.get(provider.base_url + METADATA).json()
        own = httpx.get(honest["jwks_uri"]).json()["keys"]
        body = jwks.replace(b'"OWN"', json.dumps(own[0]).encode())

        def pages(url: str) -> dict[str, Page]:
            told = json.dumps({**honest, "jwks_uri": f"{url}/jwks"}).encode()
            return {METADATA: Page(told), "/jwks": Page(body, status)}

        with front(pages) as published:
            variables = {**provider.variables, "REFERENCE_DISCOVERY": published.url + METADATA}
            profile = load_profile("reference", variables)
            return run_profile(profile, Options(requirements=(ROW,)))


def test_strange_keys_are_passed_over() -> None:
    """Keys of unknown kinds, and broken ones, do not hide the good one."""
    seen = run_with(json.dumps({"keys": [*STRANGE, "OWN"]}).encode())

    assert seen.alarms == []
    assert seen.outcomes == {ROW: "passed"}


@pytest.mark.parametrize(
    ("jwks", "status", "told"),
    [
        (b"<html>", 200, "not JSON"),
        (b'["OWN"]', 200, "no list `keys`"),
        (b'{"keys": "OWN"}', 200, "no list `keys`"),
        (b'{"keys": ["one", "two"]}', 200, "no list `keys`"),
        (json.dumps({"keys": STRANGE}).encode(), 200, "no key of the JWKS"),
        (b'{"keys": ["OWN"]}', 404, "answered 404"),
    ],
)
def test_useless_keys_fail_the_row(jwks: bytes, status: int, told: str) -> None:
    """A JWKS that is none is the provider's failure, and never a traceback."""
    seen = run_with(jwks, status)

    assert seen.outcomes == {ROW: "failed"}
    assert all(told in str(result.reason) for result in seen.results), seen.alarms


def hidden(value: str) -> dict[str, str]:
    """Return disguises of a number that somebody may take for a pseudonym."""
    digest = hashlib.sha256(value.encode())
    return {
        "itself": value,
        "within": f"user-{value[1:]}@operator.example",
        "separated": f"{value[:3]} {value[3:7]}-{value[7:]}",
        "base64": base64.b64encode(f"msisdn={value}".encode()).decode(),
        "base32": base64.b32encode(value.encode()).decode().lower(),
        "hexadecimal": value.encode().hex(),
        "sha256": digest.hexdigest().upper(),
        "sha256 base64": base64.b64encode(digest.digest()).decode(),
        "sha1 of the digits": hashlib.sha1(value[1:].encode()).hexdigest(),
        "with the client": hashlib.sha512(f"{value}|client-1".encode()).hexdigest(),
    }


@pytest.mark.parametrize("disguise", hidden(NUMBER))
def test_number_is_found(disguise: str) -> None:
    """Whatever looks like the number, or comes of it without a secret, is found."""
    assert trace_of(hidden(NUMBER)[disguise], NUMBER, "client-1") is not None


@pytest.mark.parametrize("disguise", hidden("+447700900102"))
def test_another_number_is_not(disguise: str) -> None:
    """What is made of another number gives this one not away."""
    assert trace_of(hidden("+447700900102")[disguise], NUMBER, "client-1") is None
