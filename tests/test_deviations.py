"""Deviations on real runs: admitted, expired, stale, unknown, and proposed for what fails."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from conformance import specs
from conformance.bundled import folder
from conformance.plan.deviations import deviating_requirements
from conformance.profile import ProfileError, load_profile
from conformance.reference import ReferenceProvider
from conformance.report.proposals import proposed_deviations
from conformance.report.reading import read_report
from tests.report_samples import case, requirement
from tests.report_samples import deviation as admitted
from tests.report_samples import report as sample_report
from tests.support.command import Said, assert_clear, said_here
from tests.support.profiles import profile

HOURS = "sim-swap.check.max-age-is-in-hours"
OTHER = "sim-swap.check.success-matches-the-contract"
SHARED = "commonalities.x-correlator.is-optional"
TODAY = datetime.now(UTC).date()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
FAULT = "max-age-in-days"


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the reference profile's variables lead to a provider that fails one requirement."""
    yield from _provider(monkeypatch, FAULT)


@pytest.fixture
def honest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the reference profile's variables lead to a provider that fails none."""
    yield from _provider(monkeypatch)


def _provider(monkeypatch: pytest.MonkeyPatch, *faults: str) -> Iterator[None]:
    with ReferenceProvider("camara", faults) as provider:
        for name, value in provider.variables.items():
            monkeypatch.setenv(name, value)
        yield


def entry(requirement: str = HOURS, until: date = TOMORROW) -> str:
    """Return a deviation as the profile writes it."""
    return (
        f"  - {{requirement: {requirement}, reason: counts days, owner: api-team, "
        f"ticket: OPS-12, until: {until}}}"
    )


def write(home: Path, *entries: str) -> Path:
    """Write the reference profile with these deviations."""
    text = (folder("profiles") / "reference.yaml").read_text("utf-8")
    more = ["deviations:", *entries] if entries else []
    path = home / "my.yaml"
    path.write_text("\n".join([text, *more, ""]), "utf-8")
    return path


def run(home: Path, *options: str, requirement: str = HOURS) -> Said:
    """Test one requirement of the written profile."""
    return said_here(
        *("run", "my.yaml", "--output", "out", "--requirement", requirement),
        *options,
        cwd=home,
    )


@pytest.mark.usefixtures("faulty")
def test_failure_that_is_admitted(tmp_path: Path) -> None:
    write(tmp_path, entry())
    result = run(tmp_path)
    assert_clear(result, 0)
    report = read_report(tmp_path / "out")
    assert report.verdict == "conformant-with-deviations"
    found = report.requirements[0].deviation
    assert found is not None
    assert (found.state, found.owner, found.ticket, found.until) == (
        "admitted",
        "api-team",
        "OPS-12",
        TOMORROW,
    )


@pytest.mark.usefixtures("faulty")
def test_failure_that_is_admitted_does_not_read_as_one_while_the_run_goes_on(
    tmp_path: Path,
) -> None:
    write(tmp_path, entry())
    (line, *_) = live(run(tmp_path, "--format", "github"))
    assert line.startswith(f"deviates {HOURS}/")
    assert line.endswith(f" (admitted until {TOMORROW}, OPS-12)")
    assert read_report(tmp_path / "out").requirements[0].outcome == "failed"


@pytest.mark.usefixtures("faulty")
def test_failure_with_a_deviation_past_its_date_reads_as_one(tmp_path: Path) -> None:
    write(tmp_path, entry(until=YESTERDAY))
    (line, *_) = live(run(tmp_path))
    assert line.startswith(f"failed  {HOURS}/")
    assert "admitted" not in line


def live(result: Said) -> list[str]:
    """Return the lines that a run printed about its cases."""
    return [line for line in result.lines if f" {HOURS}/" in line]


@pytest.mark.usefixtures("faulty")
def test_deviation_past_its_date_fails_the_run_by_name(tmp_path: Path) -> None:
    write(tmp_path, entry(until=YESTERDAY))
    result = run(tmp_path)
    assert_clear(result, 1)
    expired = result.lines.index("Deviations past their date, which excuse nothing:")
    assert result.lines[expired + 1] == f"  {HOURS} (until {YESTERDAY})"
    report = read_report(tmp_path / "out")
    ended = f"The deviation from {HOURS} ended on {YESTERDAY}: it excuses nothing."
    assert ended in report.verdict_reasons


@pytest.mark.usefixtures("honest")
def test_stale_deviation_fails_the_run_by_name(tmp_path: Path) -> None:
    write(tmp_path, entry())
    result = run(tmp_path)
    assert_clear(result, 1)
    stale = result.lines.index("Stale deviations, to be removed from the profile:")
    assert result.lines[stale + 1] == f"  {HOURS}"
    assert read_report(tmp_path / "out").verdict == "conformant"


@pytest.mark.usefixtures("honest")
def test_deviation_whose_requirement_was_not_run_is_not_stale(tmp_path: Path) -> None:
    write(tmp_path, entry())
    assert_clear(run(tmp_path, requirement=OTHER), 0)


@pytest.mark.parametrize(
    ("requirement", "options"),
    [(HOURS, ("-k", "two-legged")), (SHARED, ("--api", "sim-swap"))],
)
@pytest.mark.usefixtures("honest")
def test_deviation_of_which_only_a_part_was_run_is_not_stale(
    requirement: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    write(tmp_path, entry(requirement))
    assert_clear(run(tmp_path, *options, requirement=requirement), 0)


def problems(home: Path, *entries: str) -> list[str]:
    """Return what is wrong with these deviations, file and line first."""
    with ReferenceProvider("camara") as provider, pytest.raises(ProfileError) as raised:
        deviating_requirements(load_profile(str(write(home, *entries)), provider.variables))
    return str(raised.value).splitlines()


def test_unknown_requirement_is_a_profile_error_with_line_and_near_misses(
    tmp_path: Path,
) -> None:
    lines = len(write(tmp_path).read_text().splitlines())
    (problem,) = problems(tmp_path, entry(), entry("sim-swap.check.max-age-is-in-hour"))
    assert problem.startswith(f"{tmp_path}/my.yaml:{lines + 3}: deviations[1].requirement: ")
    assert "is no requirement" in problem
    assert f"did you mean {HOURS}" in problem


def test_every_unknown_requirement_is_told_at_once(tmp_path: Path) -> None:
    first, second = problems(tmp_path, entry("zzz"), entry("ciba.login-hint-is-needed"))
    assert "list requirements" in first
    assert "ciba.login-hint-is-required" in second


def test_requirement_that_is_never_tested_can_be_no_deviation(tmp_path: Path) -> None:
    excluded = next(row for row in specs.security_requirements("0.5.0") if row.excluded)
    (problem,) = problems(tmp_path, entry(excluded.id))
    assert f"{excluded.id} is never tested; remove the deviation" in problem


def test_requirement_of_another_release_only() -> None:
    """The releases that the profile names decide, and the message says so."""
    with_authorization = next(row for row in specs.security_requirements("0.5.0"))
    of = profile(
        deviations=[{"requirement": with_authorization.id, "reason": "x", "until": TOMORROW}]
    )
    with pytest.raises(ProfileError, match="is a requirement of other APIs or releases"):
        deviating_requirements(of)


@pytest.mark.parametrize("command", ["run", "plan", "check"])
@pytest.mark.usefixtures("honest")
def test_each_command_refuses_it(command: str, tmp_path: Path) -> None:
    write(tmp_path, entry("sim-swap.chek.max-age"))
    result = said_here(command, "my.yaml", cwd=tmp_path)
    assert_clear(result, 2)
    assert "my.yaml:" in result.err
    assert "deviations[0].requirement" in result.err


@pytest.mark.usefixtures("honest")
def test_glob_is_no_requirement(tmp_path: Path) -> None:
    write(tmp_path, entry('"sim-swap.check.*"'))
    result = said_here("plan", "my.yaml", cwd=tmp_path)
    assert_clear(result, 2)
    assert "write letters, digits, '.', '_' and '-' only" in result.err


@pytest.mark.usefixtures("faulty")
def test_proposed_deviation_counts_once_it_is_filled_in(tmp_path: Path) -> None:
    write(tmp_path)
    result = run(tmp_path, "--propose-deviations", "proposed.yaml")
    assert_clear(result, 1)
    assert result.lines[-1] == "Proposed deviations, to be filled in: proposed.yaml"
    text = (tmp_path / "proposed.yaml").read_text("utf-8")
    (proposed,) = yaml.safe_load(text)["deviations"]
    assert proposed == {
        "requirement": HOURS,
        "reason": "",
        "owner": "",
        "ticket": "",
        "until": TODAY + timedelta(days=90),
    }
    assert "# MUST: " in text

    body = text[text.index("  - requirement") :].rstrip()
    write(tmp_path, body)
    empty = said_here("plan", "my.yaml", cwd=tmp_path)
    assert_clear(empty, 2)
    assert [line for line in empty.err.splitlines() if "deviations[0]." not in line] == []
    assert len(empty.err.splitlines()) == 3

    write(tmp_path, body.replace('""', "known"))
    (tmp_path / "out").rename(tmp_path / "before")
    assert_clear(run(tmp_path), 0)


@pytest.mark.usefixtures("honest")
def test_nothing_is_proposed_where_nothing_fails(tmp_path: Path) -> None:
    write(tmp_path)
    result = run(tmp_path, "--propose-deviations", "proposed.yaml")
    assert_clear(result, 0)
    assert result.lines[-1].startswith("No deviation to propose")
    assert not (tmp_path / "proposed.yaml").exists()


@pytest.mark.usefixtures("honest")
def test_proposal_overwrites_no_file_and_begins_no_run(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "proposed.yaml").write_text("mine")
    for file, words in [("proposed.yaml", "exists already"), ("no/such.yaml", "no folder no")]:
        result = run(tmp_path, "--propose-deviations", file)
        assert_clear(result, 2)
        assert words in result.err
    assert (tmp_path / "proposed.yaml").read_text() == "mine"
    assert not (tmp_path / "out").exists()


def test_proposal_names_level_reason_and_what_it_replaces() -> None:
    """A hostile answer ends up in a comment, and stays in it."""
    hostile = "got\n  - requirement: evil\n\u2028#"
    rows = [
        requirement("sim-swap.check.a", "failed", [case("a/x", "failed", hostile)]),
        requirement(
            "sim-swap.check.b", "failed", level="SHOULD", admitted=admitted("expired")
        ),
        requirement("sim-swap.check.c", "failed", admitted=admitted()),
        requirement("sim-swap.check.d"),
    ]
    text = proposed_deviations(sample_report(rows), TODAY)
    assert text is not None
    entries = yaml.safe_load(text)["deviations"]
    assert [each["requirement"] for each in entries] == [
        "sim-swap.check.a",
        "sim-swap.check.b",
    ]
    assert "  # SHOULD: " in text
    assert f"which ended on {admitted().until}." in text
    assert all(line.isprintable() for line in text.splitlines())


def test_proposal_is_for_one_profile(tmp_path: Path) -> None:
    result = said_here(
        "run", "reference", "reference-limited", "--propose-deviations", "x.yaml", cwd=tmp_path
    )
    assert_clear(result, 2)
    assert "takes one PROFILE" in result.err
    assert not any(tmp_path.iterdir())
