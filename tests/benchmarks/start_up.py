"""What a command takes before it does anything: `python -m tests.benchmarks.start_up`.

A command, not a test. Medians of `--help`, `plan` and `check` of the bundled profile, each a
process of its own, seconds of the clock and of the processor; `check` asks a provider that
`serve` runs.
"""

import argparse
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.process import ended
from tests.support.command import COMMAND, serving

COMMANDS = ("--help", "plan", "check")
ROW = "{:<10} {:>8} {:>13}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=5)
    repetitions = parser.parse_args().repetitions
    print(ROW.format("command", "wall s", "processor s"), flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory() as scratch, serving(Path(scratch)) as provider:
        for command in COMMANDS:
            runs = [
                timed(command, Path(scratch), provider.variables) for _ in range(repetitions)
            ]
            medians = (f"{statistics.median(each):.2f}" for each in zip(*runs, strict=True))
            print(ROW.format(command, *medians), flush=True)  # noqa: T201


def timed(command: str, cwd: Path, variables: Mapping[str, str]) -> tuple[float, float]:
    """Return the seconds of a command, of the clock and of the processor."""
    run = ended([COMMAND, command], variables, cwd)
    assert run.code == 0, f"{command} ended with {run.code}"
    return run.wall, run.processor


if __name__ == "__main__":
    main()
