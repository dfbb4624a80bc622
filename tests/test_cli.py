"""Each command end to end: what it prints, what it leaves, and the code it ends with."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import cast

import pytest

from conformance import __version__, specs
from conformance.profile.loader import bundled_profiles
from conformance.report.reading import read_report
from tests.conftest import FinishedRun
from tests.support.command import COMMAND, assert_refused, environment, said, said_here

SCENARIOS = {
    ("r3.3", "sim-swap", "check"): 18,
    ("r3.3", "sim-swap", "retrieve-date"): 13,
    ("r3.2", "number-verification", "verify"): 15,
    ("r3.2", "number-verification", "device-phone-number"): 7,
}


class TestRun:
    """`run` without a profile: the embedded provider is conformant."""

    def test_ends_conformant(self, reference_run: FinishedRun) -> None:
        assert reference_run.said.code == 0, reference_run.said
        assert reference_run.said.err == ""

    def test_last_lines(self, reference_run: FinishedRun) -> None:
        verdict, where = reference_run.said.lines[-2:]
        assert re.fullmatch(
            r"Reference Operator, local: conformant with SIM Swap 2\.1\.0 and Number"
            r" Verification 2\.1\.0: all \d+ mandatory requirements passed\.",
            verdict,
        )
        assert re.fullmatch(
            r"Report: camara-conformance-reports/reference-\d{8}T\d{9}Z/report\.html", where
        )

    def test_plain_lines_in_a_pipe(self, reference_run: FinishedRun) -> None:
        assert "\x1b" not in reference_run.said.out
        assert "50 of " in reference_run.said.out

    def test_leaves_every_format(self, reference_run: FinishedRun) -> None:
        left = {path.name for path in reference_run.folder.iterdir()}
        assert left == {
            *("report.json", "report.html", "junit.xml", "results.sarif", "summary.md"),
            *("badge.svg", "exchanges.har", "allure-results", "journal.ndjson"),
        }

    def test_reach(self, reference_run: FinishedRun) -> None:
        report = read_report(reference_run.folder)
        assert report.verdict == "conformant"
        assert report.complete
        assert len(report.requirements) >= 60
        assert len(report.exchanges) >= 500
        assert all(row.outcome in ("passed", "not-offered") for row in report.requirements)
        assert len(report.scenario_coverage) == sum(SCENARIOS.values())

    def test_what_is_not_offered_is_carried_by_the_other_dialect(self, tmp_path: Path) -> None:
        options = ("--requirement", "*monitored-period*", "--requirement", "*limited*")
        result = said("run", "reference-limited", *options, "--output", "out", cwd=tmp_path)
        assert result.code == 0, result
        outcomes = {row.id: row.outcome for row in read_report(tmp_path / "out").requirements}
        assert len(outcomes) >= 3
        assert set(outcomes.values()) == {"passed"}

    def test_two_profiles(self, tmp_path: Path) -> None:
        options = ("--requirement", "*names-api-and-version", "--output", "out")
        result = said("run", "reference", "reference-limited", *options, cwd=tmp_path)
        assert result.code == 0, result
        for name in ("reference", "reference-limited"):
            assert read_report(tmp_path / "out" / name).profile.name == name


class TestPlan:
    """`plan` says what would run, and sends nothing."""

    def test_agrees_with_the_run(self, reference_run: FinishedRun, tmp_path: Path) -> None:
        planned = said("plan", "--json", cwd=tmp_path)
        assert planned.code == 0
        rows = {row["case"]: row for row in json.loads(planned.out)}
        done = {
            case.id: case
            for requirement in read_report(reference_run.folder).requirements
            for case in requirement.cases
        }
        assert rows.keys() == done.keys()
        for case, row in rows.items():
            # That nothing is https on loopback shows only when the case looks for it.
            plain_http = row["runs"] and case.startswith("transport.")
            wanted = "not-offered" if plain_http else row["outcome"] or "passed"
            assert done[case].outcome == wanted, case

    def test_sends_nothing(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(0.2)
            port = listening.getsockname()[1]
            (tmp_path / "my.yaml").write_text(
                "{profile: 1, name: mine, environment: local, apis: {sim-swap:"
                f" {{base_url: 'http://127.0.0.1:{port}/sim-swap/v2'}}}}}}"
            )
            result = said("plan", "my.yaml", cwd=tmp_path)
            assert result.code == 0, result
            with pytest.raises(TimeoutError):
                listening.accept()
        assert re.search(
            r"^\d+ of \d+ cases of \d+ requirements would run\.$", result.out, re.M
        )
        assert "not-testable: add under subscribers: a line that the service" in result.out
        assert list(tmp_path.iterdir()) == [tmp_path / "my.yaml"]


def test_check(tmp_path: Path) -> None:
    result = said("check", cwd=tmp_path)
    assert result.code == 0, result
    assert all(line.startswith("ok ") for line in result.lines)
    told = [line.split(maxsplit=1)[1].split(":")[0] for line in result.lines[1:]]
    assert told == [
        "sim-swap reachable",
        "number-verification reachable",
        "authorization reachable",
        "authorization offers",
        "sim-swap check",
        "sim-swap retrieve-date",
        "sim-swap two-legged token",
        "sim-swap three-legged token",
        "number-verification verify",
        "number-verification device-phone-number",
        "number-verification three-legged token",
    ]
    assert not any(tmp_path.iterdir())


class TestList:
    """`list` shows what is bundled, to people and to programs."""

    @staticmethod
    def rows(what: str, cwd: Path) -> list[dict[str, object]]:
        result = said_here("list", what, "--json", cwd=cwd)
        assert result.code == 0, result
        rows: list[dict[str, object]] = json.loads(result.out)
        lines = said_here("list", what, cwd=cwd).lines
        assert len(lines) == len(set(lines)) <= len(rows)
        return rows

    def test_every_upstream_scenario_is_carried(self, tmp_path: Path) -> None:
        rows = self.rows("scenarios", tmp_path)
        assert len(rows) == 140
        assert all(row["requirements"] for row in rows)
        keys = ("release_tag", "api", "operation")
        counted = Counter(tuple(row[key] for key in keys) for row in rows)
        assert SCENARIOS.items() <= counted.items()

    def test_requirements_name_the_rules_they_stand_for(self, tmp_path: Path) -> None:
        rows = self.rows("requirements", tmp_path)
        rules = {rule for row in rows for rule in cast(list[str], row["rules"])}
        assert len(rules) == 100
        assert all(row["carried_by"] or row["excluded"] for row in rows)

    def test_scenarios_name_requirements_that_exist(self, tmp_path: Path) -> None:
        known = {row["id"] for row in self.rows("requirements", tmp_path)}
        for row in self.rows("scenarios", tmp_path):
            named = row["requirements"]
            assert isinstance(named, list)
            assert known >= set(named)

    def test_apis(self, tmp_path: Path) -> None:
        rows = self.rows("apis", tmp_path)
        assert {(row["api"], row["release"]) for row in rows} == {
            *(("sim-swap", release) for release in ("0.4.0", "1.0.0", "2.0.0", "2.1.0")),
            *(("number-verification", r) for r in ("0.3.1", "1.0.0", "2.0.0", "2.1.0")),
        }

    def test_profiles(self, tmp_path: Path) -> None:
        rows = self.rows("profiles", tmp_path)
        names = [row["name"] for row in rows]
        assert names == list(bundled_profiles())
        assert {"reference", "reference-limited", "masstack-production"} <= {*names}
        for row in rows:
            apis = cast(dict[str, str], row["apis"])
            assert apis
            assert all(release in specs.releases(api) for api, release in apis.items())
        lines = said_here("list", "profiles", cwd=tmp_path).lines
        assert "reference                    Embedded reference provider" in lines


class TestReport:
    """`report` renders again from report.json alone, to the same bytes."""

    def test_same_bytes(self, reference_run: FinishedRun, tmp_path: Path) -> None:
        first = files(reference_run.folder)
        again = tmp_path / "again"
        again.mkdir()
        shutil.copy(reference_run.folder / "report.json", again)
        result = said("report", again, cwd=tmp_path)
        assert result.code == 0, result
        assert result.lines[-2] == reference_run.said.lines[-2]
        del first[Path("journal.ndjson")]
        assert files(again) == first

    def test_without_a_report(self, tmp_path: Path) -> None:
        result = said_here("report", ".", cwd=tmp_path)
        assert result.code == 2
        assert "report.json is missing" in result.err


def files(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder, by its path there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in found}


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("run", "--requirement", "sim-swap.chek.*"), "did you mean sim-swap.check."),
        (("run", "--requirement", "quite-else"), "see `list requirements`"),
        (("plan", "--api", "sim-swp"), "choose from sim-swap, number-verification"),
        (("explain", "sim-swap.check.max-age"), "did you mean sim-swap.check.max-age-"),
        (("explain", "zzzz"), "see `list requirements`"),
        (("serve", "--fault", "max-age-days"), "did you mean max-age-in-days"),
        (("serve", "--fault", "zzzz"), "see `serve --list-faults`"),
        (("serve", "--dialect", "klingon"), "camara, camara-limited"),
        (("check", "referense"), "reference"),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], hint: str, tmp_path: Path) -> None:
    assert_refused(said_here(*arguments, cwd=tmp_path), hint)
    assert not any(tmp_path.iterdir())


def test_version(tmp_path: Path) -> None:
    assert (
        said("--version", cwd=tmp_path).out == f"camara-conformance, version {__version__}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (("--help",), {"schemathesis", "pytest", "httpx", "pydantic", "yaml", "rich"}),
        (("plan",), {"schemathesis", "hypothesis", "pytest", "httpx", "jsonschema_rs"}),
    ],
)
def test_start_up(arguments: tuple[str, ...], heavy: set[str], tmp_path: Path) -> None:
    """A command imports what it needs and no more: that is what makes it start fast."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", COMMAND, *arguments],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert "click" in imported
    assert not imported & heavy
