"""One process from start to end, and what it took."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.support.command import environment

# ru_maxrss counts kibibytes on Linux and bytes on macOS.
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Ended:
    """Seconds of the clock and of the processor, peak memory, and what it left."""

    wall: float
    processor: float
    mebibytes: float
    code: int
    printed: str
    """What it printed, errors as well."""


def ended(
    command: Sequence[str | Path], variables: Mapping[str, str], cwd: Path | None = None
) -> Ended:
    """Run a command to its end, with these environment variables beside the usual ones."""
    with tempfile.TemporaryFile("w+") as printed:
        started = perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(variables), stdout=printed, stderr=printed
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        return Ended(
            wall=wall,
            processor=usage.ru_utime + usage.ru_stime,
            mebibytes=usage.ru_maxrss * _MAXRSS_UNIT / 2**20,
            code=process.returncode,
            printed=printed.read(),
        )
