"""Where a value of a loaded profile stands in its file, for what shows only later."""

from conformance.profile.errors import Problem, ProfileError, printable
from conformance.profile.model import Profile
from conformance.profile.paths import dotted
from conformance.profile.spots import spot_at
from conformance.profile.tree import Path, read_tree


def problem_at(profile: Profile, path: Path, message: str, remedy: str) -> Problem:
    """Return a problem with the value at a path, with file and line if it has a file."""
    if profile.path is None:
        return Problem(profile.name, message, remedy, key=dotted(path))
    file = printable(str(profile.path), longest=200)
    try:
        spot = spot_at(read_tree(profile.path.read_text("utf-8-sig"), file), path)
    except (OSError, UnicodeDecodeError, ProfileError):
        # The file was changed since, and its lines say nothing any more.
        return Problem(file, message, remedy, key=dotted(path))
    return Problem(file, message, remedy, spot.line, spot.column, dotted(path))
