"""What a fleet costs beside its size: `python -m tests.benchmarks.targets`.

A command, not a test. `run A B C …` over 1, 8 and 64 targets (one provider, in a process of
its own), each run narrowed to a few requirements. What two targets cost beyond one is the
price of a target; what one costs beyond that is start-up: imports, and what only a process's
first run does. Seconds of processor stand beside those of the clock, which others load, too.
"""

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.process import Ended, ended
from tests.support.command import COMMAND, serving

SIZES = (1, 8, 64)
NARROWED = (
    *("--requirement", "sim-swap.check.m*"),
    *("--requirement", "sim-swap.retrieve-date.m*"),
    *("--requirement", "commonalities.*"),
)
ROW = "{:>8} {:>8} {:>12} {:>9} {:>14} {:>11} {:>15}"
HEADINGS = ("targets", "wall s", "processor s", "peak MiB", "less start-up", "per target")


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


def tested(scratch: Path, count: int, variables: Mapping[str, str]) -> Ended:
    """Run a fleet of so many targets."""
    output = Path(tempfile.mkdtemp(dir=scratch)) / "fleet"
    command: list[str | Path] = [COMMAND, "run", *["reference"] * count, *NARROWED]
    command += ["--output", output]
    run = ended(command, variables)
    assert run.code == 0, run.printed[-2000:]
    return run


def show_row(size: int, run: Ended, start_up: float, price: float) -> None:
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
