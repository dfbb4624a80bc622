"""A whole run against a deployment that repeats every secret: no file, no line holds one."""

import base64
import hashlib
import json
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from conformance.profile import load_profile
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.target.encodings import base64_fragments
from tests.support.command import environment, said_here
from tests.support.echo import ISSUED, echoing
from tests.support.keys import client_key, key_files

NUMBERS = [f"+99955012345{digit}" for digit in range(4)]
SECRETS = {
    "CLIENT_SECRET": 'client/secret+of "main"',
    "API_KEY": "api-key-of-the-profile",
    "TS43": "ts43-token-of-the-line",
    "EXPIRED": "expired-token-of-the-profile",
    "BY_SMS": "sms-token-of-the-profile",
}


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
        "title": f"Deployment that {NUMBERS[0]} and api-key-of-the-profile test",
        "operator": {"name": f"Operator of {NUMBERS[1]}"},
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
        "deviations": [
            {
                "requirement": "sim-swap.check.success-matches-the-contract",
                "reason": f"{NUMBERS[2].removeprefix('+')} has no SIM, says {NUMBERS[3]}",
                "owner": NUMBERS[0],
                "ticket": f"{NUMBERS[1]}-1",
                "until": "2999-12-31",
            }
        ],
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
    pem = client_key(tmp_path).read_text()
    client = {"authentication": authentication, **CLIENTS[authentication]}
    with echoing() as (url, echo):
        profile = load_profile(str(profile_file(tmp_path, url, client)), SECRETS)
        options = Options(output=tmp_path / "out", requirements=requirements, max_examples=3)
        finished = execute(prepare(profile, options), options, print)
    assert echo.answers > 10, finished.report.verdict_reasons

    artefacts = left_and_said(finished.folder, tmp_path, capfd)
    kinds = {"report.json", "report.html", "junit.xml", "journal.ndjson", "results.sarif"}
    kinds |= {"exchanges.har", "summary.md", "badge.svg", "statement.intoto.jsonl"}
    assert kinds <= artefacts.keys()
    assert any(name.startswith("allure-results/") for name in artefacts)
    assert leaks(artefacts, echo.secrets | set(pem.splitlines()[1:-1])) == []
    assert "&lt;phone number of line-0&gt;" in artefacts["report.html"]
    assert finished.report.selection is not None


def left_and_said(
    folder: Path, keys: Path, capfd: pytest.CaptureFixture[str]
) -> dict[str, str]:
    """Return every file and line that a run, its signature and its rendering leave."""
    secret, public = key_files(keys)
    told: dict[str, str] = {}
    for command in (
        ("attest", folder, "--key", secret),
        ("verify", folder / "statement.intoto.jsonl", "--key", public, "--report", folder),
        ("report", folder),
    ):
        said = said_here(*command, cwd=keys)
        assert said.code == 0, said
        told[command[0]] = said.out + said.err
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    left = {str(path.relative_to(folder)): path.read_text("utf-8") for path in files}
    captured = capfd.readouterr()
    (statement,) = left["statement.intoto.jsonl"].splitlines()
    payload = base64.b64decode(json.loads(statement)["payload"]).decode()
    return {**left, **told, "out": captured.out, "err": captured.err, "payload": payload}


def canaries(told: set[str]) -> set[str]:
    """Return what must not stand anywhere: as it is, and as its writers spell it."""
    found = {ISSUED, *SECRETS.values(), *told}
    for number in NUMBERS:
        digits = number.removeprefix("+")
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        found |= {digits, digits[3:], " ".join(groups), "-".join(groups)}
        hashes = [hashlib.sha256(each.encode()).hexdigest() for each in (number, digits)]
        found |= {*hashes, *(each.upper() for each in hashes)}
    spelt = {
        each
        for canary in found
        for each in (
            *(canary, quote(canary, safe=""), canary.replace("/", "\\/"), escape(canary)),
            "".join(f"&#{ord(mark)};" for mark in canary),
        )
    }
    known = [*SECRETS.values(), *NUMBERS, *(number[1:] for number in NUMBERS)]
    spelt |= {fragment for secret in known for fragment in base64_fragments(secret)}
    # A garbage token of the suite's own is no secret, and neither is its absence.
    return spelt - {each for own in ("this-is-no-access-token", "") for each in _ways(own)}


def _ways(text: str) -> set[str]:
    return {text, "".join(f"&#{ord(mark)};" for mark in text)}


def leaks(artefacts: dict[str, str], told: set[str]) -> list[tuple[str, str]]:
    """Return which file holds which canary."""
    wanted = canaries(told)
    return [
        (name, each) for name, text in artefacts.items() for each in wanted if each in text
    ]


def test_plain_pytest_shows_no_secret_in_its_tracebacks(tmp_path: Path) -> None:
    """Whatever pytest is asked to show: outcomes, captured output, local variables."""
    client_key(tmp_path)
    client = {"authentication": "client_secret_basic", **CLIENTS["client_secret_basic"]}
    options = ("-rA", "-l", "--tb=long", "-vv", "-k", "check and max_age")
    with echoing() as (url, echo):
        profile = profile_file(tmp_path, url, client)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "--pyargs", "conformance.scenarios"),
                *("--profile", profile, "-p", "no:cacheprovider", *options),
            ],
            cwd=tmp_path,
            env=environment(SECRETS),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1, done.stdout
    assert "CaseFailed" in done.stdout
    assert leaks({"out": done.stdout, "err": done.stderr}, echo.secrets) == []
