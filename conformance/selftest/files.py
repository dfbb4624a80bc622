"""The folder of a self-test: its result for programs, its matrix for people."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from conformance.report.files import write_whole
from conformance.report.reading import in_words
from conformance.run.errors import Unusable
from conformance.selftest.matrix import matrix_page
from conformance.selftest.model import Selftest

Model = TypeVar("Model", bound=BaseModel)

RESULT_NAME = "selftest.json"
MATRIX_NAME = "matrix.html"


def new_folder(wanted: Path | None) -> Path:
    """Make the folder; `Unusable` for one that holds a self-test or can't be written.

    A result that can't be kept would be found out a quarter of an hour later.
    """
    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3]
    folder = wanted or Path("camara-conformance-reports") / f"selftest-{moment}Z"
    if (folder / RESULT_NAME).exists():
        raise Unusable(f"{folder} holds a self-test already: name another --output")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MATRIX_NAME, "")
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): name another --output"
        ) from error
    return folder


def write(result: Selftest, folder: Path) -> Path:
    """Write both files and return the path of the matrix; `Unusable` where that fails."""
    text = result.model_dump_json(by_alias=True, indent=1) + "\n"
    try:
        write_whole(folder / RESULT_NAME, text)
        write_whole(folder / MATRIX_NAME, matrix_page(result))
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): make room, and run again"
        ) from error
    return folder / MATRIX_NAME


def read(place: Path) -> Selftest:
    """Read a result from its folder or file; `Unusable` says what is wrong with it."""
    path = place / RESULT_NAME if place.is_dir() else place
    return read_as(Selftest, path, "result of `selftest`")


def read_as(model: type[Model], path: Path, kind: str) -> Model:
    """Read a file as a model; `Unusable` where it can't be, which calls it no `kind`."""
    try:
        return model.model_validate_json(path.read_bytes())
    except OSError as error:
        raise Unusable(f"{path} can't be read ({error.strerror})") from error
    except ValidationError as error:
        raise Unusable(f"{path} is no {kind}: {in_words(error)}") from None
