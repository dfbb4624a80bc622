"""What is left of runs that are killed: `python tests/benchmarks/kill_and_resume.py`.

A command, not a test. It times a run that nobody disturbs; then it begins the same run again
and again, kills it with SIGKILL at a moment drawn from that time, goes on with it by
`run --resume`, and holds the report against the undisturbed one: ids, outcomes, verdict. One
line a kill, then the sums. It ends with 1 where anything was lost or came out otherwise.
Each run is a copy of this process (a fork), so that a kill seldom meets only imports.
"""

import argparse
import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

# Loaded before the first copy is made: what a run loads late.
import conformance.console.running
import conformance.properties.generation
import conformance.reference  # noqa: F401
from conformance.report.reading import read_report

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.support.kills import (
    Forked,
    assert_kept,
    begun_or_resumed,
    concluded,
    recorded,
)

# Scenarios, generated requests and rows carried by every exchange; some fifty cases.
SHORT = (
    *("--requirement", "sim-swap.check.max-age*", "--requirement", "commonalities.*"),
    *(
        "--requirement",
        "sim-swap.check.*valid-requests*",
        "--requirement",
        "sim-swap.check.r*",
    ),
    *("--api", "sim-swap", "--max-examples", "1"),
)

ROW = "{:>4} {:>9} {:>8} {:>10} {:>12} {:>8}"


@dataclass(frozen=True)
class Kill:
    """One kill: its moment in seconds, what was recorded until then, what came of it."""

    moment: float
    cases: int
    exchanges: int
    seconds: float
    problem: str | None


def main() -> None:
    """Kill and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4])
    chosen = parser.parse_args()
    moments = random.Random(chosen.seed)
    kills = []
    with tempfile.TemporaryDirectory() as scratch:
        wholes = {n: undisturbed(Path(scratch), n) for n in chosen.workers}
        show(("kill", "moment s", "cases", "exchanges", "resumed in s", "equal"))
        for number in range(chosen.kills):
            workers = chosen.workers[number % len(chosen.workers)]
            seconds, conclusions = wholes[workers]
            kill = one(
                Path(scratch) / str(number),
                moments.uniform(0, seconds),
                options(workers),
                conclusions,
            )
            show(line(number + 1, kill))
            kills.append(kill)
    wrong = [kill for kill in kills if kill.problem is not None]
    midway = sum(kill.cases > 0 for kill in kills)
    show_text(
        f"{len(kills)} kills, {midway} after the first case; {len(wrong)} came out wrong"
    )
    sys.exit(1 if wrong else 0)


def options(workers: int) -> tuple[str, ...]:
    """Return the options of a short run."""
    return (*SHORT, "--workers", str(workers))


def undisturbed(scratch: Path, workers: int) -> tuple[float, dict[str, object]]:
    """Return the seconds and the conclusions of a run that nobody kills."""
    started = perf_counter()
    finish(scratch / f"whole-{workers}", options(workers))
    seconds = perf_counter() - started
    return seconds, concluded(read_report(scratch / f"whole-{workers}"))


def finish(folder: Path, chosen: tuple[str, ...]) -> int:
    """Begin a run, or go on with it, to its end; return the exit code."""
    return Forked("run", *begun_or_resumed(folder, chosen)).wait()


def one(
    folder: Path, moment: float, chosen: tuple[str, ...], conclusions: dict[str, object]
) -> Kill:
    """Kill one run, go on with it, and compare."""
    Forked("run", *begun_or_resumed(folder, chosen)).kill_after(moment)
    before = recorded(folder)
    started = perf_counter()
    code = finish(folder, chosen)
    seconds = perf_counter() - started
    problem = None
    try:
        report = assert_kept(before, folder)
        assert concluded(report) == conclusions, "it came to other conclusions"
    except Exception as error:
        problem = f"{type(error).__name__}: {error}, exit code {code}"
    return Kill(moment, len(before.cases), len(before.exchanges), seconds, problem)


def line(number: int, kill: Kill) -> tuple[str, ...]:
    """Return a kill's cells."""
    return (
        str(number),
        f"{kill.moment:.2f}",
        str(kill.cases),
        str(kill.exchanges),
        f"{kill.seconds:.1f}",
        kill.problem or "yes",
    )


def show(cells: tuple[str, ...]) -> None:
    """Print one row."""
    show_text(ROW.format(*cells))


def show_text(text: str) -> None:
    """Print at once: a hundred kills take minutes."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
