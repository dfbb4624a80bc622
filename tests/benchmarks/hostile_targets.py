"""What each misbehaviour of a target costs: seconds and peak memory of a whole command.

Run it as `python -m tests.benchmarks.hostile_targets [NAME …]`; every row is a process of its
own, so that one misbehaviour's memory does not show in the next. Start-up is in every row; the
first row, an honest target, says how much that is.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.running import MISBEHAVIOURS, MISTREATED, run_against
from tests.hostile.server import Visit, answer, hostile_server

_HONEST = "honest"


def honest(visit: Visit) -> None:
    """Answer as it should be."""
    visit.send(answer(b'{"swapped": true}', correlator=visit.correlator))


def measured(name: str) -> tuple[str, float, float]:
    """Return the outcome, seconds and MiB of one run in a fork of this process."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "outcome"
        started = time.perf_counter()
        child = os.fork()
        if child == 0:
            _run(name, Path(folder), told)
        _, _, usage = os.wait4(child, 0)
        return told.read_text(), time.perf_counter() - started, usage.ru_maxrss / 1024


def _run(name: str, folder: Path, told: Path) -> None:
    try:
        with hostile_server(MISBEHAVIOURS.get(name, honest)) as server:
            told.write_text(run_against(server, folder).outcome(MISTREATED))
    finally:
        os._exit(0)


def main() -> None:
    """Print a row for each misbehaviour named, or for all."""
    print(f"{'misbehaviour':<36} {'outcome':<8} {'s':>6} {'MiB':>6}")  # noqa: T201
    for name in sys.argv[1:] or (_HONEST, *MISBEHAVIOURS):
        outcome, seconds, mebibytes = measured(name)
        print(f"{name:<36} {outcome:<8} {seconds:>6.2f} {mebibytes:>6.0f}")  # noqa: T201


if __name__ == "__main__":
    main()
