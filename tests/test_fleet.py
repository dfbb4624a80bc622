"""Several targets by one command: each is tested, and a table stands at the end."""

from pathlib import Path

import pytest

from conformance.report.reading import read_report
from tests.support.command import Said, assert_clear, assert_refused, said_here
from tests.support.servers import raw_server

BUNDLED = Path(__file__).parents[1] / "profiles/reference.yaml"
ONE_ROW = ("--requirement", "sim-swap.check.missing-token-is-refused")
ABSENT = """\
profile: 1
name: absent
environment: local
apis:
  sim-swap: {{base_url: "{url}/sim-swap/v2", tokens: [none], operations: [check]}}
subscribers: [{{id: first, phone_number: "+447700900101"}}]
"""


def fleet(cwd: Path, *names: str | Path) -> Said:
    """Run several profiles in this process."""
    return said_here("run", *names, *ONE_ROW, "--output", "out", cwd=cwd)


def test_table_of_targets(tmp_path: Path) -> None:
    absent = tmp_path / "absent.yaml"
    with raw_server(lambda _: None) as server:
        absent.write_text(ABSENT.format(url=server.url))
    result = fleet(tmp_path, "reference", absent, "reference-limited")
    assert_clear(result, 3)
    heading, *rows = result.lines[-7:-3]
    columns = ["passed", "failed", "error", "not-testable", "not-offered"]
    assert heading.split() == ["target", *columns, "verdict"]
    assert [row.split()[0] for row in rows] == ["reference", str(absent), "reference-limited"]
    assert [row.split()[-2] for row in rows] == ["conformant", "inconclusive", "conformant"]
    for row in rows:
        assert read_report(tmp_path / row.split()[-1]).verdict == row.split()[-2]
    assert result.lines[-2] == "1 requirements × 3 targets, 1 differ between targets"
    assert result.lines[-1] == "Comparison: out/compare.html"
    page = (tmp_path / "out/compare.html").read_text()
    for name in ("reference", "absent", "reference-limited"):
        assert f'href="{name}/report.html"' in page


def test_page_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "out/compare.html").mkdir(parents=True)
    result = fleet(tmp_path, "reference", "reference-limited")
    assert_clear(result, 2)
    assert "The runs can't be compared: out/compare.html can't be written" in result.err
    assert result.lines[-1].split()[-2:] == ["conformant", "out/reference-limited"]


def test_page_of_runs_in_folders_of_their_own(tmp_path: Path) -> None:
    result = said_here("run", "reference", "reference-limited", *ONE_ROW, cwd=tmp_path)
    assert_clear(result, 0)
    (page,) = (tmp_path / "camara-conformance-reports").glob("compare-*.html")
    assert result.lines[-1] == f"Comparison: {page.relative_to(tmp_path)}"


def test_profile_that_is_of_no_use_is_told_before_the_first_run(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("profile: 1\n")
    result = fleet(tmp_path, "reference", "broken.yaml")
    assert_clear(result, 2)
    assert "broken.yaml" in result.err
    assert not (tmp_path / "out").exists()


def test_one_target_that_can_not_be_tested_keeps_no_other_from_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/reference").write_text("a file where a folder would be")
    result = fleet(tmp_path, "reference", "reference-limited")
    assert_clear(result, 2)
    assert result.lines[-2].startswith("reference          not tested: out/reference")
    assert result.lines[-1].split()[-2:] == ["conformant", "out/reference-limited"]


def test_profiles_of_the_same_name_have_folders_of_their_own(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "reference.yaml").write_text(BUNDLED.read_text())
    result = fleet(tmp_path, "reference", "reference")
    assert_clear(result, 0)
    found = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert found == ["compare.html", "reference", "reference-2"]


@pytest.mark.parametrize("names", [("reference", "nowhere.yaml")])
def test_unknown_profile(names: tuple[str, ...], tmp_path: Path) -> None:
    assert_refused(fleet(tmp_path, *names), "nowhere.yaml")
