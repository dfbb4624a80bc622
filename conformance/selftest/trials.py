"""One run of the self-test: a faulty provider, or the honest one; what to make of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from conformance.outcomes import Outcome
from conformance.reference import FAULTS, Fault
from conformance.run.errors import breakdown
from conformance.run.options import Options
from conformance.selftest.model import Cell, FaultTrial, HonestRun, Level, Verdict
from conformance.selftest.sampling import sample
from conformance.selftest.subjects import Subject, runnable_rows, subject_of
from conformance.selftest.suite import Obstructed, Seen, run_profile
from conformance.verdict import judged, outcome_over

SAMPLE = 12
"""Rows that each fault meets besides its own: so many see most collateral failures, and cost
no more than the start of the provider does."""


@dataclass(frozen=True)
class FaultJob:
    """A fault to be tried."""

    fault: str
    seed: int

    def __call__(self) -> FaultTrial:
        """Run the rows that must catch it, until all of them do, in what company it takes."""
        fault, started = FAULTS[self.fault], perf_counter()
        seen, note, rows = list[Seen](), None, fault.caught_by
        for rows in self._selections(fault):
            tried, obstacle = self._tried(fault, rows)
            seen += [tried] if tried else []
            note = note or obstacle
            if all(_fails(seen, row) for row in fault.caught_by):
                break
        expected, others = _cells(fault, seen)
        return FaultTrial(
            id=fault.id,
            area=area_of(fault),
            summary=fault.summary,
            level=fault.level,
            dialect=fault.dialect,
            api_release=fault.api_release,
            security_release=fault.security_release,
            tls=fault.tls,
            verdict=verdict_of(fault.level, expected, others),
            expected=expected,
            others=others,
            beside=len({row for each in seen for row in each.outcomes} - {*fault.caught_by}),
            whole=rows == (),
            requests=sum(each.requests for each in seen),
            seconds=round(perf_counter() - started, 3),
            note=note,
        )

    def _selections(self, fault: Fault) -> Iterator[tuple[str, ...]]:
        """Yield what to run: with a sample of the rest, alone, with all the rest.

        Alone, because some faults leave no token to be had for anything else, and a row that
        judges every answer asks for answers of its own only where it sees none. With all the
        rest, so that what would be missed in a whole run is known, and not only sampled.
        """
        rest = [r for r in runnable_rows(subject_of(fault)) if r not in fault.caught_by]
        yield (*fault.caught_by, *sample(rest, SAMPLE, f"{self.seed}:{self.fault}"))
        yield fault.caught_by
        yield ()

    def _tried(self, fault: Fault, rows: tuple[str, ...]) -> tuple[Seen | None, str | None]:
        """Return what was seen, or why nothing was: a provider can be too faulty to test."""
        try:
            with subject_of(fault).provided(fault.id) as profile:
                options = Options(requirements=rows, seed=self.seed)
                return run_profile(profile, options), None
        except Obstructed as obstacle:
            return None, str(obstacle)
        except Exception as error:
            return None, breakdown(error)


@dataclass(frozen=True)
class HonestJob:
    """An honest provider to be tried."""

    subject: Subject
    seed: int

    def __call__(self) -> HonestRun:
        """Run everything; whatever is found is a false alarm."""
        started, seen = perf_counter(), None
        try:
            with self.subject.provided() as profile:
                options = Options(apis=self.subject.apis, seed=self.seed)
                seen = run_profile(profile, options)
            alarms = tuple(_alarms(seen))
        except Obstructed as obstacle:
            alarms = (str(obstacle),)
        except Exception as error:
            alarms = (breakdown(error),)
        return HonestRun(
            subject=self.subject.name,
            seed=self.seed,
            requirements=len(seen.outcomes) if seen else 0,
            requests=seen.requests if seen else 0,
            seconds=round(perf_counter() - started, 3),
            alarms=alarms,
        )


def area_of(fault: Fault) -> str:
    """Return the file that a fault stands in."""
    return fault.function.__module__.rpartition(".")[2]


def _fails(seen: Sequence[Seen], row: str) -> bool:
    return any(each.outcomes.get(row) == "failed" for each in seen)


def _cells(fault: Fault, seen: Sequence[Seen]) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Return the rows that must catch a fault, and the others that failed or broke."""
    levels: dict[str, Level] = {}
    outcomes: dict[str, set[Outcome]] = {}
    admitted: set[str] = set()
    for each in seen:
        admitted |= {deviation.requirement for deviation in each.prepared.profile.deviations}
        levels |= {row.id: row.level.value for row in each.prepared.requirements}
        for row, outcome in each.outcomes.items():
            outcomes.setdefault(row, set()).add(outcome)

    def cells(rows: Iterable[str]) -> tuple[Cell, ...]:
        return tuple(
            Cell(
                requirement=row,
                level=levels.get(row),
                outcome=outcome_over(outcomes[row]) if row in outcomes else None,
            )
            for row in rows
        )

    wrong = [row for row, found in outcomes.items() if found & {"failed", "error"}]
    beside = [row for row in wrong if row not in fault.caught_by and row not in admitted]
    return cells(fault.caught_by), cells(beside)


def verdict_of(level: Level, expected: tuple[Cell, ...], others: tuple[Cell, ...]) -> Verdict:
    """Return what became of a fault, by the rows that must catch it and those beside."""
    failed = [each for each in (*expected, *others) if each.outcome == "failed"]
    if not failed:
        return "missed"
    if not any(each.outcome == "failed" for each in expected):
        return "elsewhere"
    if level != "MUST" and any(each.level == "MUST" for each in failed):
        return "overblown"
    return "caught" if all(each.outcome == "failed" for each in expected) else "partly"


def _alarms(seen: Seen) -> Iterator[str]:
    """Yield what fails, breaks or is admitted in vain, but for what the profile admits."""
    deviations = {each.requirement: each for each in seen.prepared.profile.deviations}
    today = datetime.now(UTC).date()
    for row in seen.prepared.requirements:
        outcome = seen.outcomes.get(row.id)
        if outcome is None:
            continue
        found = judged(row.id, row.level.value, outcome, deviations.get(row.id), today)
        if found.deviation_state == "stale":
            yield f"{row.id}: passes, and the profile says that it fails"
        elif outcome in ("failed", "error") and not found.excused:
            yield from _reasons(seen, row.id)


def _reasons(seen: Seen, row: str) -> Iterator[str]:
    reasons: Mapping[str, str | None] = {
        each.case: each.reason
        for each in seen.results
        if each.requirement == row and each.outcome in ("failed", "error")
    }
    for case, reason in reasons.items():
        yield f"{case}: {reason}"
