"""Installs and runs the npm package oidc-provider as server.mjs configures it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import IO

import pytest

HERE = Path(__file__).parent
PROFILE = HERE / "profile.yaml"
_PACKAGE = "oidc-provider"
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
_INSTALL_SECONDS = 180
# A cold start takes half a second; a busy machine some more.
_START_SECONDS = 30


def installed() -> str:
    """Return the path of Node.js, the packages in place; skips where that is not to be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js and npm are needed to run oidc-provider: install Node.js 22")
    if _installed_version() != _pinned_version():
        _install(npm)
    return node


def _pinned_version() -> str:
    manifest = json.loads((HERE / "package.json").read_text())
    return str(manifest["dependencies"][_PACKAGE])


def _installed_version() -> str | None:
    try:
        text = (HERE / "node_modules" / _PACKAGE / "package.json").read_text()
    except FileNotFoundError:
        return None
    return str(json.loads(text)["version"])


def _install(npm: str) -> None:
    try:
        done = subprocess.run(
            [npm, *_INSTALL],
            cwd=HERE,
            capture_output=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {_PACKAGE} within {_INSTALL_SECONDS} s")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        pytest.skip(f"npm could not install {_PACKAGE}: {' '.join(last)}")


@contextmanager
def running(folder: Path) -> Iterator[Mapping[str, str]]:
    """Run the server, its clients' keys in `folder`, and yield the profile's variables."""
    command = [installed(), str(HERE / "server.mjs"), str(folder)]
    log = folder / "server.log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        ) as process,
    ):
        assert process.stdout is not None
        try:
            told = _told(process.stdout, log)
            yield {
                **os.environ,
                "INTEROP_ISSUER": told["issuer"],
                "INTEROP_KEYS": str(folder),
                "INTEROP_EXPIRED_TOKEN": told["expired"],
                "INTEROP_ASKED_TOKEN": told["asked"],
            }
        finally:
            process.kill()


def _told(output: IO[bytes], log: Path) -> dict[str, str]:
    readable, _, _ = select([output], [], [], _START_SECONDS)
    line = output.readline() if readable else b""
    assert line, f"oidc-provider did not start:\n{log.read_text()}"
    return {name: str(value) for name, value in json.loads(line).items()}
