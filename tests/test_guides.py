"""docs/: every command of a guide is carried out, and what it shows is what is printed."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from conformance.cli import main
from conformance.outcomes import Outcome
from conformance.reference import ReferenceProvider
from conformance.specs.table import requirements_page
from conformance.verdict import ExitCode, Verdict
from tests.support.guides import DOCS, missing, outputs, steps

GUIDES = ("operator.md", "partner.md", "pipeline.md")
# Lines of the embedded provider that are what the operator's guide says of its lines.
LINES = {"LINE_SWAPPED": "+447700900105", "LINE_NEVER": "+447700900110"}


def carry_out(page: str, cwd: Path, variables: dict[str, str]) -> None:
    """Do what a page says, and find in the output what it shows."""
    todo = steps(page)
    assert len(todo) > 3
    for step, printed in zip(todo, outputs(todo, cwd, variables), strict=True):
        assert missing(step.shown, printed) == [], printed


def test_operator(tmp_path: Path) -> None:
    with ReferenceProvider("camara", ["max-age-in-days"]) as provider:
        own = {
            "SIM_SWAP": provider.variables["REFERENCE_SIM_SWAP"],
            "DISCOVERY": provider.variables["REFERENCE_DISCOVERY"],
            "CLIENT_ID": "reference-main",
            "CLIENT_KEY": provider.variables["REFERENCE_CLIENT_KEY"],
        }
        carry_out("operator.md", tmp_path, {**own, **LINES})


def test_pipeline(tmp_path: Path) -> None:
    carry_out("pipeline.md", tmp_path, {})


def test_partner(tmp_path: Path) -> None:
    (tmp_path / "reports").symlink_to(DOCS.parent / "reports")
    carry_out("partner.md", tmp_path, {})


def test_what_was_not_printed_is_noticed() -> None:
    printed = "3 cases\nReport: here\n"
    assert missing(["2 cases", "Report: here"], printed) == []
    assert missing(["Report: here", "2 cases"], printed) == ["2 cases"]
    assert missing(["Report: there"], printed) == ["Report: there"]


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    todo = steps("partner.md")[:1]
    with pytest.raises(AssertionError, match="cp -r reports/sample"):
        outputs(todo, tmp_path, {})


@pytest.mark.parametrize("page", GUIDES)
def test_commands_within_a_sentence_can_be_parsed(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    for command in re.findall(r"`camara-conformance ([^`]+)`", text):
        name, *arguments = shlex.split(command)
        main.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("page", GUIDES)
def test_links(page: str) -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", (DOCS / page).read_text("utf-8"))
    assert linked
    assert [path for path in linked if not (DOCS / path).exists()] == []


@pytest.mark.parametrize(
    ("page", "head", "words"),
    [
        ("partner.md", "| verdict | means |", {*get_args(Verdict)}),
        ("partner.md", "| outcome | means |", {*get_args(Outcome)}),
        ("pipeline.md", "| code | means | a gate |", {str(int(code)) for code in ExitCode}),
    ],
)
def test_tables(page: str, head: str, words: set[str]) -> None:
    _, _, below = (DOCS / page).read_text("utf-8").partition(f"{head}\n")
    rows = below.split("\n\n")[0].splitlines()[1:]
    assert {row.split("|")[1].strip(" `") for row in rows} == words


def test_requirements_are_those_of_the_rows() -> None:
    rebuild = "rebuild it: python -m conformance.specs.table > docs/requirements.md"
    assert (DOCS / "requirements.md").read_text("utf-8") == requirements_page(), rebuild
