"""Errors of the network name the target, and never the password that was sent there."""

import os
from pathlib import Path

import pytest
import yaml

from tests.support.command import assert_clear, said_here

NUMBER = "+999550123456"
SECRETS = {"PROXY_PASSWORD": "pr0xy%2Fpassword", "TOKEN": "given-token-of-the-profile"}
CANARIES = (*SECRETS.values(), "pr0xy/password", NUMBER[1:], "0123456")


@pytest.mark.parametrize("command", ["run", "check", "plan"])
def test_an_unreachable_proxy_is_told_without_its_password(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setitem(os.environ, name, value)
    told = {
        "profile": 1,
        "name": "behind-a-proxy",
        "environment": "local",
        "apis": {"sim-swap": {"base_url": "http://203.0.113.1/sim-swap/v2"}},
        "http": {"proxy": "http://user:${PROXY_PASSWORD}@127.0.0.1:1", "timeout": 2},
        "tokens": {"two-legged": "${TOKEN}"},
        "subscribers": [{"id": "first", "phone_number": NUMBER, "sim": "none"}],
    }
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(told))
    output = ("--output", "out") if command == "run" else ()
    result = said_here(command, "profile.yaml", *output, cwd=tmp_path)
    assert_clear(result, {"run": 3, "check": 3, "plan": 0}[command])
    files = [path for path in tmp_path.rglob("out/**/*") if path.is_file()]
    assert len(files) > 8 or command != "run"
    texts = [result.out, result.err, *(path.read_text("utf-8") for path in files)]
    assert not [canary for canary in CANARIES for text in texts if canary in text]
