"""Merge: what belongs to runs that were divided over machines."""

import sys
from pathlib import Path

import click

from conformance.commands.shared import PATH, clear_errors


@click.command()
@click.argument("folders", nargs=-1, required=True, type=PATH, metavar="DIR...")
@click.option(
    "--output",
    required=True,
    type=PATH,
    metavar="DIR",
    help="Folder of the whole run.",
)
@clear_errors
def merge(folders: tuple[Path, ...], output: Path) -> None:
    """Join the folders of all shards of one run into one report.

    Ends with the exit code that the undivided run would have ended with.
    """
    from conformance.console.merging import merge_folders

    sys.exit(merge_folders(folders, output))
