"""Node.js packages that tests need: installed on first use from a folder's own lock file."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
_INSTALL_SECONDS = 180


def node_with_packages(folder: Path) -> str:
    """Return Node.js' path, the folder's packages in place; skips where they can't be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js and npm are needed for this test: install Node.js 22")
    with _alone_in(folder):
        if not _in_place(folder):
            _install(npm, folder)
    return node


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other workers of the same test run from installing at the same time."""
    with (folder / "package.json").open("rb") as manifest:
        fcntl.flock(manifest, fcntl.LOCK_EX)
        yield


def _in_place(folder: Path) -> bool:
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    return all(_version(folder, name) == version for name, version in wanted.items())


def _version(folder: Path, package: str) -> str | None:
    try:
        text = (folder / "node_modules" / package / "package.json").read_text()
    except FileNotFoundError:
        return None
    return str(json.loads(text)["version"])


def _install(npm: str, folder: Path) -> None:
    command = [npm, *_INSTALL]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not install {folder.name}'s packages in {_INSTALL_SECONDS} s")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        pytest.skip(f"npm could not install {folder.name}'s packages: {' '.join(last)}")
