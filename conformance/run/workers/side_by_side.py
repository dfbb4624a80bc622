"""Carries out the cases of a run side by side, in place of pytest's own loop."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import ceil
from time import monotonic

import pytest

from conformance.outcomes import CaseResult
from conformance.profile.model import Profile
from conformance.run.workers.crew import Crew, Member, at_work, can_fork
from conformance.run.workers.preparation import Preparation
from conformance.run.workers.turns import Turns, is_generated
from conformance.run.workers.worker import Done
from conformance.scenarios.plugin import ConformancePlugin, planned
from conformance.scenarios.session import Session

# Processes of their own cost what so many cases do.
_FEW = 8
# A process that is silent for so long waits for a user: an answer that takes longer keeps its
# slot, and more processes than slots would only stand in each other's way.
_SILENT_SECONDS = 2.0
_TICK_SECONDS = 0.1
# Processes for each request that may be on its way: the others wait, for users mostly.
_PROCESSES_A_SLOT = 2
# More workers than leave in so many seconds would only wait for their turns, and the codes
# and requests that they hold would grow old meanwhile.
_SECONDS_OF_TURNS = 2.0


def workers_for(profile: Profile, wanted: int, requests_per_second: float) -> int:
    """Return how many requests may be on their way at a time.

    One where a person answers, who does one thing at a time, and where the machine can't
    fork; never more than the rate keeps busy.
    """
    if why_one(profile) is not None:
        return 1
    return max(1, min(wanted, ceil(requests_per_second * _SECONDS_OF_TURNS)))


def why_one(profile: Profile) -> str | None:
    """Say why one worker does it all, whatever is asked for; None where several may."""
    if not can_fork():
        return "this system can't fork workers"
    return "a person answers for a test line" if takes_a_person(profile) else None


def takes_a_person(profile: Profile) -> bool:
    """Whether somebody at the terminal answers for a test line."""
    settings = profile.authorization
    by_code = settings is not None and settings.authorization_code.by_hand
    return by_code or any(line.approval == "manual" for line in profile.subscribers)


class SideBySide:
    """A plugin of pytest whose loop gives each item to the next process that is free.

    What judges every exchange waits for all others, and is carried out in this process.
    """

    def __init__(self, session: Session, plugin: ConformancePlugin, workers: int) -> None:
        self._session = session
        self._plugin = plugin
        self._workers = workers
        self._preparation = Preparation(session, ())
        # Those forked before the generators were prepared; None until they have been.
        self._early: frozenset[int] | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Carry out all items; leaves it to pytest where there is nothing to carry out."""
        last = [item for item in session.items if _judges_all(item)]
        before = [item for item in session.items if not _judges_all(item)]
        to_do = sum(planned(item).withheld is None for item in before)
        if session.testsfailed or session.config.option.collectonly or to_do <= _FEW:
            return None
        self._carry_out(before)
        for item in last if self._plugin.gave_up is None else ():
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return True

    def _carry_out(self, items: list[pytest.Item]) -> None:
        self._session.target.shared.share()
        self._preparation = Preparation(self._session, _apis_to_prepare(items))
        turns = Turns(items, self._workers)
        crew = Crew(
            self._session,
            self._plugin,
            items,
            finished=lambda item, done: self._finished(turns, item, done),
            lost=lambda item, how: self._lost(turns, item, how),
        )
        with at_work(crew) as stop_if_told:
            try:
                self._hand_out(turns, crew)
                self._early = frozenset(member.pid for member in crew.members)
                self._preparation.begin()
                while (turns or crew.busy) and self._plugin.gave_up is None:
                    self._hand_out(turns, crew)
                    crew.listen(_TICK_SECONDS)
                    stop_if_told()
            finally:
                self._preparation.stop()

    def _hand_out(self, turns: Turns, crew: Crew) -> None:
        while turns and (member := crew.idle or self._another(crew)) is not None:
            prepared = self._early is not None and self._preparation.over
            item = turns.take(generated=prepared)
            if item is None:
                return
            crew.assign(self._fit(crew, member, item), item)

    def _fit(self, crew: Crew, member: Member, item: pytest.Item) -> Member:
        """Return a process that knows of the generators, where an item takes them."""
        if not is_generated(item) or member.pid not in (self._early or ()):
            return member
        with suppress(OSError):  # the machine has none to give: this one is only slower
            fresh = crew.enlist()
            crew.retire(member)
            return fresh
        return member

    def _another(self, crew: Crew) -> Member | None:
        """Return one more process where there may be one, or one only waits."""
        if not self._preparation.over:
            return None
        there, most = len(crew.members), self._workers * _PROCESSES_A_SLOT
        if there >= self._workers:
            waiting = sum(monotonic() - each.heard_at > _SILENT_SECONDS for each in crew.busy)
            relieved = there < most and there - waiting < self._workers
            if not relieved or not self._session.target.pacer.has_room:
                return None
        try:
            return crew.enlist()
        except OSError:
            if not crew.members:
                raise
            return None

    def _finished(self, turns: Turns, item: pytest.Item, done: Done) -> None:
        turns.give_back(item)
        for absence in done.absences:
            self._plugin.count_absence(absence)
        self._plugin.report(done.result)

    def _lost(self, turns: Turns, item: pytest.Item, how: str) -> None:
        turns.give_back(item)
        case = planned(item)
        result = CaseResult(case.id, case.requirement.id, "error", how, 0.0, ())
        self._plugin.report(replace(result, exchanges=self._session.waits.exchanges(case.id)))


def _judges_all(item: pytest.Item) -> bool:
    return planned(item).requirement.carried_by == "exchange"


def _apis_to_prepare(items: Sequence[pytest.Item]) -> Sequence[str]:
    cases = [planned(item) for item in items if is_generated(item)]
    carried_out = [case.api for case in cases if case.withheld is None]
    return tuple(dict.fromkeys(carried_out)) if len(carried_out) > 1 else ()
