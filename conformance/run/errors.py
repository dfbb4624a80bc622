"""What keeps a run from beginning, or from being kept."""

from pathlib import Path
from traceback import extract_tb


class UnknownRequirement(Exception):
    """A selection that leaves nothing to test; the message says what there is."""


class NothingSelected(Exception):
    """Expressions for pytest that leave no case, or are none."""


class Unusable(Exception):
    """The run can't begin or can't be kept; the message says what to do."""


def breakdown(error: BaseException) -> str:
    """Say where the suite itself broke; the error's own words could hold a secret."""
    frame = extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"the suite broke at {where} ({type(error).__name__}): please report this"
