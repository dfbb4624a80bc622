"""Environment variables in a profile."""

from pathlib import Path

import pytest

from tests.profile_support import MINIMAL, load, only, refused

TITLED = MINIMAL + "title: "


@pytest.mark.parametrize(
    ("written", "variables", "read"),
    [
        ("${A}", {"A": "one"}, "one"),
        ('"${A} and ${B}"', {"A": "one", "B": "two"}, "one and two"),
        ("${A:-three}", {}, "three"),
        ("${A:-three}", {"A": ""}, "three"),
        ("${A:-three}", {"A": "one"}, "one"),
        ("${A:-a:-b}", {}, "a:-b"),
        ("$${A}", {"A": "one"}, "${A}"),
        ("$A costs $5", {"A": "one"}, "$A costs $5"),
        ("${A}", {"A": "${B}"}, "${B}"),
        ("${A}", {"A": "0x10"}, "0x10"),
        ("${A}", {"A": "null"}, "null"),
        ("${A}", {"A": "12"}, "12"),
        ("${A}", {"A": "no"}, "no"),
        ("${A}", {"A": "x, admin: {y: z}  # not YAML: any more"}, None),
    ],
)
def test_what_a_variable_becomes(
    tmp_path: Path, written: str, variables: dict[str, str], read: str | None
) -> None:
    expected = variables["A"] if read is None else read

    assert load(tmp_path, TITLED + written, variables).title == expected


def test_a_value_cannot_become_yaml(tmp_path: Path) -> None:
    problem = only(tmp_path, TITLED + "${A}\n", {"A": "x\nenvironment: local"})

    assert problem.key == "title"
    assert "line break" in problem.message


def test_keys_are_not_expanded(tmp_path: Path) -> None:
    assert "not known" in only(tmp_path, MINIMAL + "${A}: 1\n", {"A": "title"}).message


def test_numbers_flags_and_times_come_from_variables(tmp_path: Path) -> None:
    text = """\
limits: {workers: "${W}", requests_per_second: "${R}", fuzzing: "${F}"}
http:
  timeout: ${S}
  verify: ${V}
subscribers:
  - id: a
    phone_number: ${N}
    sim: {changed: {hours_ago: "${H}"}, activated: "${T}"}
  - {id: b, phone_number: "${N}", sim: {changed: "${NEVER}"}}
deviations:
  - {requirement: a.b, reason: "${W}", until: "${D}"}
"""
    variables = {
        "W": "3", "R": "2.5", "F": "false", "S": "7", "V": "true", "N": "+447700900000",
        "H": "3", "T": "2020-01-01T00:00:00Z", "NEVER": "never", "D": "2027-01-31",
    }  # fmt: skip
    profile = load(tmp_path, MINIMAL + text, variables)

    assert profile.limits.workers == 3
    assert profile.limits.requests_per_second == 2.5
    assert profile.limits.fuzzing is False
    assert (profile.http.timeout, profile.http.verify) == (7, True)
    assert profile.subscribers[0].phone_number == "+447700900000"
    assert profile.subscribers[0].hours_since_swap(profile.loaded_at) == 3
    assert profile.subscribers[1].never_swapped
    assert profile.deviations[0].reason == "3"
    assert profile.deviations[0].until.isoformat() == "2027-01-31"


def test_quotes_keep_a_number_text(tmp_path: Path) -> None:
    problem = only(tmp_path, MINIMAL + 'limits: {workers: "3"}\n')

    assert "text stands where a whole number belongs" in problem.message


@pytest.mark.parametrize("value", ["three", "2.5", "", "true", "9" * 500])
def test_a_variable_of_the_wrong_kind(tmp_path: Path, value: str) -> None:
    problem = only(tmp_path, MINIMAL + "limits:\n  workers: ${W:-x}\n", {"W": value})

    assert (problem.line, problem.key) == (8, "limits.workers")
    assert "9" not in str(problem).removeprefix(problem.file)


@pytest.mark.parametrize("written", ["${A:-}", '"${A:-}"'])
def test_an_empty_default_leaves_the_key_out(tmp_path: Path, written: str) -> None:
    assert load(tmp_path, f"{MINIMAL}http: {{timeout: 3}}\ntitle: {written}\n").title is None


def test_an_empty_default_does_not_excuse_what_is_needed(tmp_path: Path) -> None:
    problem = only(tmp_path, MINIMAL.replace("name: acme", "name: ${A:-}"), {})

    assert (problem.key, problem.message) == ("name", "it is missing")


def test_all_missing_variables_are_told_at_once(tmp_path: Path) -> None:
    text = TITLED + "${A} ${B}\noperator:\n  name: ${C}\nhttp: {headers: {x-a: '${A}'}}\n"
    problems = refused(tmp_path, text, {"B": ""})

    assert [(problem.line, problem.key) for problem in problems] == [
        (7, "title"),
        (7, "title"),
        (9, "operator.name"),
    ]
    told = "\n".join(map(str, problems))
    assert "variable A is not set, or empty (again in line 10)" in told
    assert "variable B is not set" in told
    assert "write ${C:-default}" in told


def test_no_default_is_proposed_for_a_secret(tmp_path: Path) -> None:
    problem = only(tmp_path, MINIMAL + "tokens:\n  expired: ${EXPIRED}\n", {})

    assert problem.remedy == "set it"


@pytest.mark.parametrize(
    "written", ["${", "${A", "${}", "${1A}", "${A-x}", "${A:-${B}}", "${a b}"]
)
def test_a_variable_that_is_not_written_right(tmp_path: Path, written: str) -> None:
    problem = only(tmp_path, f"{TITLED}'{written}'\n", {"A": "1", "B": "2"})

    assert (problem.line, problem.key) == (7, "title")
    assert "write ${NAME} or ${NAME:-default}" in problem.remedy


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    problem = only(
        tmp_path, TITLED + "${A}\n", {"A": b"\xff".decode("utf-8", "surrogateescape")}
    )

    assert "holds bytes that are not UTF-8" in problem.message


def test_a_variable_without_quotes_in_braces(tmp_path: Path) -> None:
    problem = only(tmp_path, MINIMAL + "operator: {name: ${A}}\n", {"A": "x"})

    assert problem.line == 7
    assert problem.remedy == 'write it in quotes: "${NAME}"'
