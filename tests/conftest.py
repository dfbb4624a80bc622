"""What many tests look at and none may change: one finished run of the bundled profile."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.command import Said, said


@dataclass(frozen=True)
class FinishedRun:
    """What `run` said, and the folder that it left."""

    said: Said
    folder: Path


@pytest.fixture(scope="session")
def reference_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """`camara-conformance run`, as the README has it, in an empty folder."""
    cwd = tmp_path_factory.mktemp("reference-run")
    result = said("run", cwd=cwd)
    (folder,) = (cwd / "camara-conformance-reports").iterdir()
    return FinishedRun(result, folder)
