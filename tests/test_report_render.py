"""Every format from report.json alone, and the same bytes each time."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from conformance.report.exchanges import Exchange
from conformance.report.formats.allure import write_allure
from conformance.report.formats.badge import badge_svg
from conformance.report.formats.har import write_har
from conformance.report.formats.junit import junit_xml
from conformance.report.formats.markdown import markdown_summary
from conformance.report.formats.sarif import sarif_log
from conformance.report.model import Selection
from conformance.report.reading import read_report, write_report
from conformance.report.render import render_all
from tests.report_samples import sample
from tests.support.hostile import hostile_report


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_rendering_again_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    page = render_all(sample(), first)
    assert page == first / "report.html"
    write_report(sample(), first)
    # Allure's own writer would follow this one.
    monkeypatch.setenv("ALLURE_INDENT_OUTPUT", "1")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    read_back = read_report(write_report(sample(), second))
    render_all(read_back, second)
    assert contents(first) == contents(second)
    names = set(contents(first))
    assert {name for name in names if not name.startswith("allure-results/")} == {
        *("report.json", "report.html", "junit.xml", "results.sarif"),
        *("summary.md", "badge.svg", "exchanges.har"),
    }
    assert names > {name for name in names if name.startswith("allure-results/")} > set()


def test_hostile_text_renders_the_same_again_too(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    render_all(hostile_report(), first)
    write_report(hostile_report(), first)
    render_all(read_report(first), second)
    write_report(hostile_report(), second)
    assert contents(first) == contents(second)


def test_a_selection_is_kept_and_read_back(tmp_path: Path) -> None:
    chosen = Selection(options=("--api sim-swap", "-k check"))
    write_report(sample().model_copy(update={"selection": chosen}), tmp_path)
    assert read_report(tmp_path).selection == chosen


def test_a_report_of_before_selections_were_kept_is_read(tmp_path: Path) -> None:
    path = write_report(sample(), tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["selection"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_report(tmp_path) == sample()


def test_every_format_but_the_page_takes_exchanges_as_they_pass(tmp_path: Path) -> None:
    """A run's exchanges may lie on the disk: they are gone through, and not looked up."""
    made = sample()
    passing = made.model_copy(update={"exchanges": Passing(made.exchanges)})
    for rendered in (junit_xml, sarif_log, markdown_summary, badge_svg):
        assert rendered(passing) == rendered(made)
    for folder, report in ((tmp_path / "a", made), (tmp_path / "b", passing)):
        folder.mkdir()
        write_har(report, folder / "exchanges.har")
        write_allure(report, folder)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


class Passing:
    """Exchanges that can only be gone through."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._exchanges = exchanges

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)


def test_rendering_replaces_what_was_there(tmp_path: Path) -> None:
    render_all(sample("A-FORMER-REASON"), tmp_path)
    render_all(sample(), tmp_path)
    assert not [
        name for name, text in contents(tmp_path).items() if b"A-FORMER-REASON" in text
    ]
