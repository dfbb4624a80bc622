"""Lets pytest carry out planned cases: one item a case, one outcome an item."""

import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from conformance.findings import in_plain_words
from conformance.outcomes import INTERRUPTED, CaseResult, Outcome
from conformance.plan import PlannedCase
from conformance.scenarios.requirement import ALONE, LONG
from conformance.scenarios.session import Session
from conformance.scenarios.waits import TAKES_TIME
from conformance.target.answers import UnexpectedAnswer
from conformance.target.errors import NotOffered, NotTestable, TargetError, TargetUnreachable

SESSION = pytest.StashKey[Session]()

# A target that refuses this many connections in a row has gone away, and each further case
# would only wait for its time-outs.
_UNREACHABLE_IN_A_ROW = 3
_LONGEST_REASON = 2_000


class CaseFailed(AssertionError):
    """A case failed; the words are redacted."""


class CaseBroken(Exception):
    """A case could not be carried out; the words are redacted."""


class ConformancePlugin:
    """Parametrizes the tests with the session's cases and reports what becomes of them."""

    def __init__(self, session: Session, on_result: Callable[[CaseResult], None]) -> None:
        self._session = session
        self._on_result = on_result
        self._on_absence: Callable[[str | None], None] = self.count_absence
        self._tell: Callable[[str], str] = self._redacted
        self._outcome: tuple[Outcome, str | None] = ("passed", None)
        self._unreachable = 0
        self.gave_up: str | None = None
        self.uncollected: list[str] = []
        self.selected: tuple[PlannedCase, ...] = ()

    def speak_through(
        self,
        on_result: Callable[[CaseResult], None],
        on_absence: Callable[[str | None], None],
    ) -> None:
        """Hand everything on as it is, to the process that redacts and decides."""
        self._on_result, self._on_absence, self._tell = on_result, on_absence, str

    def report(self, result: CaseResult) -> None:
        """Take over a result of another process, its reason not yet redacted."""
        reason = None if result.reason is None else self._redacted(result.reason)
        self._on_result(replace(result, reason=reason))

    def count_absence(self, reason: str | None) -> None:
        """Give up a target that could not be reached several times in a row.

        None is an error of another sort.
        """
        self._unreachable = self._unreachable + 1 if reason is not None else 0
        if self._unreachable >= _UNREACHABLE_IN_A_ROW:
            self.gave_up = self._redacted(f"the target stopped answering: {reason}")

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hand the session to the fixtures."""
        config.stash[SESSION] = self._session
        if not config.pluginmanager.has_plugin("terminalreporter"):
            # Nobody reads pytest's tracebacks then, and they cost more than the failed case.
            config.option.tbstyle = "no"
        config.addinivalue_line("markers", "requirement(*ids): the rows that a test carries")
        config.addinivalue_line("markers", f"{TAKES_TIME}: begun first, judged late")
        config.addinivalue_line("markers", f"{ALONE}(requests): no other test beside it")
        config.addinivalue_line("markers", f"{LONG}: begun before shorter ones")

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Pass over a module that names no requirement of the run: it only costs time."""
        if not collection_path.name.startswith("test_"):
            return None
        text = collection_path.read_text("utf-8")
        wanted = {case.requirement.id for case in self._session.cases}
        return None if any(f'"{identifier}"' in text for identifier in wanted) else True

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make one item of each planned case of the requirements that a test carries."""
        mark = metafunc.definition.get_closest_marker("requirement")
        if mark is None:
            return
        cases = [case for case in self._session.cases if case.requirement.id in mark.args]
        metafunc.parametrize("case", [_parameter(case) for case in cases])

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out tests without a case; put what judges all exchanges last."""
        items[:] = [item for item in items if _case(item) is not None]
        items.sort(key=_turn)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module of ours that can't even be read: a run without it proves nothing."""
        if report.failed:
            self.uncollected.append(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which cases `-k` and `-m` left."""
        self.selected = tuple(planned(item) for item in session.items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Let what takes seconds begin before anything else."""
        if not session.config.option.collectonly:
            slow = (item for item in session.items if item.get_closest_marker(TAKES_TIME))
            self._session.waits.begin(self._session, map(planned, slow))
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Carry out one case and report it."""
        case = planned(item)
        # What holds if nothing below gets to say otherwise: Ctrl-C came first.
        self._outcome, started = ("error", INTERRUPTED), time.perf_counter()
        own: list[int] = []
        try:
            with self._session.recorder.under(case.id) as own:
                return (yield)
        finally:
            seconds = round(time.perf_counter() - started, 6)
            self._report(case, seconds, tuple(own))
            if self.gave_up is not None:
                item.session.shouldstop = self.gave_up

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        """Judge how a test ends, and let only redacted words of it go further.

        What leaves here is shown by any reporter that plain pytest is run with.
        """
        try:
            result = yield
        except (NotOffered, NotTestable) as missing:
            self._skip(missing)
        except AssertionError as error:
            self._fail(error)
        except Exception as error:
            self._on_absence(self._absence(error))
            self._outcome = ("error", self._tell(_broken(error)))
            raise CaseBroken(self._outcome[1]) from None
        self._outcome = ("passed", None)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self) -> Generator[None, object, object]:
        """Judge what a fixture finds out as if the test had."""
        try:
            return (yield)
        except (NotOffered, NotTestable) as missing:
            self._skip(missing)
        except UnexpectedAnswer as error:
            self._fail(error)
        except (CaseFailed, CaseBroken):
            raise
        except Exception as error:
            raise CaseBroken(self._tell(_broken(error))) from None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note the outcome of a case that never came to its test."""
        report = yield
        withheld = planned(item).withheld
        if withheld is not None:
            self._outcome = (withheld.outcome, withheld.reason)
        elif call.when == "setup" and call.excinfo is not None:
            self._note_broken_setup(call.excinfo)
        return report

    def _report(self, case: PlannedCase, seconds: float, own: tuple[int, ...]) -> None:
        outcome, reason = self._outcome
        numbers = self._session.waits.exchanges(case.id) + own + self._proofs(case, outcome)
        self._on_result(
            CaseResult(case.id, case.requirement.id, outcome, reason, seconds, numbers)
        )

    def _note_broken_setup(self, raised: pytest.ExceptionInfo[BaseException]) -> None:
        if not raised.errisinstance((CaseFailed, pytest.skip.Exception)):
            self._outcome = ("error", self._tell(str(raised.value)))

    def _skip(self, missing: NotOffered | NotTestable) -> NoReturn:
        outcome: Outcome = "not-offered" if isinstance(missing, NotOffered) else "not-testable"
        reason = self._tell(str(missing))
        self._outcome = (outcome, reason)
        pytest.skip(reason)

    def _fail(self, error: AssertionError) -> NoReturn:
        self._outcome = ("failed", self._tell(in_plain_words(_first_lines(error))))
        raise CaseFailed(self._outcome[1]) from None

    def _redacted(self, text: str) -> str:
        return self._session.recorder.redactor.text(text)[:_LONGEST_REASON]

    def _proofs(self, case: PlannedCase, outcome: Outcome) -> tuple[int, ...]:
        if case.requirement.carried_by != "exchange" or outcome != "failed":
            return ()
        findings = self._session.observer.findings(case.requirement.id, case.operation_id)
        return tuple(finding.exchange for finding in findings)

    def _absence(self, error: Exception) -> str | None:
        # One whose authorization server alone is away still has cases that need no token.
        away = isinstance(error, TargetUnreachable) and error.host in self._session.api_hosts
        return str(error) if away else None


def _parameter(case: PlannedCase) -> Any:
    if case.withheld is None:
        return pytest.param(case, id=case.id)
    reason = f"{case.withheld.outcome}: {case.withheld.reason}"
    return pytest.param(case, id=case.id, marks=pytest.mark.skip(reason=reason))


def _turn(item: pytest.Item) -> int:
    """Put what takes seconds after all else but what judges every exchange."""
    if planned(item).requirement.carried_by == "exchange":
        return 2
    return 0 if item.get_closest_marker(TAKES_TIME) is None else 1


def _case(item: pytest.Item) -> PlannedCase | None:
    callspec = getattr(item, "callspec", None)
    case = callspec.params.get("case") if callspec is not None else None
    return case if isinstance(case, PlannedCase) else None


def planned(item: pytest.Item) -> PlannedCase:
    """Return the case that an item carries out."""
    case = _case(item)
    if case is None:
        raise LookupError(f"{item.nodeid} is no planned case")
    return case


def _broken(error: Exception) -> str:
    if isinstance(error, TargetError):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"the suite broke at {where}: {type(error).__name__}: {error}"


def _first_lines(error: AssertionError) -> str:
    return "\n".join(str(error).splitlines()[:6])
