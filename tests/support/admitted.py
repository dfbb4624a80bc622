"""Runs of a bundled profile that admits deviations, and of the same profile without them."""

import json
from pathlib import Path
from typing import Any

from conformance.bundled import folder
from tests.support.command import Said, said_here


def run_in(cwd: Path, profile: str, *options: str) -> tuple[Said, dict[str, Any]]:
    """Run a profile in a folder, and return what was said and the report's document."""
    said = said_here("run", profile, *options, "--output", "out", cwd=cwd)
    return said, json.loads((cwd / "out" / "report.json").read_text())


def run_without_deviations(
    cwd: Path, profile: str, *options: str
) -> tuple[Said, dict[str, Any]]:
    """Do the same with a copy of a bundled profile that ends where its deviations begin."""
    text = (folder("profiles") / f"{profile}.yaml").read_text().partition("\ndeviations:")[0]
    (cwd / "bare.yaml").write_text(text)
    return run_in(cwd, "./bare.yaml", *options)


def states_of(report: dict[str, Any]) -> dict[str, str]:
    """Return requirement -> state of the deviation that the profile has for it."""
    return {
        row["id"]: row["deviation"]["state"]
        for row in report["requirements"]
        if row["deviation"] is not None
    }


def failed_in(report: dict[str, Any]) -> set[str]:
    """Return the requirements that failed, excused or not."""
    return {row["id"] for row in report["requirements"] if row["outcome"] == "failed"}
