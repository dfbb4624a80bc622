"""What workers gain over a slow network: `python -m tests.benchmarks.workers`.

A command, not a test. The whole bundled profile is run against a provider in a process of its
own that keeps every request waiting for a while, with 1, 4 and 16 workers. Beside the seconds
stands what nothing can go below, requests × latency / workers; and what else bounds a run: the
longest case (its requests follow each other, or its user takes seconds), and the processor
time of suite and provider together, over the processors that there are. `start-up` is a run
of one case: imports, contracts, collection, one report.
"""

import argparse
import asyncio
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.reference import ReferenceProvider, application, provider
from conformance.report.reading import read_report
from tests.benchmarks.process import ended
from tests.support.command import COMMAND

LATENCIES = (0.0, 0.05, 0.2)
WORKERS = (1, 4, 16)
ONE_CASE = ("--requirement", "sim-swap.check.missing-token-is-refused")
HEADINGS = ("latency ms", "workers", "wall s", "run s", "bound s", "run/bound")
MORE = ("longest case s", "processor s", "over cores s", "exchanges", "peak MiB")
ROW = "{:>10} {:>8} {:>8} {:>8} {:>8} {:>10} {:>15} {:>12} {:>13} {:>10} {:>9}"
App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True)
class Measured:
    """One run: seconds from start to end, of its cases, and of processors."""

    wall: float
    run: float
    longest: float
    processor: float
    exchanges: int
    mebibytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=1)
    parser.add_argument("--latency", type=float, action="append", help="seconds")
    parser.add_argument("--workers", type=int, action="append")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve is not None:
        serve(chosen.serve)
        return
    show(ROW.format(*HEADINGS, *MORE))
    for latency in chosen.latency or LATENCIES:
        with tempfile.TemporaryDirectory() as scratch, served(latency) as variables:
            for workers in chosen.workers or WORKERS:
                runs = [
                    measured(Path(scratch), workers, variables)
                    for _ in range(chosen.repetitions)
                ]
                show_median(latency, workers, runs)
    with tempfile.TemporaryDirectory() as scratch, served(0.0) as variables:
        start_up = measured(Path(scratch), 1, variables, *ONE_CASE)
    show(f"start-up: {start_up.wall:.1f} s; {os.cpu_count()} processors")


def serve(latency: float) -> None:
    """Serve the reference provider, each request after a while, until the end of input."""
    honest = application.application
    setattr(provider, "application", lambda world: waiting(honest(world), latency))  # noqa: B010
    with ReferenceProvider() as running:
        for name, value in running.variables.items():
            show(f"{name}={shlex.quote(value)}")
        show("")
        sys.stdin.read()


def waiting(app: App, latency: float) -> App:
    """Return an application that lets each request wait first, all of them side by side."""

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(latency)
        await app(scope, receive, send)

    return wait


@contextmanager
def served(latency: float) -> Iterator[Mapping[str, str]]:
    """Run a waiting provider in a process of its own, and yield its variables."""
    command = [sys.executable, "-m", __spec__.name, "--serve", str(latency)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "\n")
        yield dict(shlex.split(line)[0].split("=", 1) for line in lines)
        process.send_signal(signal.SIGKILL)


def measured(
    scratch: Path, workers: int, variables: Mapping[str, str], *options: str
) -> Measured:
    """Run the bundled profile once."""
    output = Path(tempfile.mkdtemp(dir=scratch)) / "run"
    command: list[str | Path] = [COMMAND, "run", "--workers", str(workers), *options]
    command += ["--output", output]
    process = ended(command, variables)
    assert process.code == 0, process.printed[-2000:]
    report = read_report(output)
    assert report.verdict == "conformant", report.verdict_reasons
    return Measured(
        wall=process.wall,
        run=(report.finished_at - report.started_at).total_seconds(),
        longest=max(case.seconds for row in report.requirements for case in row.cases),
        processor=process.processor,
        exchanges=report.summary.exchanges,
        mebibytes=process.mebibytes,
    )


def show_median(latency: float, workers: int, runs: list[Measured]) -> None:
    """Print the run of median length."""
    wall = statistics.median_low(run.wall for run in runs)
    run = next(run for run in runs if run.wall == wall)
    bound = run.exchanges * latency / workers
    over = f"{run.run / bound:.2f}" if bound else "-"
    times = (f"{value:.1f}" for value in (run.wall, run.run, bound))
    more = (f"{run.longest:.1f}", f"{run.processor:.1f}")
    cores = f"{run.processor / (os.cpu_count() or 1):.1f}"
    ends = (run.exchanges, f"{run.mebibytes:.0f}")
    show(ROW.format(f"{latency * 1000:.0f}", workers, *times, over, *more, cores, *ends))


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
