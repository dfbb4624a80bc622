"""`selftest`: what it makes of caught, missed and overblown faults, and of false alarms."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from conformance.profile import Profile
from conformance.profile.settings import Deviation
from conformance.reference import FAULTS, Fault
from conformance.reference.dialects import DIALECTS
from conformance.reference.rules import Rules
from conformance.selftest.model import Cell, Level, Selftest
from conformance.selftest.sampling import sample
from conformance.selftest.subjects import Subject, honest_subjects, runnable_rows
from conformance.selftest.trials import SAMPLE, FaultJob, HonestJob, verdict_of
from tests.support.command import (
    assert_clear,
    assert_refused,
    ended,
    said_here,
    start,
    wait_until,
)

ROW = "sim-swap.check.max-age-is-in-hours"


def result_in(folder: Path) -> Selftest:
    return Selftest.model_validate_json((folder / "selftest.json").read_bytes())


class TestCommand:
    """What is printed and written."""

    def test_faults_that_are_caught(self, tmp_path: Path) -> None:
        chosen = ("--fault", "max-age-in-days", "--fault", "max-age-in-min*", "--seeds", "0")
        said = said_here(
            "selftest", *chosen, "--workers", "1", "--output", "out", cwd=tmp_path
        )
        result = result_in(tmp_path / "out")

        assert said.code == 0, said.out
        assert said.lines[0] == (
            "Only a selection was tried: --fault max-age-in-days, --fault max-age-in-min*, "
            "--seeds 0"
        )
        assert "MUST    2 of 2 faults caught under an expected row" in said.lines
        assert said.lines[-1] == "Matrix: out/matrix.html"
        assert [(each.id, each.verdict) for each in result.faults] == [
            ("max-age-in-days", "caught"),
            ("max-age-in-minutes", "caught"),
        ]
        first = result.faults[0]
        assert first.failing == FAULTS["max-age-in-days"].caught_by
        assert (first.area, first.beside, first.whole) == ("max_age", SAMPLE, False)
        assert result.complete
        page = (tmp_path / "out/matrix.html").read_text()
        for words in (*first.failing, first.id, first.summary, "A selection: --fault"):
            assert words in page

    def test_fault_that_nothing_catches(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def harmless(_rules: Rules) -> None:
            pass

        entered = Fault(
            *("harmless", harmless, "Nothing is wrong.", "MUST", (ROW,)),
            *("u-mobile", "0.5.0"),
        )
        faults = MappingProxyType({"harmless": entered})
        for room in ("selftest.trials", "selftest.execution", "reference.provider"):
            monkeypatch.setattr(f"conformance.{room}.FAULTS", faults)
        said = said_here("selftest", "--seeds", "0", "--output", "out", cwd=tmp_path)
        (trial,) = result_in(tmp_path / "out").faults

        assert said.code == 1
        assert said.lines[0] == f"missed    MUST harmless: by {ROW} and all else"
        # What the profile admits fails there, and has caught nothing.
        assert (trial.verdict, trial.whole, trial.others) == ("missed", True, ())
        assert trial.beside > SAMPLE

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (
                ("--fault", "max-age-in-day"),
                ("max-age-in-day", "did you mean max-age-in-days"),
            ),
            (("--fault", "?"), ("no fault matches '?'", "serve --list-faults")),
            (("--output", "taken"), ("taken holds a self-test already", "--output")),
            (("--output", "a-file"), ("a-file can't be written", "--output")),
        ],
    )
    def test_refused(
        self, options: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
    ) -> None:
        (tmp_path / "taken").mkdir()
        (tmp_path / "taken/selftest.json").write_text("{}")
        (tmp_path / "a-file").write_text("")
        assert_refused(said_here("selftest", *options, cwd=tmp_path), *words)

    @pytest.mark.parametrize(
        "option", [("--sample", "0"), ("--workers", "0"), ("--seeds", "-1")]
    )
    def test_numbers_out_of_range(self, option: tuple[str, str], tmp_path: Path) -> None:
        said = said_here("selftest", *option, cwd=tmp_path)
        assert said.code == 2
        assert option[0] in said.err


class TestProcesses:
    """Several processes, and how they end."""

    OPTIONS = ("--fault", "max-age-*", "--seeds", "0", "--workers", "2", "--output", "out")

    def test_interrupted(self, tmp_path: Path) -> None:
        running = start("selftest", "--workers", "2", "--output", "out", cwd=tmp_path)
        wait_until(lambda: len(workers_of(running.pid)) == 2, "the start of two workers")
        workers = workers_of(running.pid)
        running.send_signal(signal.SIGINT)
        said = ended(running)

        assert_clear(said, 130)
        assert said.err == ""
        assert "Interrupted: what was done is kept." in said.lines
        assert not result_in(tmp_path / "out").complete
        wait_until(lambda: not any(map(is_alive, workers)), "the end of the workers")

    def test_killed_worker(self, tmp_path: Path) -> None:
        running = start("selftest", *self.OPTIONS, cwd=tmp_path)
        wait_until(lambda: len(workers_of(running.pid)) == 2, "the start of two workers")
        os.kill(workers_of(running.pid)[0], signal.SIGKILL)
        said = ended(running)

        assert_clear(said, 3)
        assert any("name fewer --workers" in line for line in said.lines)
        assert not result_in(tmp_path / "out").complete

    def test_results_do_not_depend_on_them(self, tmp_path: Path) -> None:
        chosen = ("--fault", "correlator-*", "--sample", "2", "--seeds", "0")
        kept = []
        for number in ("1", "2"):
            options = (*chosen, "--workers", number, "--output", number)
            assert said_here("selftest", *options, cwd=tmp_path).code == 0
            faults = result_in(tmp_path / number).faults
            kept.append([each.model_copy(update={"seconds": 0.0}) for each in faults])

        assert len(kept[0]) == 2
        assert kept[0] == kept[1]


def workers_of(process: int) -> list[int]:
    """Return the processes that it has spawned for work."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [
        int(c) for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()
    ]


def is_alive(process: int) -> bool:
    """Whether a process of another parent is there."""
    return Path(f"/proc/{process}").exists()


def cells(*told: tuple[Level, str]) -> tuple[Cell, ...]:
    """Return cells of a level and an outcome each."""
    return tuple(
        Cell.model_validate({"requirement": f"row-{n}", "level": level, "outcome": outcome})
        for n, (level, outcome) in enumerate(told)
    )


@pytest.mark.parametrize(
    ("level", "expected", "others", "verdict"),
    [
        ("MUST", [("MUST", "failed")], [], "caught"),
        ("MUST", [("MUST", "failed"), ("SHOULD", "passed")], [], "partly"),
        ("MUST", [("MUST", "passed")], [("MUST", "failed")], "elsewhere"),
        ("MUST", [("MUST", "error")], [("MUST", "error")], "missed"),
        ("MUST", [("MUST", "not-testable")], [], "missed"),
        ("SHOULD", [("SHOULD", "failed")], [("SHOULD", "failed")], "caught"),
        ("SHOULD", [("SHOULD", "failed")], [("MUST", "failed")], "overblown"),
        ("MAY", [("MUST", "failed")], [], "overblown"),
    ],
)
def test_verdict_on_a_fault(
    level: Level,
    expected: list[tuple[Level, str]],
    others: list[tuple[Level, str]],
    verdict: str,
) -> None:
    assert verdict_of(level, cells(*expected), cells(*others)) == verdict


def test_fault_that_leaves_no_token_to_be_had() -> None:
    """Its own rows need none; what more could not begin is told."""
    trial = FaultJob("client-assertions-not-known", 0)()

    assert trial.verdict == "caught"
    assert trial.beside == 0
    assert trial.note is not None
    assert "no two-legged token" in trial.note


class Lying(Subject):
    """A provider that is not honest, and whose profile admits one thing truly, one falsely."""

    @contextmanager
    def provided(self, *faults: str) -> Iterator[Profile]:
        admitted = (ROW, "sim-swap.check.success-matches-the-contract")
        until = date.max
        deviations = [Deviation(requirement=r, reason="known", until=until) for r in admitted]
        with super().provided("max-age-in-days") as profile:
            yield profile.model_copy(update={"deviations": deviations})


def test_false_alarms() -> None:
    alarms = HonestJob(Lying(apis=("sim-swap",)), 0)().alarms
    rows = [alarm.partition("/")[0].partition(":")[0] for alarm in alarms]

    assert "sim-swap.check.max-age-defaults-to-240" in rows
    assert "sim-swap.check.success-matches-the-contract" in rows
    assert ROW not in rows


def test_honest_providers() -> None:
    """Every dialect, and CAMARA's own in every release of the APIs and the profile."""
    names = {subject.name for subject in honest_subjects()}

    assert names >= {*DIALECTS, "camara, APIs 1.0.0", "camara-limited, APIs 2.0.0"}
    assert names >= {f"camara, security profile {release}" for release in ("0.3.0", "0.4.0")}
    assert len(names) == len(honest_subjects())


def test_rows_that_can_run() -> None:
    assert ROW in runnable_rows(Subject("camara"))
    rows = runnable_rows(Subject("masstack-v2"))
    assert "number-verification.verify.success-matches-the-contract" in rows
    assert not any("device-phone-number" in row for row in rows)


class TestSample:
    """Samples that change with nothing but what is drawn from."""

    def test_same_names_same_sample(self) -> None:
        names = [f"row-{number}" for number in range(100)]
        assert sample(names, 12, 0) == sample(names, 12, 0)
        assert sample(names, 12, 0) != sample(names, 12, 1)
        assert len(sample(names, 12, 0)) == 12

    def test_one_more_name_moves_one_place(self) -> None:
        names = [f"row-{number}" for number in range(100)]
        for added in range(20):
            before, after = sample(names, 12, 0), sample([*names, f"new-{added}"], 12, 0)
            assert len(set(before) - set(after)) <= 1

    def test_fewer_than_wanted(self) -> None:
        assert sample(["b", "a"], 12, 0) == ["b", "a"]
