"""Options of `run` that choose what is tested, how, and where the report goes."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from conformance.cli import main
from conformance.commands.shared import clear_errors
from conformance.outcomes import CaseResult, Outcome
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.report.model import Report
from conformance.report.reading import read_report
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare

QUICK = ("--requirement", "*names-api-and-version")
OUT_OF_RANGE = "sim-swap.check.max-age-above-2400-is-out-of-range"
GENERATED = "sim-swap.check.valid-requests-are-accepted"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start each run in an empty folder, and return it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReferenceProvider]:
    """Run an honest provider that `run` finds by its variables."""
    with ReferenceProvider() as running:
        tell(running, monkeypatch)
        yield running


def tell(provider: ReferenceProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables of a provider."""
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)


def run(*options: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["run", *options])


def report(*options: str, output: str = "out", code: int = 0) -> Report:
    """Run, expect an exit code, and read the report."""
    result = run(*options, "--output", output)
    assert result.exit_code == code, result.output
    return read_report(Path(output))


def ids(found: Report) -> set[str]:
    """Return the requirements of a report."""
    return {row.id for row in found.requirements}


def cases(found: Report) -> set[str]:
    """Return the cases of a report."""
    return {case.id for row in found.requirements for case in row.cases}


pytestmark = pytest.mark.usefixtures("provider")


class TestSelection:
    """Which requirements and cases."""

    def test_requirement_can_be_repeated(self) -> None:
        found = report(*QUICK, "--requirement", "sim-swap.check.smallest*")
        assert ids(found) == {
            "commonalities.url.names-api-and-version",
            "sim-swap.check.smallest-max-age-is-accepted",
        }

    def test_api(self) -> None:
        found = report(*QUICK, "--api", "number-verification")
        assert [api.api for api in found.target.apis] == ["number-verification"]
        assert cases(found) == {
            f"commonalities.url.names-api-and-version/number-verification.{operation}"
            for operation in ("verify", "device-phone-number")
        }

    def test_k(self) -> None:
        found = report("--requirement", "*max-age-above*", "-k", "just-above")
        assert cases(found) == {
            "sim-swap.check.max-age-above-2400-is-refused/two-legged/just-above"
        }

    def test_m(self) -> None:
        assert cases(report(*QUICK, "-m", "requirement"))

    @pytest.mark.parametrize("option", ["-k", "-m"])
    @pytest.mark.parametrize("expression", ["fits_nothing", "and and"])
    def test_expressions_that_leave_nothing(
        self, option: str, expression: str, folder: Path
    ) -> None:
        result = run(*QUICK, option, expression, "--output", "out")
        assert result.exit_code == 2
        assert "-k or -m" in result.stderr
        assert not any(folder.iterdir()), "the name --output is not free for a second attempt"

    def test_a_verdict_on_a_selection_says_so(self) -> None:
        result = run(*QUICK, "--output", "out")
        assert "Only a selection was tested: --requirement *names-api-and-version" in (
            result.stdout.splitlines()
        )
        assert read_report(Path("out")).verdict_reasons == (
            "Only a selection was tested: --requirement *names-api-and-version.",
        )


class TestOnlyFailed:
    """`--only-failed` repeats what went wrong in an earlier run."""

    def test_repeats_what_failed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        options = ("--requirement", "sim-swap.check.*max-age-is*", *QUICK)
        with ReferenceProvider(faults=["smallest-max-age-refused"]) as faulty:
            tell(faulty, monkeypatch)
            before = report(*options, output="before", code=1)
        failed = {row.id for row in before.requirements if row.outcome == "failed"}
        assert failed == {"sim-swap.check.smallest-max-age-is-accepted"}
        assert ids(before) > failed
        with ReferenceProvider() as mended:
            tell(mended, monkeypatch)
            assert ids(report("--only-failed", "before", output="after")) == failed

    def test_nothing_failed(self) -> None:
        report(*QUICK, output="before")
        result = run("--only-failed", "before")
        assert result.exit_code == 2
        assert "nothing of this selection failed in before" in result.stderr

    def test_no_run_there(self) -> None:
        result = run("--only-failed", "nowhere")
        assert result.exit_code == 2
        assert "nowhere is missing: name the folder" in result.stderr


class TestGeneration:
    """`--seed` and `--max-examples` decide which requests are generated."""

    @staticmethod
    def bodies(*options: str, output: str) -> list[str | None]:
        found = report("--requirement", GENERATED, *options, output=output)
        return [each.request.body for each in found.exchanges if each.kind == "api"]

    def test_seed(self) -> None:
        few = ("--max-examples", "5", "--seed")
        first = self.bodies(*few, "7", output="first")
        assert first == self.bodies(*few, "7", output="again")
        assert first != self.bodies(*few, "8", output="other")
        assert read_report(Path("other")).seed == 8

    def test_max_examples(self) -> None:
        fewest = self.bodies("--max-examples", "0", output="fewest")
        assert len(fewest) < len(self.bodies("--max-examples", "30", output="more"))


def test_rate() -> None:
    found = report("--requirement", "sim-swap.check.success*", "--rate", "10/s")
    started = [exchange.started_at for exchange in found.exchanges]
    assert len(started) > 4
    gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(started)]
    # A tenth of a second each; the report's clock counts milliseconds.
    assert min(gaps) > 0.09


@pytest.mark.parametrize("rate", ["0", "-1", "fast", "5/min"])
def test_no_rate(rate: str) -> None:
    result = run("--rate", rate)
    assert result.exit_code == 2
    assert "is no rate: write 5/s or 0.5/s" in result.stderr


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 1)])
def test_strict(options: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with ReferenceProvider(faults=["max-age-above-2400-is-invalid-argument"]) as lenient:
        tell(lenient, monkeypatch)
        found = report("--requirement", OUT_OF_RANGE, *options, code=code)
    outcomes: list[tuple[str, Outcome]] = [(row.id, row.outcome) for row in found.requirements]
    assert outcomes == [(OUT_OF_RANGE, "failed")]
    assert found.verdict == "conformant"
    assert found.summary.warnings == 1


class TestBreakdown:
    """A fault of the suite is never the provider's: exit code 3, and no secret is told."""

    def test_of_a_command(self) -> None:
        @click.command()
        @clear_errors
        def broken() -> None:
            raise RuntimeError("a-secret")

        result = CliRunner().invoke(broken)
        assert result.exit_code == 3
        place = r"test_cli_selection\.py:\d+ \(RuntimeError\)"
        assert re.fullmatch(f"the suite broke at {place}: please report this\n", result.output)

    def test_in_the_middle_of_a_run(self, capfd: pytest.CaptureFixture[str]) -> None:
        seen: list[CaseResult] = []

        def watch(result: CaseResult) -> None:
            seen.append(result)
            if len(seen) == 3:
                raise RuntimeError("a-secret")

        options = Options(output=Path("out"), requirements=("sim-swap.check.m*",))
        finished = execute(prepare(load_profile("reference"), options), options, watch)
        assert finished.exit_code == 3
        assert finished.report.verdict == "inconclusive"
        assert "the suite broke at " in finished.report.verdict_reasons[0]
        assert not finished.report.complete
        outcomes = [case.outcome for row in finished.report.requirements for case in row.cases]
        # What other processes had finished by then is kept, too: nothing recorded is lost.
        assert 3 <= outcomes.count("passed") == len(seen) < len(outcomes)
        assert read_report(Path("out")) == finished.report
        told = capfd.readouterr()
        assert "a-secret" not in told.out + told.err
        assert "Traceback" not in told.err


class TestOutput:
    """`--output` never overwrites, and says what is wrong with a folder."""

    def test_a_folder_that_holds_a_run(self) -> None:
        report(*QUICK)
        before = Path("out/report.json").read_bytes()
        result = run(*QUICK, "--output", "out")
        assert result.exit_code == 2
        assert "out holds a run already: name another folder, or move it away" in result.stderr
        assert Path("out/report.json").read_bytes() == before

    def test_a_folder_that_exists(self) -> None:
        Path("out").mkdir()
        Path("out/notes.txt").write_text("kept")
        report(*QUICK)
        assert Path("out/notes.txt").read_text() == "kept"

    def test_a_folder_that_cannot_be_written(self, folder: Path) -> None:
        # A file in the way stops root, too, whom the rights of a folder do not.
        Path("file").write_text("")
        result = run(*QUICK, "--output", "file/out")
        assert result.exit_code == 2
        assert "file/out can't be written (Not a directory)" in result.stderr
        assert list(folder.iterdir()) == [folder / "file"]
