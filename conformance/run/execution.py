"""Carries out a prepared run and leaves its folder behind."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.outcomes import CaseResult
from conformance.plan import PlannedCase
from conformance.profile import Profile
from conformance.report.model import Report
from conformance.report.reading import JOURNAL_NAME, write_report
from conformance.report.render import render_all
from conformance.run import assembly
from conformance.run.errors import NothingSelected, Unusable, breakdown
from conformance.run.keeping import RunJournal
from conformance.run.options import Options
from conformance.run.preflight import first_obstacle
from conformance.run.selection import Prepared
from conformance.run.static_answers import withhold_static
from conformance.scenarios.plugin import ConformancePlugin
from conformance.scenarios.session import Generation, Session
from conformance.verdict import ExitCode

_SCENARIOS = ("conformance.scenarios", "conformance.properties")
_PYTEST_INI = Path(__file__).with_name("pytest.ini")

Watcher = Callable[[CaseResult], None]


@dataclass(frozen=True)
class Finished:
    """A run's report, its folder, and what the command line ends with."""

    report: Report
    folder: Path
    exit_code: ExitCode
    began: bool
    """Whether a case was carried out; if not, the verdict's sentence says why."""


def execute(prepared: Prepared, options: Options, watch: Watcher) -> Finished:
    """Run, write journal and report, and return them; `watch` is called after each case.

    Raises `Unusable` where the folder can't be written, `NothingSelected` where `-k` or
    `-m` leave no case or are no expressions. An interrupted run returns what was done, with
    exit code 130.
    """
    folder = new_folder(options.output, prepared.profile)
    session = open_session(prepared, options)
    try:
        ended = _recorded(prepared, options, session, folder, watch)
    except NothingSelected:
        _forget(folder)
        raise
    finally:
        session.close()
    return _finished(prepared, options, folder, ended)


@dataclass(frozen=True)
class Ended:
    """How pytest came to its end."""

    selected: tuple[PlannedCase, ...]
    interrupted: bool = False
    obstacle: str | None = None
    began: bool = True
    broken: bool = False

    @property
    def orderly(self) -> bool:
        """Whether it came as far as it should."""
        return not (self.interrupted or self.broken)


class Breakdown:
    """Notes where pytest broke down, and keeps its traceback off the terminal."""

    def __init__(self) -> None:
        self.told: str | None = None

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Take the place of pytest's own message."""
        self.told = breakdown(excinfo.value)
        return True


def new_folder(wanted: Path | None, profile: Profile) -> Path:
    """Make the run's folder; raises `Unusable` for one that holds a run or can't be made."""
    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3]
    folder = wanted or Path("camara-conformance-reports") / f"{profile.name}-{moment}Z"
    if (folder / JOURNAL_NAME).exists():
        raise Unusable(f"{folder} holds a run already: name another folder, or move it away")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / JOURNAL_NAME).touch()
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): name another --output"
        ) from error
    return folder


def _forget(folder: Path) -> None:
    """Take back a folder in which no case was recorded, so that its name is free again."""
    (folder / JOURNAL_NAME).unlink()
    with suppress(OSError):  # it was there before, and holds something else
        folder.rmdir()


def _recorded(
    prepared: Prepared, options: Options, session: Session, folder: Path, watch: Watcher
) -> Ended:
    """Run, with a journal of everything."""
    recorder, now = session.recorder, datetime.now(UTC)
    head = assembly.head(prepared, options, now, recorder.redactor)
    with RunJournal(folder / JOURNAL_NAME, head) as journal:
        recorder.listen(lambda _, kept: journal.write(assembly.exchange_record(kept)))

        def keep(result: CaseResult) -> None:
            journal.write(assembly.case_record(result))
            watch(result)

        ended = carry_out(session, options, keep)
        if ended.orderly:
            journal.write(assembly.end_record(datetime.now(UTC)))
    return ended


def open_session(prepared: Prepared, options: Options) -> Session:
    """Return the session of a prepared run; close it when the run is over."""
    generation = Generation(options.seed, options.max_examples)
    return Session(
        prepared.profile, prepared.contracts, prepared.cases, generation, options.rate
    )


def carry_out(session: Session, options: Options, keep: Watcher) -> Ended:
    """Run the session's cases; `keep` gets each result as soon as it is there.

    Raises `NothingSelected` for a pytest expression that is none, or that fits no case.
    """
    try:
        obstacle = first_obstacle(session)
        static = withhold_static(session) if obstacle is None else None
    except KeyboardInterrupt:
        return Ended(session.cases, interrupted=True)
    if obstacle is not None:
        return Ended(session.cases, obstacle=obstacle, began=False)
    plugin, broke = ConformancePlugin(session, keep), Breakdown()
    code = pytest.main(_arguments(options), plugins=[plugin, broke])
    if plugin.uncollected:
        raise Unusable(
            f"{', '.join(plugin.uncollected)} can't be collected: "
            "this is a fault of the suite, please report it"
        )
    if code == pytest.ExitCode.USAGE_ERROR:
        raise NothingSelected("pytest does not understand the expression given to -k or -m")
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise NothingSelected("no case is left to run: -k or -m fits none of them")
    if code == pytest.ExitCode.INTERNAL_ERROR:
        return Ended(plugin.selected or session.cases, obstacle=broke.told, broken=True)
    interrupted = code == pytest.ExitCode.INTERRUPTED and plugin.gave_up is None
    return Ended(plugin.selected, interrupted, plugin.gave_up or static)


def _arguments(options: Options) -> list[str]:
    arguments = [
        *("-c", str(_PYTEST_INI), "--rootdir", str(_PYTEST_INI.parent.parent)),
        # What else is installed must neither slow a run down nor change it.
        *("--disable-plugin-autoload", "-p", "conformance.scenarios.fixtures"),
        *("-p", "conformance.scenarios.authorization"),
        *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:junitxml"),
        # Both collect garbage several times over to find what no case of ours leaves behind.
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("-p", "no:logging", "-p", "no:warnings", "--capture=no"),
    ]
    if options.keyword is not None:
        arguments += ["-k", options.keyword]
    if options.marks is not None:
        arguments += ["-m", options.marks]
    return [*arguments, "--pyargs", *_SCENARIOS]


def _finished(prepared: Prepared, options: Options, folder: Path, ended: Ended) -> Finished:
    kept = replace(prepared, cases=ended.selected)
    report, code = assembly.report(kept, options, folder / JOURNAL_NAME, ended.obstacle)
    try:
        write_report(report, folder)
        render_all(report, folder)
    except OSError as error:
        raise Unusable(
            f"{folder} can't be written ({error.strerror}): its {JOURNAL_NAME} holds all that "
            "was recorded; make room and run again"
        ) from error
    ends_with = ExitCode.INTERRUPTED if ended.interrupted else code
    return Finished(report, folder, ends_with, began=ended.began)
