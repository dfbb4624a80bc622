"""What a run costs, beside stock schemathesis: `python tests/benchmarks/run_benchmark.py`.

A command, not a test: it prints medians of wall time, exchanges a second and peak memory of

1. `run`: the bundled profile, the embedded provider in the same process;
2. `run --api sim-swap` against a provider that `serve` runs in a process of its own;
3. `schemathesis run` as it comes, on the same contract, against that same provider.

The repetitions take turns, so that a busy minute of the machine burdens all of them alike.
"""

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.bundled import folder
from conformance.profile import load_profile
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.selection import prepare

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.process import ended
from tests.support.command import COMMAND, serving

SCHEMATHESIS = COMMAND.with_name("schemathesis")
CONTRACT = folder("specs") / "sim-swap/2.1.0/openapi.yaml"
ROW = "{:<44} {:>8} {:>10} {:>8} {:>9}"


@dataclass(frozen=True)
class Measured:
    """One process from start to end: wall time, peak memory, requests that it sent."""

    seconds: float
    mebibytes: float
    exchanges: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=5)
    repetitions = parser.parse_args().repetitions
    with tempfile.TemporaryDirectory() as scratch:
        table = compare(Path(scratch), repetitions)
        starts = {
            command: [
                ended([COMMAND, command], {}, Path(scratch)).wall for _ in range(repetitions)
            ]
            for command in ("--help", "plan")
        }
    show(table, starts, repetitions)


def compare(scratch: Path, repetitions: int) -> dict[str, list[Measured]]:
    """Return the measurements of each command, which take turns."""
    with serving(scratch) as provider:
        commands: dict[str, Callable[[], Measured]] = {
            "run": lambda: suite(scratch, (), {}),
            "run --api sim-swap, served": lambda: suite(
                scratch, ("--api", "sim-swap"), provider.variables
            ),
            "schemathesis run, sim-swap, served": lambda: stock(scratch, provider.variables),
        }
        table: dict[str, list[Measured]] = {name: [] for name in commands}
        for number in range(repetitions):
            for name, command in commands.items():
                print(f"{number + 1}/{repetitions} {name}", file=sys.stderr)  # noqa: T201
                table[name].append(command())
    return table


def suite(scratch: Path, options: tuple[str, ...], variables: Mapping[str, str]) -> Measured:
    """Measure the suite; its report says how many exchanges there were."""
    output = Path(tempfile.mkdtemp(dir=scratch)) / "run"
    command: list[str | Path] = [COMMAND, "run", *options, "--output", output]
    run = ended(command, variables, scratch)
    report = json.loads((output / "report.json").read_text())
    assert report["verdict"] == "conformant", report["verdict_reasons"]
    return Measured(run.wall, run.mebibytes, report["summary"]["exchanges"])


def stock(scratch: Path, variables: Mapping[str, str]) -> Measured:
    """Measure schemathesis; its summary says how many requests it made.

    It goes on after a failure, as the suite does: 422 for a request without phone number is
    right here, and a failure to schemathesis.
    """
    command: list[str | Path] = [
        *(SCHEMATHESIS, "run", CONTRACT, "--url", variables["REFERENCE_SIM_SWAP"]),
        *("-H", f"Authorization: Bearer {two_legged_token(variables)}"),
        *("--seed", "0", "--continue-on-failure", "--no-color"),
    ]
    run = ended(command, {}, scratch)
    generated = re.search(r"^\s*([\d,]+) generated", run.printed, re.MULTILINE)
    assert generated, run.printed
    return Measured(run.wall, run.mebibytes, int(generated[1].replace(",", "")))


def two_legged_token(variables: Mapping[str, str]) -> str:
    """Return a token that is good for both operations of sim-swap."""
    profile = load_profile("reference", variables)
    session = open_session(prepare(profile, Options()), Options())
    try:
        token = session.tokens["sim-swap"].obtain("two-legged", None, ("sim-swap",)).value
        assert token is not None
        return token
    finally:
        session.close()


def show(
    table: Mapping[str, list[Measured]], starts: Mapping[str, list[float]], repetitions: int
) -> None:
    """Print medians, and how the suite compares with schemathesis per exchange."""
    lines = [
        f"Medians of {repetitions}, on {os.cpu_count()} cores",
        ROW.format("", "wall s", "exchanges", "per s", "peak MiB"),
    ]
    rates = {}
    for name, runs in table.items():
        rates[name] = statistics.median(run.exchanges / run.seconds for run in runs)
        seconds = statistics.median(run.seconds for run in runs)
        exchanges = statistics.median(run.exchanges for run in runs)
        peak = statistics.median(run.mebibytes for run in runs)
        cells = (f"{seconds:.2f}", f"{exchanges:.0f}", f"{rates[name]:.0f}", f"{peak:.0f}")
        lines.append(ROW.format(name, *cells))
    _, served, plain = rates.values()
    lines.append(
        f"Exchanges a second on the same provider: {served / plain:.2f} × schemathesis"
    )
    lines += [f"{name:<44} {statistics.median(of):8.2f} s" for name, of in starts.items()]
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
