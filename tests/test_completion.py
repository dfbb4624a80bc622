"""Shell completion: what is offered is what there is, at once, and never an error."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from conformance import specs
from conformance.cli import main
from conformance.console import candidates
from conformance.profile import bundled_profiles
from conformance.reference import FAULTS
from conformance.reference.dialects import DIALECTS
from conformance.reference.releases import API_RELEASES
from tests.support.command import COMMAND, environment

PROFILES = {*bundled_profiles(), "mine.yaml", "yours.yml"}
REQUIREMENTS = {row.id for row in specs.all_requirements()}
SELECTABLE = {*specs.OPERATIONS, specs.AUTHORIZATION}
RELEASES = {each for api in specs.OPERATIONS for each in specs.releases(api)}
SPOKEN = {f"{api}={each}" for api, releases in API_RELEASES.items() for each in releases}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stay in a folder with two profiles and a file that is none."""
    for name in ("mine.yaml", "yours.yml", "notes.txt", "a\nb.yaml"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def offered(line: str, typed: str = "") -> set[str]:
    """Return what is offered after a line, for what is typed of the next word."""
    shell = ShellComplete(main, {}, "camara-conformance", "_CAMARA_CONFORMANCE_COMPLETE")
    return {item.value for item in shell.get_completions(line.split(), typed)}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("run", PROFILES),
        ("run reference", PROFILES),
        ("plan", PROFILES),
        ("check", PROFILES),
        ("judge a.har --profile", PROFILES),
        ("replay out a-case --profile", PROFILES),
        ("run --requirement", REQUIREMENTS),
        ("plan reference --requirement", REQUIREMENTS),
        ("explain", REQUIREMENTS),
        ("run --api", SELECTABLE),
        ("plan --api", SELECTABLE),
        ("judge a.har --api", set(specs.OPERATIONS)),
        ("judge a.har --release", RELEASES),
        ("judge a.har --api sim-swap --release", set(specs.releases("sim-swap"))),
        ("serve --fault", set(FAULTS)),
        ("selftest --fault", set(FAULTS)),
        ("serve --dialect", set(DIALECTS)),
        ("serve --release", SPOKEN),
        ("run --format", {"text", "github"}),
        ("diff --format", {"text", "markdown"}),
        ("compare --format", {"html", "markdown"}),
        ("list", {"profiles", "apis", "requirements", "scenarios"}),
    ],
)
def test_all_that_there_is_and_nothing_else(line: str, words: set[str]) -> None:
    assert offered(line) == words


@pytest.mark.usefixtures("folder")
def test_only_what_begins_with_what_is_typed() -> None:
    assert offered("run", "reference-") == {"reference-limited"}
    assert offered("run reference --requirement", "ciba.pending-") == {
        each for each in REQUIREMENTS if each.startswith("ciba.pending-")
    }
    assert offered("serve --fault", "no-such-fault") == set()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("typed", ["./mi", "nothing-of-this-name"])
def test_paths_are_left_to_the_shell(typed: str) -> None:
    shell = ShellComplete(main, {}, "camara-conformance", "_CAMARA_CONFORMANCE_COMPLETE")
    (item,) = shell.get_completions(["run"], typed)
    assert (item.value, item.type) == (typed, "file")


def test_releases_stand_in_the_order_of_their_numbers() -> None:
    assert tuple(candidates.releases("sim-swap")) == specs.releases("sim-swap")


def test_folder_that_may_not_be_read_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(_: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refused)
    assert offered("run", "ref") == {"ref"}  # the shell's own turn
    assert capfd.readouterr() == ("", "")


BASH = """\
source <({command} 2>&1)
COMP_WORDS=({words})
COMP_CWORD={last}
_camara_conformance_completion {program}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("run reference-l", ["reference-limited"]),
        ("run --shard 1/2 --rate 5/s --workers x --api sim", ["sim-swap"]),
        ("serve --fault max-age-in-d", ["max-age-in-days"]),
    ],
)
def test_bash_itself(words: str, found: list[str], tmp_path: Path) -> None:
    script = BASH.format(
        command=f"_CAMARA_CONFORMANCE_COMPLETE=bash_source {COMMAND}",
        program=COMMAND,
        words=f"{COMMAND} {words}",
        last=len(words.split()),
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == found


@pytest.mark.parametrize(
    "words", ["run --shard 1/2 --requirement ", "serve --fault ", "explain ", "plan "]
)
def test_nothing_is_loaded_that_takes_its_time(words: str, tmp_path: Path) -> None:
    script = (
        "import sys; from conformance.cli import main\n"
        "try: main(prog_name='camara-conformance')\n"
        "except SystemExit: pass\n"
        "slow = {'pydantic', 'httpx', 'pytest', 'yaml', 'starlette', 'rich'}\n"
        "print(*slow & {*sys.modules}, file=sys.stderr, end='')"
    )
    completing = {
        "COMP_WORDS": f"camara-conformance {words}",
        "COMP_CWORD": str(len(words.split()) + 1),
        "_CAMARA_CONFORMANCE_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(completing),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) > 5
