"""Where the data that ship with the suite lie: in a checkout, and in an installed wheel."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["specs", "profiles", "reports"]) -> Path:
    """Return the folder of bundled contracts and requirement rows, profiles, or report data.

    A wheel holds them inside the package (`_data/`, see `force-include` in pyproject.toml);
    a checkout keeps them beside it, where people look for them.
    """
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
