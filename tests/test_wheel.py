"""The wheel: what it holds, and that it works in an empty folder, far from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conformance.report.reading import read_report
from tests.support.command import LONGEST_SECONDS, environment

CHECKOUT = Path(__file__).parent.parent
DATA = ("specs", "profiles", "reports")

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build tool that is installed, without network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, CHECKOUT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a folder; its dependencies come from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", folder, wheel)
    return folder


def pip(*arguments: str | Path) -> None:
    """Run pip, quietly."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    environ = {**os.environ, "PIP_NO_INPUT": "1"}
    subprocess.run([*command, *arguments], check=True, env=environ, timeout=LONGEST_SECONDS)


def python(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python elsewhere; PYTHONPATH comes before an editable install of the checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment({"PYTHONPATH": str(installed)}),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )


def test_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "conformance/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"conformance"}
    assert not [name for name in names if "__pycache__" in name or "_cache" in name]
    assert not [name for name in names if name.startswith("conformance/tests")]


def test_every_source_and_data_file_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {f"conformance/{path}" for path in files(CHECKOUT / "conformance")}
    data = {
        f"conformance/_data/{top}/{path}" for top in DATA for path in files(CHECKOUT / top)
    }
    assert len(data) > 15
    assert names >= sources | data


def files(folder: Path) -> list[str]:
    """Return the files below a folder that belong to the project, by their paths there."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in found if not any("cache" in part for part in path.parts)]


def test_its_own_files_run(installed: Path, tmp_path: Path) -> None:
    code = (
        "import conformance, json; from conformance.bundled import folder;"
        f"print(json.dumps([conformance.__file__, *map(str, map(folder, {DATA!r}))]))"
    )
    result = python(installed, tmp_path, "-c", code)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == [
        str(installed / "conformance/__init__.py"),
        *(str(installed / "conformance/_data" / top) for top in DATA),
    ]


def test_run_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    code = (
        "import conformance, sys; print(conformance.__file__);"
        "from conformance.cli import main;"
        "main(['run', '--output', 'out', '--max-examples', '3'])"
    )
    result = python(installed, tmp_path, "-c", code)
    assert result.returncode == 0, result
    assert result.stdout.splitlines()[0] == str(installed / "conformance/__init__.py")
    report = read_report(tmp_path / "out")
    assert report.verdict == "conformant"
    assert len(report.requirements) >= 60
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_command_and_pytest_plugin_are_declared(installed: Path) -> None:
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    declared = entry_points.read_text()
    assert "[console_scripts]\ncamara-conformance = conformance.cli:main" in declared
    assert "[pytest11]\ncamara-conformance = conformance.pytest_options" in declared
