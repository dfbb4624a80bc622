"""Carries out a prepared run and leaves its folder behind."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic

import pytest

from conformance.outcomes import CaseResult
from conformance.plan import PlannedCase
from conformance.profile import Profile
from conformance.report.journal import EndRecord, RunRecord, SelectionRecord, has_records
from conformance.report.model import Report
from conformance.report.reading import FILE_NAME, JOURNAL_NAME
from conformance.run import assembly, planned
from conformance.run.errors import NothingSelected, Unusable, breakdown
from conformance.run.finishing import write_until
from conformance.run.keeping import RunJournal
from conformance.run.options import Options
from conformance.run.probes.preflight import first_obstacle
from conformance.run.probes.static_answers import withhold_static
from conformance.run.resuming import Earlier
from conformance.run.selection import Prepared
from conformance.run.workers.preparation import imports_beside
from conformance.run.workers.side_by_side import SideBySide, workers_for
from conformance.scenarios.plugin import ConformancePlugin
from conformance.scenarios.session import Generation, Limits, Session
from conformance.target.redaction import Redactor
from conformance.verdict import ExitCode

# By their paths: beside the names of packages, pytest loads the conftest.py of the folder that
# it is started in, which belongs to somebody else.
_PACKAGE = Path(__file__).parent.parent
_SCENARIOS = tuple(str(_PACKAGE / name) for name in ("scenarios", "properties"))
_PYTEST_INI = Path(__file__).with_name("pytest.ini")
# Ctrl-C has to end a run within two seconds: what takes long is begun within so many.
_SOON_SECONDS = 0.8

Watcher = Callable[[CaseResult], None]


@dataclass(frozen=True)
class Finished:
    """A run's report, its folder, and what the command line ends with."""

    report: Report
    folder: Path
    exit_code: ExitCode
    began: bool
    """Whether a case was carried out; if not, the verdict's sentence says why."""
    left_out: tuple[str, ...] = ()
    """Formats that an interrupted run had no time for; `report` writes them."""


def execute(
    prepared: Prepared, options: Options, watch: Watcher, earlier: Earlier | None = None
) -> Finished:
    """Run, write journal and report, and return them; `watch` is called after each case.

    What an earlier run left undone is done in its folder. Raises `Unusable` where the folder
    can't be written, `NothingSelected` where `-k` or `-m` leave no case or are no
    expressions. An interrupted run returns what was done, with exit code 130.
    """
    if earlier is not None:
        return _resumed(prepared, options, watch, earlier)
    folder = new_folder(options.output, prepared.profile)
    session = open_session(prepared, options)
    plan = planned.plan_of(prepared, session.recorder.redactor)
    head = partial(planned.head, prepared, options, plan=plan)
    try:
        ended = _recorded(head, options, session, folder, watch)
    except NothingSelected:
        _forget(folder)
        raise
    finally:
        session.close()
    return _finished(folder, ended)


def _resumed(
    prepared: Prepared, options: Options, watch: Watcher, earlier: Earlier
) -> Finished:
    left = replace(prepared, cases=earlier.left(prepared))
    if not left.cases and earlier.ended:
        return _finished(earlier.folder, Ended(()))
    session = open_session(left, options)
    earlier.brief(session)
    head = partial(planned.head, prepared, options, plan=None)
    try:
        ended = _recorded(head, options, session, earlier.folder, watch, earlier.done)
    finally:
        session.close()
    return _finished(earlier.folder, ended)


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
    if has_records(folder / JOURNAL_NAME):
        raise Unusable(
            f"{folder} holds a run already: name another folder, or move it away; "
            f"run --resume {folder} goes on with it"
        )
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
    head: Callable[[datetime, Redactor], RunRecord],
    options: Options,
    session: Session,
    folder: Path,
    watch: Watcher,
    done: frozenset[str] = frozenset(),
) -> Ended:
    """Run, with a journal of everything; `done` are the cases of an earlier run."""
    first = head(datetime.now(UTC), session.recorder.redactor)
    with RunJournal(folder / JOURNAL_NAME, first) as journal:
        # Of an earlier part of the run: after a kill, `report` must not take it for the whole.
        (folder / FILE_NAME).unlink(missing_ok=True)
        session.observer.listen(journal.write_exchange)
        if options.shard is not None and not done:
            journal.write(SelectionRecord(cases=tuple(each.id for each in session.cases)))

        def keep(result: CaseResult) -> None:
            journal.write(assembly.case_record(result))
            watch(result)

        ended = _carried_out(session, options, keep, resumed=bool(done))
        if len(ended.selected) < len(session.cases):
            selected = (*sorted(done), *(case.id for case in ended.selected))
            journal.write(SelectionRecord(cases=selected))
        if not ended.interrupted:
            journal.write(_end(ended))
    return ended


def _carried_out(session: Session, options: Options, keep: Watcher, *, resumed: bool) -> Ended:
    if not session.cases:
        return Ended(())
    try:
        return carry_out(session, options, keep)
    except NothingSelected:
        if not resumed:
            raise
        # All that -k and -m leave was done before the kill.
        return Ended(())


def _end(ended: Ended) -> EndRecord:
    return EndRecord(
        finished_at=datetime.now(UTC), complete=ended.orderly, obstacle=ended.obstacle
    )


def open_session(prepared: Prepared, options: Options) -> Session:
    """Return the session of a prepared run; close it when the run is over."""
    generation = Generation(options.seed, options.max_examples)
    limits = prepared.profile.effective_limits
    rate = options.rate or limits.requests_per_second
    workers = workers_for(prepared.profile, options.workers or limits.workers, rate)
    # Each shard has numbers of its own, so that they can be put together unchanged.
    numbers = (options.shard.index, options.shard.count) if options.shard else (1, 1)
    return Session(
        prepared.profile,
        prepared.contracts,
        prepared.cases,
        generation,
        Limits(rate, workers, *numbers),
        selected=options.selective,
    )


def carry_out(session: Session, options: Options, keep: Watcher) -> Ended:
    """Run the session's cases; `keep` gets each result as soon as it is there.

    Raises `NothingSelected` for a pytest expression that is none, or that fits no case.
    """
    try:
        with imports_beside(session.cases):
            obstacle = first_obstacle(session)
            static = withhold_static(session) if obstacle is None else None
    except KeyboardInterrupt:
        return Ended(session.cases, interrupted=True)
    if obstacle is not None:
        return Ended(session.cases, obstacle=obstacle, began=False)
    plugin, broke = ConformancePlugin(session, keep), Breakdown()
    workers = session.target.pacer.at_a_time
    beside = [SideBySide(session, plugin, workers)] if workers > 1 else []
    try:
        code = pytest.main(_arguments(options), plugins=[plugin, broke, *beside])
    except KeyboardInterrupt:  # a second one, on the way out
        return Ended(plugin.selected or session.cases, interrupted=True)
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
    return [*arguments, *_SCENARIOS]


def _finished(folder: Path, ended: Ended) -> Finished:
    until = monotonic() + _SOON_SECONDS if ended.interrupted else inf
    try:
        report, code, left_out = write_until(until, folder)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"interrupted while the report was written: {folder / JOURNAL_NAME} holds all "
            f"that was recorded; run --resume {folder} goes on with it"
        ) from None
    ends_with = ExitCode.INTERRUPTED if ended.interrupted else code
    return Finished(report, folder, ends_with, ended.began, left_out)
