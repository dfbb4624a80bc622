"""The suite tried on the embedded provider's faults, and on the honest one."""

import sys
from pathlib import Path

import click

from conformance.commands.completing import complete_fault
from conformance.commands.shared import PATH, clear_errors, stop_on_termination


@click.command()
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="GLOB",
    shell_complete=complete_fault,
    help="Only faults whose id matches; can be repeated.",
)
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Only N of them, always the same."
)
@click.option(
    "--seeds",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="Seeds with which each honest provider is tried.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    metavar="N",
    help="Processes at a time; one for each processor by default.",
)
@click.option("--output", type=PATH, metavar="DIR", help="Folder of the result.")
@clear_errors
def selftest(
    faults: tuple[str, ...],
    sample: int | None,
    seeds: int,
    workers: int | None,
    output: Path | None,
) -> None:
    """Try the suite itself on every fault of the embedded provider.

    Each fault meets the rows that must catch it and a sample of the others, and every honest
    provider all of them. Exit codes: 0 every fault is caught as grave as it is, and there is
    no false alarm; 1 otherwise; 2 usage; 3 it broke down; 130 interrupted, and what was done
    is kept.
    """
    from conformance.console.selftesting import processors, tried
    from conformance.selftest.execution import Settings

    stop_on_termination()
    settings = Settings(faults, sample, seeds, workers or processors())
    sys.exit(tried(settings, output))
