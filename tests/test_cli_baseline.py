"""`run --baseline` and `--format github`: a pipeline's gate, apart from the verdict."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.reference import ReferenceProvider
from conformance.report.model import Report
from conformance.report.reading import read_report
from tests.support.command import assert_refused, said_here

BROKEN = "sim-swap.check.smallest-max-age-is-accepted"
FAULT = "smallest-max-age-refused"
ROWS = ("--requirement", "sim-swap.check.*est-max-age-is-accepted")


@contextmanager
def told(*faults: str) -> Iterator[ReferenceProvider]:
    """Run a provider that `run` finds by its variables."""
    with ReferenceProvider(faults=faults) as provider, pytest.MonkeyPatch.context() as patch:
        for name, value in provider.variables.items():
            patch.setenv(name, value)
        yield provider


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a `good` run and a `bad` one."""
    folder = tmp_path_factory.mktemp("baselines")
    with told():
        assert said_here("run", *ROWS, "--output", "good", cwd=folder).code == 0
    with told(FAULT):
        assert said_here("run", *ROWS, "--output", "bad", cwd=folder).code == 1
    return folder


def of(folder: Path) -> Report:
    """Return the report of the run."""
    return read_report(folder / "now")


def test_what_newly_fails_fails(before: Path, tmp_path: Path) -> None:
    with told(FAULT):
        said = said_here(
            "run", *ROWS, "--baseline", before / "good", "--output", "now", cwd=tmp_path
        )
    assert said.code == 1
    assert "Against the baseline: 1 requirement newly fails." in said.lines
    assert f"  {BROKEN} (passed before): " in said.out
    assert of(tmp_path).verdict == "non-conformant"


def test_what_failed_already_does_not(before: Path, tmp_path: Path) -> None:
    with told(FAULT):
        said = said_here(
            "run", *ROWS, "--baseline", before / "bad" / "report.json", "--output", "now",
            cwd=tmp_path,
        )  # fmt: skip
    assert said.code == 0
    assert "Against the baseline: nothing newly fails." in said.lines
    assert of(tmp_path).verdict == "non-conformant", "a gate changes no verdict"
    assert "non-conformant" in said.out


def test_what_could_not_be_judged_is_still_undecided(before: Path, tmp_path: Path) -> None:
    # In a context of its own: undone after `told`, it would leave the address behind.
    with told(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFERENCE_SIM_SWAP", "http://127.0.0.1:1/sim-swap/v2")
        said = said_here(
            "run", *ROWS, "--baseline", before / "bad", "--output", "now", cwd=tmp_path
        )
    assert said.code == 3
    assert of(tmp_path).verdict == "inconclusive"


def test_a_narrower_run_says_what_it_leaves_out(before: Path, tmp_path: Path) -> None:
    with told(FAULT):
        said = said_here(
            "run", "--requirement", BROKEN, "--baseline", before / "bad", "--output", "now",
            cwd=tmp_path,
        )  # fmt: skip
    assert said.code == 0
    assert "  of the baseline, 1 requirements were not tested" in said.lines


def test_a_bad_baseline_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    said = said_here("run", *ROWS, "--baseline", "nowhere", cwd=tmp_path)
    assert_refused(said, "nowhere", "missing")
    assert list(tmp_path.iterdir()) == []


def test_a_baseline_is_of_one_profile(before: Path, tmp_path: Path) -> None:
    said = said_here(
        "run", "reference", "u-mobile", "--baseline", before / "bad", cwd=tmp_path
    )
    assert said.code == 2
    assert "--baseline takes one PROFILE" in said.err


def test_annotations_come_after_what_the_runner_must_not_obey(tmp_path: Path) -> None:
    with told(FAULT):
        said = said_here("run", *ROWS, "--format", "github", "--output", "now", cwd=tmp_path)
    assert said.code == 1
    token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", said.lines[0])
    assert token is not None
    end = said.lines.index(f"::{token[1]}::")
    assert any(line.startswith("Report: ") for line in said.lines[:end])
    (annotation,) = said.lines[end + 1 :]
    assert annotation.startswith(f"::error title={BROKEN}::")


def test_the_runner_listens_again_after_an_error(tmp_path: Path) -> None:
    said = said_here("run", "--format", "github", "--requirement", "no.such", cwd=tmp_path)
    assert said.code == 2
    first, last = said.lines
    assert last == f"::{first.removeprefix('::stop-commands::')}::"
