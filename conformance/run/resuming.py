"""What an earlier run left in its folder, and whether it can be gone on with."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance import __version__
from conformance.exchanges import Finding, Judgements
from conformance.plan import PlannedCase
from conformance.report.journal import (
    ExchangeRecord,
    Plan,
    RunRecord,
    has_records,
    read_journal,
)
from conformance.report.kept import Kept
from conformance.report.model import Case
from conformance.report.reading import JOURNAL_NAME
from conformance.run import planned
from conformance.run.errors import Unusable
from conformance.run.options import Options
from conformance.run.selection import Prepared
from conformance.scenarios.session import Session
from conformance.target.redaction import redactor_of

# How fast a run goes changes nothing that it reports.
_PACE = frozenset({"rate", "workers"})
# What the redactor puts in a secret's place; numbers beyond these nine digits are not its own.
_PLACEHOLDER = re.compile(r"<([A-Za-z][A-Za-z_ ]*) ([0-9]{1,9})>")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Earlier:
    """A run that can be gone on with: its head, its plan, and the cases that are done."""

    folder: Path
    head: RunRecord
    plan: Plan = field(repr=False)
    done: frozenset[str] = field(repr=False)
    """Ids of the cases that are not carried out again."""
    selected: frozenset[str] | None = field(repr=False)
    """Ids of the cases that -k and -m left, None where they left all, or it is not known."""
    ended: bool
    """Whether it came to its end, be it that something kept it from all of its cases."""

    @property
    def options(self) -> Options:
        """What the run was told, its folder being where it lies now."""
        return replace(planned.options_of(self.head.options), output=self.folder)

    def with_pace(self, given: Mapping[str, Any]) -> Options:
        """Return the options, those taken over that say how fast to go.

        `given` are the options that a person wrote. Raises `Unusable` for any that say
        otherwise than the run was told.
        """
        told = self.options
        for name, value in given.items():
            if name not in _PACE and value != getattr(told, name):
                raise Unusable(
                    f"{self.folder} is a run {_said(name, getattr(told, name))}: leave the "
                    "option out to go on with it, or run again"
                )
        pace = {name: value for name, value in given.items() if name in _PACE}
        return replace(told, **pace)

    def left(self, prepared: Prepared) -> tuple[PlannedCase, ...]:
        """Return the cases that are still to be carried out.

        Raises `Unusable` where the suite, the profile, the contracts, the target or the plan
        are not those of the run.
        """
        for problem in self._differences(prepared):
            raise Unusable(f"{self.folder} can't be gone on with: {problem}; run again")
        return tuple(case for case in prepared.cases if self._is_left(case.id))

    def brief(self, session: Session) -> None:
        """Tell a session what the run has found out so far."""
        last, counts = 0, Counter[str]()
        for record in read_journal(self.folder / JOURNAL_NAME):
            if isinstance(record, ExchangeRecord):
                exchange = record.exchange
                last = max(last, exchange.n)
                session.observer.note(exchange.n, exchange.operation, _judgements(record))
                for kind, number in _PLACEHOLDER.findall(exchange.model_dump_json()):
                    counts[kind] = max(counts[kind], int(number))
        session.recorder.go_on_after(last)
        session.recorder.redactor.continue_from(counts)

    def _is_left(self, case: str) -> bool:
        wanted = self.selected is None or case in self.selected
        return wanted and case not in self.done

    def _differences(self, prepared: Prepared) -> Iterator[str]:
        if self.head.suite.version != __version__:
            yield f"release {self.head.suite.version} began it, this is {__version__}"
        if self.head.profile.sha256 != prepared.profile.sha256:
            yield f"the profile {self.head.profile.name} has changed since"
        redactor = redactor_of(prepared.profile)
        target = planned.target_of(prepared, redactor)
        for then, now in zip_longest(self.head.target.apis, target.apis):
            if then is None or now is None or then.api != now.api:
                yield "it was about other APIs"
            elif then.contract_sha256 != now.contract_sha256:
                yield f"the contract of {now.api} ({now.contract}) has changed since"
            elif without_local_port(then.base_url) != without_local_port(now.base_url):
                yield f"{now.api} was at {then.base_url}, and now is at {now.base_url}"
        yield from self._planned_otherwise(planned.plan_of(prepared, redactor))

    def _planned_otherwise(self, now: Plan) -> Iterator[str]:
        if now == self.plan:
            return
        then_cases, now_cases = _cases(self.plan), _cases(now)
        for case in then_cases.keys() | now_cases.keys():
            if then_cases.get(case) != now_cases.get(case):
                yield f"{case} is planned otherwise by now (test lines age)"
        yield "its requirements or deviations are others by now"


def earlier_run(folder: Path) -> Earlier:
    """Return what a run left in its folder.

    Raises `ReportError` for a journal that is no run's, and `Unusable` for a folder without
    one and for a run that was killed before it had recorded anything.
    """
    journal = folder / JOURNAL_NAME
    if not journal.exists():
        raise Unusable(
            f"{folder} holds no {JOURNAL_NAME}: name the folder of a run that did not finish"
        )
    if not has_records(journal):
        raise Unusable(
            f"{folder}: the run was killed before it had recorded anything: run again with "
            f"--output {folder}"
        )
    kept = Kept(journal)
    return Earlier(
        folder=folder,
        head=kept.head,
        plan=kept.plan,
        done=kept.done,
        selected=kept.selected,
        ended=kept.end is not None and kept.end.complete,
    )


def _cases(plan: Plan) -> dict[str, Case]:
    return {case.id: case for row in plan.requirements for case in row.cases}


def _judgements(record: ExchangeRecord) -> Judgements:
    findings = (Finding(f.requirement, f.operation, f.message) for f in record.findings)
    return Judgements(record.judged, tuple(findings))


def without_local_port(url: str) -> str:
    """Return a URL to compare: the embedded provider is at another port in every run."""
    parts = urlsplit(url)
    return parts.path if parts.hostname in _LOOPBACK else url


def _option(name: str) -> str:
    flags = {"keyword": "-k", "marks": "-m", "apis": "--api", "requirements": "--requirement"}
    return flags.get(name, f"--{name.replace('_', '-')}")


def _said(name: str, value: object) -> str:
    if not value:
        return f"without {_option(name)}"
    said = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"with {_option(name)} {said}"
