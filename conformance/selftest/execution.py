"""The self-test from its options to its result."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import product

from conformance import __version__
from conformance.reference import FAULTS
from conformance.run.errors import Unusable
from conformance.selftest.model import SCHEMA, FaultTrial, HonestRun, Selftest
from conformance.selftest.sampling import sample
from conformance.selftest.subjects import honest_subjects
from conformance.selftest.trials import SAMPLE, FaultJob, HonestJob
from conformance.selftest.workers import Job, Result, carried_out

DEFAULT_SEEDS = 10
_SEED = 0

Watcher = Callable[[Result], None]


@dataclass(frozen=True)
class Settings:
    """What a person can say about a self-test."""

    faults: tuple[str, ...] = ()
    """Globs over ids of faults; none means all."""
    sample: int | None = None
    """How many of those faults; None means all."""
    seeds: int = DEFAULT_SEEDS
    """With how many seeds each honest provider is tried."""
    workers: int = 1

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The options that leave something out, as they are written."""
        told = [f"--fault {glob}" for glob in self.faults]
        if self.sample is not None:
            told.append(f"--sample {self.sample}")
        if self.seeds < DEFAULT_SEEDS:
            told.append(f"--seeds {self.seeds}")
        return tuple(told)


@dataclass(frozen=True)
class Performed:
    """A result, and how the self-test came to its end."""

    result: Selftest
    interrupted: bool = False
    obstacle: str | None = None
    """What else kept it from its end."""


def planned(settings: Settings) -> tuple[Job, ...]:
    """Return the runs of a self-test; `Unusable` for a glob that no fault matches."""
    honest = product(range(settings.seeds), honest_subjects())
    return (
        *(FaultJob(fault, _SEED) for fault in _chosen(settings)),
        *(HonestJob(subject, seed) for seed, subject in honest),
    )


def perform(jobs: Sequence[Job], settings: Settings, watch: Watcher) -> Performed:
    """Carry out the runs and return what came of them; `watch` is called after each."""
    started, results, obstacle = datetime.now(UTC), list[Result](), None
    interrupted = False
    try:
        with closing(carried_out(jobs, settings.workers)) as ready:
            for result in ready:
                results.append(result)
                watch(result)
    except KeyboardInterrupt:
        interrupted = True
    except Unusable as broken:
        obstacle = str(broken)
    assembled = _assembled(jobs, settings, started, results)
    return Performed(assembled, interrupted, obstacle)


def _assembled(
    jobs: Sequence[Job], settings: Settings, started: datetime, results: Sequence[Result]
) -> Selftest:
    """Return the result, its parts in the catalogue's order whoever was ready first."""
    faults = {each.id: each for each in results if isinstance(each, FaultTrial)}
    honest = [each for each in results if isinstance(each, HonestRun)]
    subjects = [each.name for each in honest_subjects()]
    return Selftest(
        schema=SCHEMA,
        suite=__version__,
        started_at=started,
        finished_at=datetime.now(UTC),
        complete=len(results) == len(jobs),
        selection=settings.narrowing,
        seed=_SEED,
        seeds=settings.seeds,
        workers=settings.workers,
        sample=SAMPLE,
        planned=len(jobs),
        faults=tuple(faults[name] for name in FAULTS if name in faults),
        honest=tuple(sorted(honest, key=lambda run: (subjects.index(run.subject), run.seed))),
    )


def _chosen(settings: Settings) -> Iterable[str]:
    for glob in settings.faults:
        if not any(fnmatchcase(fault, glob) for fault in FAULTS):
            raise Unusable(_no_match(glob))
    globs = settings.faults or ("*",)
    chosen = [fault for fault in FAULTS if any(fnmatchcase(fault, glob) for glob in globs)]
    return chosen if settings.sample is None else sample(chosen, settings.sample, _SEED)


def _no_match(glob: str) -> str:
    near = get_close_matches(glob, FAULTS, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see `serve --list-faults`"
    return f"no fault matches {glob!r}: {hint}"
