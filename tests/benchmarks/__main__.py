"""All benchmarks, one table after the other: `python -m tests.benchmarks [--quick] [NAME …]`.

The whole takes about an hour on two cores, `--quick` some ten minutes: fewer repetitions,
sizes and rows. Each is a process of its own, and can be run alone with options of its own.
Ends with 1 where one could not be measured.
"""

import argparse
import subprocess
import sys
from time import perf_counter

# In the order of what a reader asks first. Beside each, its options for a quick look.
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "start_up": ("--repetitions", "2"),
    "run_benchmark": ("--repetitions", "1"),
    "workers": ("--latency", "0.05", "--workers", "1", "--workers", "16"),
    "interruption": ("--repetitions", "1"),
    "recording": ("--repetitions", "3"),
    "memory": ("--sizes", "500", "5000"),
    "targets": ("--sizes", "1", "8", "--repetitions", "1"),
    "kill_and_resume": ("--kills", "4"),
    "hostile_targets": ("honest", "never-answers", "gzip-bomb", "nested-100000-deep"),
    "page_benchmark": ("--exchanges", "2000", "--repetitions", "1"),
    "detection": ("--faults", "4"),
}


def main() -> None:
    """Run those named, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="A look at each.")
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}: there are {', '.join(BENCHMARKS)}")
    names = chosen.names or list(BENCHMARKS)
    failed = [name for name in names if not ran(name, BENCHMARKS[name] * chosen.quick)]
    if failed:
        sys.exit(f"could not be measured: {', '.join(failed)}")


def ran(name: str, options: tuple[str, ...]) -> bool:
    """Run one benchmark under a heading; tell whether it came to its end."""
    print(f"\n== {name} ==", flush=True)  # noqa: T201
    started = perf_counter()
    command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options]
    code = subprocess.run(command, check=False).returncode
    print(f"({perf_counter() - started:.0f} s)", flush=True)  # noqa: T201
    return code == 0


if __name__ == "__main__":
    main()
