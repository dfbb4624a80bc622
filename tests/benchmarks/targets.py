"""What a fleet costs beside its size: `python -m tests.benchmarks.targets`.

A command, not a test. `run A B C …` over 1, 8 and 64 targets (one provider, in a process of
its own), each run narrowed to a few requirements. What two targets cost beyond one is the
price of a target; what one costs beyond that is start-up: imports, and what only a process's
first run does. Seconds of processor stand beside those of the clock, which others load, too.
"""

import argparse
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.support.command import COMMAND, environment, serving

SIZES = (1, 8, 64)
NARROWED = (
    *("--requirement", "sim-swap.check.m*"),
    *("--requirement", "sim-swap.retrieve-date.m*"),
    *("--requirement", "commonalities.*"),
)
ROW = "{:>8} {:>8} {:>12} {:>9} {:>14} {:>11} {:>15}"
HEADINGS = ("targets", "wall s", "processor s", "peak MiB", "less start-up", "per target")


@dataclass(frozen=True)
class Fleet:
    """One command: seconds of the clock and of the processor, and peak memory."""

    wall: float
    processor: float
    mebibytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--repetitions", type=int, default=3, help="Of the first two.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, serving(Path(scratch)) as provider:
        one, two = (
            median(
                tested(Path(scratch), count, provider.variables).processor
                for _ in range(chosen.repetitions)
            )
            for count in (1, 2)
        )
        price, start_up = two - one, 2 * one - two
        show(f"Processor seconds: start-up {start_up:.2f}, one target {price:.2f}")
        show(ROW.format(*HEADINGS, "of one (≤ 1.1)"))
        for size in chosen.sizes:
            show_row(size, tested(Path(scratch), size, provider.variables), start_up, price)


def tested(scratch: Path, count: int, variables: Mapping[str, str]) -> Fleet:
    """Run a fleet of so many targets."""
    output = Path(tempfile.mkdtemp(dir=scratch)) / "fleet"
    command: list[str | Path] = [COMMAND, "run", *["reference"] * count, *NARROWED]
    command += ["--output", output]
    with (scratch / "printed.txt").open("w") as printed:
        started = perf_counter()
        process = subprocess.Popen(command, env=environment(variables), stdout=printed)
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (scratch / "printed.txt").read_text()[-2000:]
    return Fleet(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def show_row(size: int, run: Fleet, start_up: float, price: float) -> None:
    """Print a fleet beside what its first target cost."""
    rest = run.processor - start_up
    times = (f"{run.wall:.1f}", f"{run.processor:.1f}", f"{run.mebibytes:.0f}")
    shares = (f"{rest:.1f}", f"{rest / size:.2f}", f"{rest / size / price:.2f}")
    show(ROW.format(size, *times, *shares))


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
