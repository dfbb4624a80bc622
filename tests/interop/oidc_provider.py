"""Runs the npm package oidc-provider as server.mjs configures it."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import IO

from tests.support.node_packages import node_with_packages

HERE = Path(__file__).parent
PROFILE = HERE / "profile.yaml"
# A cold start takes half a second; a busy machine some more.
_START_SECONDS = 30


@contextmanager
def running(folder: Path) -> Iterator[Mapping[str, str]]:
    """Run the server, its clients' keys in `folder`, and yield the profile's variables."""
    command = [node_with_packages(HERE), str(HERE / "server.mjs"), str(folder)]
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
