"""How soon Ctrl-C ends a run: `python -m tests.benchmarks.interruption`.

A command, not a test. A run of the bundled profile is told to stop in its middle, with 1 and
with 16 workers; beside the seconds until its end stands what suite, workers and embedded
provider spent of the processor meanwhile, which is what a machine without other work takes.
"""

import argparse
import os
import signal
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter

from conformance.report.reading import read_report
from tests.support.command import COMMAND, wait_until

WORKERS = (1, 16)
IN_THE_MIDDLE = 150
ROW = "{:>8} {:>10} {:>13} {:>6} {:>10}"
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=3)
    repetitions = parser.parse_args().repetitions
    show(ROW.format("workers", "wall s ≤ 2", "processor s", "exit", "exchanges"))
    for workers in WORKERS:
        for _ in range(repetitions):
            with tempfile.TemporaryDirectory() as scratch:
                show(ROW.format(workers, *interrupted(workers, Path(scratch))))


def interrupted(workers: int, scratch: Path) -> tuple[str, str, int, int]:
    """Return seconds of clock and processor after the signal, exit code, and exchanges."""
    command: list[str | Path] = [COMMAND, "run", "--workers", str(workers)]
    command += ["--output", scratch / "out"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    journal = scratch / "out/journal.ndjson"
    wait_until(lambda: cases(journal) >= IN_THE_MIDDLE, "the middle of a run")
    spent = sum(map(processor_seconds, [process.pid, *children(process.pid)]))
    process.send_signal(signal.SIGINT)
    started = perf_counter()
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    after = usage.ru_utime + usage.ru_stime - spent
    exchanges = len(read_report(scratch / "out").exchanges)
    return f"{wall:.2f}", f"{after:.2f}", process.returncode, exchanges


def cases(journal: Path) -> int:
    """Return how many finished cases a journal holds."""
    return journal.read_bytes().count(b'"record":"case"') if journal.exists() else 0


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in listed.split()]


def processor_seconds(pid: int) -> float:
    """Return what a process and those of its children that ended have spent."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def show(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
