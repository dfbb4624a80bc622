"""What is said of a wrong value: where it stands, what is wrong, what to write instead."""

from pathlib import Path

import pytest

from conformance.profile import Problem, ProfileError
from tests.profile_support import FULL, MINIMAL, load, only, refused


def test_a_problem_reads_as_file_line_key_message_remedy() -> None:
    problem = Problem("profiles/x.yaml", "it is empty", "write a name", 12, 3, "a.b[0]")

    assert str(problem) == "profiles/x.yaml:12: a.b[0]: it is empty; write a name"
    assert str(Problem("x.yaml", "there is no such file", "check the path")) == (
        "x.yaml: there is no such file; check the path"
    )


def test_problems_come_in_the_order_of_the_file() -> None:
    later, earlier = Problem("x", "b", "b", 9), Problem("x", "a", "a", 2)
    error = ProfileError([later, earlier])

    assert error.problems == (earlier, later)
    assert str(error) == f"{earlier}\n{later}"


BAD_NUMBERS = [
    "+1234",
    "+0123456",
    "+1234567890123456",
    "447700900002",
    "+44 7700",
    "tel:+4477009",
]


@pytest.mark.parametrize("number", [*BAD_NUMBERS, ""])
def test_phone_numbers_that_are_none(tmp_path: Path, number: str) -> None:
    problem = only(tmp_path, FULL.replace("+447700900002", number))

    assert problem.key == "subscribers[2].phone_number"
    assert "phone number" in problem.message
    assert number == "" or number not in str(problem)


@pytest.mark.parametrize("number", ["+447700900002", "447700900002", "4.477e11"])
def test_a_phone_number_without_quotes(tmp_path: Path, number: str) -> None:
    problem = only(tmp_path, FULL.replace('"+447700900002"', number))

    assert "drops the +" in problem.message
    assert "put it in quotes" in problem.remedy
    assert number not in str(problem)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://api.example/v2", "http or https"),
        ("api.example/v2", "http or https"),
        ("https:///v2", "http or https"),
        ("https://api.example:0/v2", "http or https"),
        ("https://api.example:99999/v2", "http or https"),
        ("https://[::1/v2", "http or https"),
        ("https://api.example/v2?x=1", "query"),
        ("https://api.example/v2?", "query"),
        ("https://api.example/v2#x", "fragment"),
        ("https://api.example/{version}", "not a URL"),
        ("https://api.example/a b", "not a URL"),
        ("https://me:canary@api.example/v2", "user name or a password"),
        ("", "not a URL"),
    ],
)
def test_urls_that_are_none(tmp_path: Path, url: str, says: str) -> None:
    text = MINIMAL.replace("https://api.acme.example/sim-swap/v2", f"'{url}'")

    problem = only(tmp_path, text)
    assert (problem.key, problem.line) == ("apis.sim-swap.base_url", 6)
    assert says in problem.message
    assert "canary" not in str(problem)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/sim-swap/v2", "HTTPS://api.example"])
def test_urls_that_load(tmp_path: Path, url: str) -> None:
    text = MINIMAL.replace("https://api.acme.example/sim-swap/v2", url)

    assert load(tmp_path, text).api("sim-swap").base_url == url


def test_what_is_needed_is_told_with_an_example(tmp_path: Path) -> None:
    problems = refused(tmp_path, "title: x\n")

    assert [problem.key for problem in problems] == ["profile", "name", "environment", "apis"]
    assert all(problem.remedy.startswith(f"write {problem.key}: ") for problem in problems)


def test_a_profile_without_an_api(tmp_path: Path) -> None:
    text = MINIMAL.split("apis:")[0]

    assert "names no API" in only(tmp_path, text + "apis: {}\n").message


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = FULL.replace("verify: true", "verify: 1").replace("flow: ciba", "flow: x")

    assert [p.key for p in refused(tmp_path, text)] == ["apis.sim-swap.flow", "http.verify"]


def test_one_deviation_a_requirement(tmp_path: Path) -> None:
    twice = FULL + FULL.splitlines()[-1] + "\n"

    problem = only(tmp_path, twice)
    assert problem.key == "deviations[1].requirement"
    assert problem.line == len(twice.splitlines())


def test_what_is_quoted_is_short_and_harmless(tmp_path: Path) -> None:
    value = "\\e[31m" + "x" * 500
    problem = only(tmp_path, MINIMAL.replace("staging", f'"{value}"'))

    assert "\x1b" not in str(problem)
    assert len(problem.message) < 200
