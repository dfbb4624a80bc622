"""A whole run against a deployment that repeats every secret: no file, no line holds one."""

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from conformance.profile import load_profile
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.echo import ISSUED, echoing

NUMBERS = [f"+99955012345{digit}" for digit in range(4)]
SECRETS = {
    "CLIENT_SECRET": 'client/secret+of "main"',
    "API_KEY": "api-key-of-the-profile",
    "TS43": "ts43-token-of-the-line",
    "EXPIRED": "expired-token-of-the-profile",
    "BY_SMS": "sms-token-of-the-profile",
}


def key_file(folder: Path) -> Path:
    """Write a private key and return where."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "client.pem").write_bytes(pem)
    return folder / "client.pem"


def profile_file(folder: Path, url: str, client: dict[str, Any]) -> Path:
    """Write a profile of the deployment at that URL and return where."""
    never = {"changed": "never", "activated": "2020-05-01T00:00:00Z"}
    histories = [{"changed": {"hours_ago": 3}}, {"changed": {"hours_ago": 300}}, never, "none"]
    lines = [
        {"id": f"line-{at}", "phone_number": number, "sim": histories[at]}
        for at, number in enumerate(NUMBERS)
    ]
    told = {
        "profile": 1,
        "name": "echo",
        "environment": "local",
        "apis": {
            "sim-swap": {"base_url": f"{url}/sim-swap/v2", "flow": "ciba"},
            "number-verification": {
                "base_url": f"{url}/number-verification/v2",
                "flow": "authorization-code",
            },
        },
        "authorization": {
            "endpoints": {
                "token": f"{url}/token",
                "authorization": f"{url}/authorize",
                "backchannel_authentication": f"{url}/backchannel",
            },
            "clients": {
                "main": {"id": "me", "redirect_uri": "https://c.example/cb", **client}
            },
            "ciba": {"poll_floor": 0},
            "client_credentials": {},
            "authorization_code": {"device": {"header": {"x-msisdn": "{phone_number}"}}},
        },
        "subscribers": [{**lines[0], "operator_token": "${TS43}"}, *lines[1:]],
        "tokens": {"expired": "${EXPIRED}", "not-network-authenticated": "${BY_SMS}"},
        "http": {"headers": {"x-api-key": "${API_KEY}"}},
        "limits": {"requests_per_second": 5000, "max_requests": 5000},
    }
    (folder / "echo.yaml").write_text(yaml.safe_dump(told))
    return folder / "echo.yaml"


CLIENTS: dict[str, dict[str, Any]] = {
    "private_key_jwt": {"key": {"file": "client.pem"}},
    "client_secret_basic": {"secret": "${CLIENT_SECRET}"},
    "client_secret_post": {"secret": "${CLIENT_SECRET}"},
}


@pytest.mark.parametrize(
    ("authentication", "requirements"),
    [
        (
            "private_key_jwt",
            ("sim-swap.check.m*", "*.check.*requests*", "number-verification.verify.o*"),
        ),
        ("client_secret_basic", ("*.success-matches-the-contract", "commonalities.*")),
        ("client_secret_post", ("*.success-matches-the-contract", "*.own-*")),
    ],
)
def test_no_artefact_of_a_run_holds_a_secret_or_a_number(
    authentication: str,
    requirements: tuple[str, ...],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    pem = key_file(tmp_path).read_text()
    client = {"authentication": authentication, **CLIENTS[authentication]}
    with echoing() as (url, echo):
        profile = load_profile(str(profile_file(tmp_path, url, client)), SECRETS)
        options = Options(output=tmp_path / "out", requirements=requirements, max_examples=3)
        finished = execute(prepare(profile, options), options, print)
    assert echo.answers > 10, finished.report.verdict_reasons

    artefacts = {
        str(path.relative_to(finished.folder)): path.read_text(encoding="utf-8")
        for path in finished.folder.rglob("*")
        if path.is_file()
    }
    said = capfd.readouterr()
    artefacts |= {"stdout": said.out, "stderr": said.err}
    kinds = {"report.json", "report.html", "junit.xml", "journal.ndjson"}
    assert kinds <= artefacts.keys()
    assert any(name.startswith("allure-results/") for name in artefacts)

    canaries = {ISSUED, *SECRETS.values(), *echo.secrets, *pem.splitlines()[1:-1]}
    for number in NUMBERS:
        for digits in (number, number.removeprefix("+")):
            digest = hashlib.sha256(digits.encode()).hexdigest()
            canaries |= {digits, digest, digest.upper()}
    assert leaks(artefacts, canaries) == []
    assert "&lt;phone number of line-0&gt;" in artefacts["report.html"]


def leaks(artefacts: dict[str, str], canaries: set[str]) -> list[tuple[str, str]]:
    """Return which file holds which canary, as it is or as URLs and JSON spell it."""
    spelt = {each for c in canaries for each in (c, quote(c, safe=""), c.replace("/", "\\/"))}
    # A garbage token of the suite's own is no secret, and neither is its absence.
    spelt -= {"this-is-no-access-token", ""}
    return [(name, each) for name, text in artefacts.items() for each in spelt if each in text]
