"""Exchanges stay in their file: read when asked for, and the same as if they were held."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.report.exchanges import Exchange, numbers_of
from conformance.report.on_disk import ByNumber, OnDisk
from conformance.report.reading import ReportError, read_report, write_report
from tests.report_samples import exchange, report, sample


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a written report.json."""
    return write_report(sample(), tmp_path)


def test_exchanges_of_our_own_file_stay_there(path: Path) -> None:
    found = read_report(path).exchanges
    assert isinstance(found, OnDisk)
    assert len(found) == 6
    assert found == sample().exchanges
    assert sample().exchanges == found
    assert found != sample().exchanges[:5]
    assert found[-1] == sample().exchanges[5]
    assert found[1:3] == sample().exchanges[1:3]
    assert list(numbers_of(found)) == [1, 2, 3, 4, 5, 6]


def test_what_takes_the_files_name_later_does_no_harm(path: Path) -> None:
    found = read_report(path)
    write_report(report([]), path.parent)
    assert found.exchanges == sample().exchanges
    assert read_report(path).exchanges == ()


def test_each_exchange_has_a_line(path: Path) -> None:
    lines = path.read_text().splitlines()
    at = lines.index(' "exchanges": [')
    assert [json.loads(line.rstrip(","))["n"] for line in lines[at + 1 : -2]] == [*range(1, 7)]
    assert lines[-2:] == [" ]", "}"]


REWRITTEN: dict[str, Callable[[str], str]] = {
    "one line": lambda text: json.dumps(json.loads(text)),
    "other indents": lambda text: json.dumps(json.loads(text), indent=4),
    "sorted": lambda text: json.dumps(json.loads(text), indent=1, sort_keys=True),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "nothing at the end": lambda text: text.rstrip(),
    "a line between": lambda text: text.replace("\n  {", "\n\n  {"),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_another_programs_layout_is_read(name: str, path: Path) -> None:
    path.write_bytes(REWRITTEN[name](path.read_text()).encode())
    assert read_report(path) == sample()


DAMAGED: dict[str, tuple[Callable[[str], str], str]] = {
    "no comma": (lambda text: text.replace('"},\n  {"n":3', '"}\n  {"n":3'), "not JSON"),
    "comma too many": (lambda text: text.replace("}\n ]\n}", "},\n ]\n}"), "not JSON"),
    "two on a line": (lambda text: text.replace('},\n  {"n":3', '}, {"n":3'), "equal"),
    "member twice": (
        lambda text: text.replace('{"n":3,', '{"n":3,"n":3,'),
        "member 'n' stands twice",
    ),
    "no number": (lambda text: text.replace('"seconds":0.042', '"seconds":NaN', 1), "NaN"),
    "wrong member": (
        lambda text: text.replace('{"n":3,', '{"n":"3",'),
        "exchanges[2].n: Input should be a valid integer, not '3'",
    ),
    "order": (lambda text: text.replace('{"n":3,', '{"n":1,'), "not in the order"),
    "one is missing": (
        lambda text: "".join(
            line for line in text.splitlines(keepends=True) if not line.startswith('  {"n":4')
        ),
        "names exchange 4, which the report does not hold",
    ),
    "something after": (lambda text: text + "{}\n", "not JSON"),
    "exchanges twice": (
        lambda text: text.replace('{\n "schema"', '{\n "exchanges": [],\n "schema"', 1),
        "member 'exchanges' stands twice",
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_is_named_as_ever(name: str, path: Path) -> None:
    change, words = DAMAGED[name]
    before = path.read_text()
    path.write_text(change(before))
    assert path.read_text() != before
    if words == "equal":
        assert read_report(path) == sample()
        return
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert words in str(caught.value)


def test_workers_finish_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    items: OnDisk[Exchange] = OnDisk(_written(path, [3, 1, 2]), Exchange.model_validate_json)
    offset = 0
    for line in path.read_bytes().splitlines(keepends=True):
        items.place(json.loads(line)["n"], offset, len(line))
        offset += len(line)
    items.sort()
    assert [item.n for item in items] == [1, 2, 3]
    assert items == (exchange(1), exchange(2), exchange(3))


def test_look_up_by_number() -> None:
    found = ByNumber("abc", [2, 5, 9])
    assert (found[2], found[5], found[9]) == ("a", "b", "c")
    assert dict(found) == {2: "a", 5: "b", 9: "c"}
    for number in (1, 3, 10):
        with pytest.raises(KeyError):
            found[number]


def _written(path: Path, numbers: list[int]) -> Path:
    path.write_text("".join(f"{exchange(n).model_dump_json()}\n" for n in numbers))
    return path
