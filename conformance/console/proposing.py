"""`run --propose-deviations FILE`: entries for what fails, in a file that was not there."""

from datetime import date
from pathlib import Path

from conformance.report.model import Report
from conformance.report.proposals import proposed_deviations, write_proposal
from conformance.run.errors import Unusable


def refuse_existing(path: Path) -> None:
    """Raise `Unusable` for a file that is there, or that no run could write."""
    if path.exists():
        raise Unusable(f"{path} exists already: name another file, or move it away")
    if not path.parent.is_dir():
        raise Unusable(f"{path} can't be written: there is no folder {path.parent}")


def propose(report: Report, path: Path, today: date) -> str:
    """Write the proposal and return what to say of it; raises `Unusable`."""
    text = proposed_deviations(report, today)
    if text is None:
        return (
            f"No deviation to propose: nothing failed without an excuse ({path} not written)"
        )
    try:
        write_proposal(text, path)
    except OSError as error:
        raise Unusable(f"{path} can't be written: {error.strerror}") from error
    return f"Proposed deviations, to be filled in: {path}"
