"""README.md against reality: what it shows is what the commands do."""

import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

import click
import pytest

from conformance import specs
from conformance.cli import main
from conformance.verdict import ExitCode, Verdict
from tests.conftest import FinishedRun
from tests.support.command import LONGEST_SECONDS, environment, said, said_here, serving
from tests.support.keys import client_key

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
VARIABLES = {
    "CLIENT_ID": "a-client",
    "SWAPPED_LINE": "+447700900101",
    "OTHER_LINE": "+447700900102",
    "UNKNOWN_LINE": "+447700900103",
    "EXPIRED_TOKEN": "a-token-past-its-time",
}


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def table(*head: str) -> list[list[str]]:
    """Return the cells of the table with this head, code marks taken away."""
    start = README.index(f"| {' | '.join(head)} |\n")
    rows = README[start:].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().replace("`", "") for cell in row[1:-1].split("|")] for row in rows]


def shape(line: str) -> str:
    """Return a line with its figures made equal: they change with every requirement."""
    return re.sub(r"\d+", "N", re.sub(r" +", " ", line))


def shown(command: str) -> list[str]:
    """Return the lines that the README shows under a command."""
    (block,) = (b for b in blocks("console") if b.startswith(f"$ {command}\n"))
    return block.splitlines()[1:]


@pytest.fixture
def profiles(tmp_path: Path) -> list[Path]:
    """Write the README's profiles into a folder, with the key that one of them names."""
    client_key(tmp_path)
    paths = []
    for number, text in enumerate(blocks("yaml")):
        paths.append(tmp_path / f"example{number or ''}.yaml")
        paths[-1].write_text(text)
    return paths


class TestSetUp:
    """The two commands at its top."""

    def test_first_command_is_what_the_tests_run(self) -> None:
        steps = [step.strip() for step in blocks("sh")[0].split("&&")]
        assert steps[0] == "python3 -m venv .venv"
        assert steps[-1] == ".venv/bin/camara-conformance run"

    def test_ci_runs_the_second(self) -> None:
        (command,) = (b.strip() for b in blocks("sh") if ".venv/bin/pytest " in b)
        assert f"\n{command}\n" in (ROOT / ".ci/run").read_text()

    def test_last_lines_of_a_run(self, reference_run: FinishedRun) -> None:
        printed = reference_run.said.lines
        told = blocks("text")[0].splitlines()
        assert [*map(shape, printed[-len(told) :])] == [*map(shape, told)]
        assert reference_run.said.code == 0


def test_what_is_tested() -> None:
    rows = specs.all_requirements()
    counted = Counter((row.document, row.release) for row in rows if row.excluded is None)
    shown_rows = table("document", "release", "requirements", "upstream scenarios carried")
    assert {(name, release): int(count) for name, release, count, _ in shown_rows} == counted
    coverage = specs.scenario_coverage(rows)
    apis = {"SIM Swap": "sim-swap", "Number Verification": "number-verification"}
    for name, release, _, told in shown_rows:
        of_release = specs.upstream_scenarios(apis[name], release) if name in apis else ()
        carried = sum(bool(coverage[scenario]) for scenario in of_release)
        tags = {f"({scenario.release_tag})" for scenario in of_release}
        wanted = f"{carried} of {len(of_release)} {''.join(tags)}"
        assert told == wanted if of_release else told.startswith("none")


def test_releases_that_are_judged_by_contract_only() -> None:
    (limit,) = (line for line in README.splitlines() if "by their contracts only" in line)
    for api, name in (
        ("sim-swap", "SIM Swap"),
        ("number-verification", "Number Verification"),
    ):
        bare = [r for r in specs.releases(api) if specs.by_contract_only(api, r)]
        assert bare
        assert all(f"{name} {release}" in limit for release in bare)


class TestProfiles:
    """The profiles that it shows."""

    def test_smallest(self, profiles: list[Path], tmp_path: Path) -> None:
        result = said("plan", profiles[0], cwd=tmp_path)
        assert result.code == 0, result.err
        told = shown("camara-conformance plan example.yaml")
        totals = result.lines[result.lines.index(told[0]) :]
        assert totals[: len(told)] == told

    def test_larger(self, profiles: list[Path], tmp_path: Path) -> None:
        result = said("plan", profiles[1], cwd=tmp_path, variables=VARIABLES)
        assert result.code == 0, result.err
        runs = re.search(
            r"^(\d+) of (\d+) cases of \d+ requirements", result.out, re.MULTILINE
        )
        assert runs is not None
        assert int(runs[1]) > 0.9 * int(runs[2])

    def test_it_shows_two(self) -> None:
        assert len(blocks("yaml")) == 2


class TestCommands:
    """Names, options, codes and words."""

    def test_commands(self) -> None:
        told = dict(table("command", "does"))
        assert told == {
            name: command.get_short_help_str(limit=200)
            for name, command in main.commands.items()
        }

    def test_options_of_run(self) -> None:
        options = [p for p in main.commands["run"].params if isinstance(p, click.Option)]
        told = [[each.opts[0], (each.help or "").replace("`", "")] for each in options]
        assert table("option", "means") == told

    @pytest.mark.parametrize("name", main.commands)
    def test_help_of_each_command(self, name: str, tmp_path: Path) -> None:
        result = said_here(name, "--help", cwd=tmp_path)
        assert (result.code, result.err) == (0, "")
        assert dict(table("command", "does"))[name] in " ".join(result.out.split())

    def test_exit_codes(self) -> None:
        told = [int(code) for code, _ in table("exit code", "means")]
        assert told == sorted(ExitCode)
        assert main.help is not None
        assert [int(code) for code in re.findall(r"\b\d+\b", main.help)] == told

    def test_verdicts(self) -> None:
        assert {word for word, _ in table("verdict", "means")} == set(get_args(Verdict))

    def test_files_of_a_run(self, reference_run: FinishedRun) -> None:
        told = {name for name, _ in table("file in the run's folder", "is")}
        assert told == {path.name for path in reference_run.folder.iterdir()}

    def test_every_command_line_can_be_parsed(self) -> None:
        lines = [line for block in blocks("sh") for line in block.splitlines()]
        lines += [block.splitlines()[0].removeprefix("$ ") for block in blocks("console")]
        lines += re.findall(
            r"`(camara-conformance [^`]+|(?:serve|run|list) -?-?[a-z][^`]*)`", README
        )
        parsed = [line for line in lines if parse(line)]
        assert len(parsed) >= 10

    def test_explanation(self, tmp_path: Path) -> None:
        identifier = "sim-swap.check.max-age-is-in-hours"
        told = shown(f"camara-conformance explain {identifier}")
        assert said_here("explain", identifier, cwd=tmp_path).lines[: len(told)] == told

    def test_serve(self, tmp_path: Path) -> None:
        told = shown("camara-conformance serve --fault max-age-in-days")
        with serving(tmp_path, "--fault", "max-age-in-days") as provider:
            url = provider.variables["REFERENCE_SIM_SWAP"]
        assert shape(told[-1]) == shape(f"export REFERENCE_SIM_SWAP={url}")

    def test_plain_pytest(self, tmp_path: Path) -> None:
        (command,) = (b for b in blocks("sh") if b.startswith("pytest "))
        arguments = [*shlex.split(command)[1:], "-q", "-k", "smallest or names-api"]
        result = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        assert result.returncode == 0, result.stdout
        assert re.search(r"^5 passed, \d+ deselected in", result.stdout, re.MULTILINE)


def parse(line: str) -> bool:
    """Parse a line as the command would; click raises for what it does not know."""
    words = shlex.split(line, comments=True)
    if words and words[0] == "camara-conformance":
        words = words[1:]
    if not words or words[0] not in main.commands:
        return False
    command = main.commands[words[0]]
    command.make_context(words[0], words[1:])
    return True


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links(page: str) -> None:
    """Whatever a page links to, or names as a path, is there."""
    text = (ROOT / page).read_text()
    linked = re.findall(r"\]\(([^)#]+)\)", text)
    named = re.findall(r"`((?:conformance|tests|specs|profiles|reports|\.ci)/[\w./-]*)`", text)
    assert linked
    paths = [path for path in (*linked, *named) if "://" not in path]
    assert [path for path in paths if not (ROOT / path).exists()] == []
