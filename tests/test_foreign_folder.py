"""A run started in somebody's repository keeps to itself."""

from pathlib import Path

from tests.support.command import said_here


def test_run_loads_nothing_of_the_folder_that_it_is_started_in(tmp_path: Path) -> None:
    for name in ("conftest.py", "tests/conftest.py", "test/conftest.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'raise SystemExit("{name} was loaded")\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conformance.py").write_text("raise SystemExit('shadowed')\n")

    result = said_here(
        "run", "--requirement", "sim-swap.check.max-age-defaults-to-240", cwd=tmp_path
    )

    assert result.code == 0, result
    assert "was loaded" not in result.out + result.err
