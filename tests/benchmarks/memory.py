"""Peak memory beside the number of exchanges: `python tests/benchmarks/memory.py`.

A command, not a test. For each number it starts a process that sends so many requests to a
trivial server, through the scenario client, with redaction, judgements and journal, as one
run's cases; then writes report.json and every other format; then reads the report back. The
peak is what the operating system says of the process (`ru_maxrss`), after each of these.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from conformance.outcomes import CaseResult
from conformance.report.journal import EndRecord, JournalWriter
from conformance.report.reading import JOURNAL_NAME, read_report
from conformance.run import assembly, planned
from conformance.run.execution import open_session
from conformance.run.finishing import write_from_journal
from conformance.run.options import Options
from conformance.run.selection import Prepared, prepare
from conformance.scenarios.session import Session

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.recording import profile_at
from tests.benchmarks.trivial_server import serving_trivially

SIZES = (500, 5_000, 50_000)
STAGES = ("exchanged", "reported", "read back")
# ru_maxrss counts kibibytes on Linux and bytes on macOS.
MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
ROW = "{:>10} {:>14} {:>14} {:>14} {:>12}"


def main() -> None:
    """Measure and print; `--one` measures in this process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", nargs=2, metavar=("URL", "SIZE"))
    chosen = parser.parse_args()
    if chosen.one:
        url, size = chosen.one
        print(json.dumps(peaks(url, int(size))))  # noqa: T201
        return
    with serving_trivially() as url:
        show({size: measured(url, size) for size in chosen.sizes})


def measured(url: str, size: int) -> list[float]:
    """Return the peaks of a process of its own, in MiB."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", url, str(size)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[float] = json.loads(done.stdout)
    return found


def peaks(url: str, size: int) -> list[float]:
    """Return this process's peak after each stage, in MiB."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        exchange(url, size, folder)
        found = [peak()]
        write_from_journal(folder)
        found.append(peak())
        assert sum(1 for _ in read_report(folder).exchanges) == size
        found.append(peak())
    return found


def exchange(url: str, size: int, folder: Path) -> None:
    """Leave the journal of a run behind, its exchanges shared out among its cases."""
    options = Options(max_examples=0)
    profile = profile_at(url).read_from(Path("benchmark.yaml"), "0" * 64)
    prepared = prepare(profile, options)
    session = open_session(prepared, options)
    head = planned.head(
        prepared,
        options,
        datetime.now(UTC),
        session.recorder.redactor,
        planned.plan_of(prepared, session.recorder.redactor),
    )
    with JournalWriter(folder / JOURNAL_NAME) as journal:
        journal.write(head)
        session.observer.listen(journal.write_exchange)
        for result in carried_out(session, prepared, size):
            journal.write(assembly.case_record(result))
        journal.write(EndRecord(finished_at=datetime.now(UTC)))
    session.close()


def carried_out(session: Session, prepared: Prepared, size: int) -> list[CaseResult]:
    """Send the requests and return each case with its share of them."""
    operation = session.operation("sim-swap", "check", "two-legged")
    line = session.profile.subscribers[0]
    cases = [case for case in prepared.cases if case.withheld is None]
    results = []
    for index, case in enumerate(cases):
        first, last = size * index // len(cases) + 1, size * (index + 1) // len(cases)
        for _ in range(first, last + 1):
            operation.call(line)
        numbers = tuple(range(first, last + 1))
        results.append(CaseResult(case.id, case.requirement.id, "passed", None, 0.1, numbers))
    return results


def peak() -> float:
    """Return the peak of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT / 2**20


def show(table: dict[int, list[float]]) -> None:
    """Print the peaks, the last of them beside that of the first row."""
    first = next(iter(table.values()))[-1]
    print("Peak memory in MiB, each process for itself")  # noqa: T201
    print(ROW.format("exchanges", *STAGES, "of first"))  # noqa: T201
    for size, found in table.items():
        cells = [f"{each:.0f}" for each in found]
        print(ROW.format(size, *cells, f"{found[-1] / first:.2f}"))  # noqa: T201


if __name__ == "__main__":
    main()
