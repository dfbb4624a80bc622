"""Every format from report.json alone, and the same bytes each time."""

from pathlib import Path

import pytest

from conformance.report.reading import read_report, write_report
from conformance.report.render import render_all
from tests.report_samples import sample


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
    assert {"report.html", "junit.xml", "report.json"} < set(contents(first))


def test_rendering_replaces_what_was_there(tmp_path: Path) -> None:
    render_all(sample("A-FORMER-REASON"), tmp_path)
    render_all(sample(), tmp_path)
    assert not [
        name for name, text in contents(tmp_path).items() if b"A-FORMER-REASON" in text
    ]
