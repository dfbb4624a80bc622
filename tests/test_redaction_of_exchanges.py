"""No part of an exchange, of an answer or of a profile is kept with a secret in it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import httpx

from conformance.exchanges import (
    Exchange,
    Purpose,
    RedactedExchange,
    Request,
    Response,
)
from conformance.scenarios.session import Generation, Session
from conformance.target.answers import Answer
from conformance.target.recording import redact
from tests.support.canaries import DIGITS, OF_THE_LINE, SECRETS, SPELLINGS, knowing
from tests.support.keys import client_key
from tests.support.profiles import NUMBER, profile


def exchange(everything: str) -> Exchange:
    """Return an exchange with the same text in every part that can hold one."""
    in_url, in_header = quote(everything, safe=""), everything.replace("\n", " ")
    headers = [("x-echo", in_header), ("Location", f"https://client.example/cb?{in_url}")]
    body = json.dumps({"message": everything}).encode()
    wire = httpx.Headers([(n.encode(), v.encode()) for n, v in headers])
    return Exchange(
        number=1,
        case="case",
        purpose=Purpose("api", "sim-swap.check", "first", "two-legged"),
        request=Request("POST", f"https://api.example.com/?q={in_url}", tuple(headers), body),
        response=Response(400, in_header, wire, body),
        error=everything,
        seconds=0.1,
        started_at=datetime.now(UTC),
    )


def assert_clean(kept: RedactedExchange) -> None:
    shown = repr(kept)
    for canary in [*SECRETS.values(), *OF_THE_LINE]:
        for spelt in SPELLINGS:
            assert spelt(canary) not in shown
            assert repr(spelt(canary))[1:-1] not in shown


def test_no_part_of_an_exchange_holds_a_canary() -> None:
    everything = " ".join([*SECRETS.values(), *OF_THE_LINE])
    kept = redact(exchange(everything), knowing())
    assert_clean(kept)
    assert kept.response is not None
    for part in (kept.curl, kept.error, kept.request.url, kept.response.body):
        assert "<phone number of first>" in (part or "")


def test_half_a_secret_is_not_left_where_a_body_is_cut() -> None:
    for filler in range(19_990, 20_001):
        kept = redact(exchange("." * filler + " " + SECRETS["refresh token"]), knowing())
        assert kept.request.body is not None
        assert "rt-0" not in kept.request.body


def test_half_a_secret_is_not_left_where_a_reason_quotes_a_body() -> None:
    token = SECRETS["refresh token"]
    for filler in range(150, 205):
        told = str(Answer(exchange("x " * (filler // 2) + token)))
        shown = knowing().text(told)
        assert "rt-0" not in shown
        assert len(told) < 260


def test_a_short_answer_is_quoted_whole() -> None:
    assert str(Answer(exchange("Wrong."))) == (
        'sim-swap.check answered 400 {"message": "Wrong."}'
    )


def test_profile_and_its_lines_are_known_from_the_start(tmp_path: Path) -> None:
    key = client_key(tmp_path).read_text()
    told = {
        "client secret": "secret-of-main",
        "operator token": "ts43-token-0",
        "two": "token-two-legged",
        "three": "token-three-legged",
        "expired": "token-expired",
        "sms": "token-by-sms",
        "header": "value-of-the-header",
        "proxy": "pass/word",
    }
    of = profile(
        subscribers=[
            {"id": "first", "phone_number": NUMBER, "operator_token": told["operator token"]}
        ],
        authorization={
            "clients": {
                "main": {
                    "id": "me",
                    "authentication": "client_secret_basic",
                    "secret": told["client secret"],
                },
                "other": {"id": "you", "key": {"file": tmp_path / "client.pem"}},
            }
        },
        tokens={
            "two-legged": told["two"],
            "three-legged": {"first": told["three"]},
            "expired": told["expired"],
            "not-network-authenticated": told["sms"],
        },
        http={
            "headers": {"x-client-secret-2": told["header"]},
            "proxy": "http://user:pass%2Fword@127.0.0.1:1",
        },
    )
    session = Session(of, {}, (), Generation(0, 0))
    shown = session.recorder.redactor.text("\n".join([*told.values(), NUMBER, key]))
    session.close()
    for canary in [*told.values(), DIGITS, *key.splitlines()[1:-1]]:
        assert canary not in shown
