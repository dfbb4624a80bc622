"""Files that are no YAML, and YAML that is no profile."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.profile_support import MINIMAL, only, refused


@pytest.mark.parametrize(
    ("more", "line", "says"),
    [
        ("\ttitle: x\n", 7, "a tab stands here"),
        ("operator:\n\tname: x\n", 8, "a tab stands here"),
        ("title: a: b\n", 7, "a colon stands where none can"),
        ("http:\n  timeout: 1\n verify: true\n", 9, "indentation"),
        ("title: @x\n", 7, "keeps for itself"),
        ('title: "\\q"\n', 7, "backslash"),
        ("title: 'x\n", 7, "a quote is never closed"),
        ("operator: {name: x\nhttp: {}\n", 8, "closing bracket is missing"),
        ("title\n", 8, "has no colon"),
        ("title: x\ntitle\nhttp: {}\n", 9, "has no colon"),
        ("---\nprofile: 1\n", 7, "second document"),
        ("title: &x y\n", 7, "anchors"),
        ("title: *x\n", 7, "anchors"),
        ("title: !x y\n", 7, "tags"),
        ("title: !!python/object:os.system x\n", 7, "tags"),
        ("operator: &o {name: x}\n", 7, "anchors"),
        ("&k title: x\n", 7, "anchors"),
        ("? [a, b]\n: c\n", 7, "a key is a list or a mapping"),
        ("title: a\x07b\n", 7, "control character"),
        ('title: "\\ud800"\n', 7, "surrogate"),
        ('title: "\\UFFFFFFFF"\n', 7, "not valid YAML"),
        ("title: x\nhttp: {}\ntitle: y\n", 9, "stands twice, first in line 7"),
        ("http: {timeout: 1, timeout: 2}\n", 7, "stands twice, first in line 7"),
        ("x: " + "[" * 100 + "]" * 100 + "\n", 7, "nested too deeply"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, more: str, line: int, says: str) -> None:
    problem = only(tmp_path, MINIMAL + more)

    assert (problem.line, says in f"{problem.message}") == (line, True), str(problem)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "--- \n...\n"])
def test_an_empty_file(tmp_path: Path, text: str) -> None:
    assert only(tmp_path, text).message == "the file is empty"


@pytest.mark.parametrize("text", ["- a\n", "profile\n", "'{}'\n", "12\n"])
def test_a_file_without_keys(tmp_path: Path, text: str) -> None:
    assert "not a mapping" in only(tmp_path, text).message


def test_all_doubled_keys_are_told_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, MINIMAL + "name: x\noperator: {name: a, name: b}\n")

    assert [problem.line for problem in problems] == [7, 8]


def test_a_billion_laughs(tmp_path: Path) -> None:
    lines = ["a: &a [lol, lol, lol]"]
    lines += [f"{new}: &{new} [*{old}, *{old}, *{old}]" for old, new in pairwise("abcdefgh")]

    assert only(tmp_path, "\n".join(lines)).line == 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_bottomless_file_is_refused(tmp_path: Path, opening: str) -> None:
    refused(tmp_path, opening * 200_000)


def test_a_file_of_too_many_values(tmp_path: Path) -> None:
    problem = only(tmp_path, "x:\n" + "- a\n" * 30_000)

    assert problem.message == "the file has too many values"


def test_a_file_of_more_than_a_mebibyte(tmp_path: Path) -> None:
    assert "larger than 1 MiB" in only(tmp_path, MINIMAL + "#" * 1_048_576).message


SYNTAX_WITH_SECRET = [
    "title: 'canary\n",
    "{secret:canary\n",
    "title: @canary\n",
    "title: *canary\n",
    "title: &canary x\n",
    "title: !canary x\n",
    "title: `canary\n",
    "title: %canary\n",
    "canary\n",
    "%canary 1\n",
    '"\\qcanary": x\n',
    "title: [a, b}canary\n",
]


@pytest.mark.parametrize("more", SYNTAX_WITH_SECRET)
def test_no_syntax_error_quotes_the_file(tmp_path: Path, more: str) -> None:
    assert "canary" not in "".join(map(str, refused(tmp_path, MINIMAL + more)))
