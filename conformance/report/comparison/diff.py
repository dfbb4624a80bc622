"""What changed between two runs: requirement by requirement, deviation by deviation.

What newly fails is what a pipeline stops for: a requirement that failed in the newer run and
not in the older, or one whose cases passed in the older run and fail in the newer. A SHOULD
counts with `strict` only, as it does in a run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.report.model import Api, Deviation, Report, Requirement
from conformance.report.views import Standing, own_standing, reasons


@dataclass(frozen=True)
class Changed:
    """A requirement that stands otherwise than before; None where a run does not hold it."""

    id: str
    before: Standing | None
    now: Standing | None
    reason: str | None
    """Why it is not passed now, if told."""
    cases: tuple[str, ...] = ()
    """Its cases that passed before and fail now, where it failed before already."""


@dataclass(frozen=True)
class DeviationChange:
    """A deviation that came, went, or is worth something else now."""

    id: str
    before: Deviation | None
    now: Deviation | None

    @property
    def ran_out(self) -> bool:
        """Whether it excused before and is past its date now."""
        past = self.now is not None and self.now.state == "expired"
        return past and (self.before is None or self.before.state != "expired")


@dataclass(frozen=True)
class Fact:
    """Something about the runs themselves that is not the same: the two may not compare."""

    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Difference:
    """All that changed from one run to another."""

    facts: tuple[Fact, ...]
    changed: tuple[Changed, ...]
    deviations: tuple[DeviationChange, ...]

    def standing_now(self, standing: Standing) -> list[Changed]:
        """Return what stands so now, and did not before."""
        return [each for each in self.changed if each.now == standing]

    def newly_failing(self, *, strict: bool = False) -> list[Changed]:
        """Return what fails now and did not before; with `strict`, warnings too."""
        failing = {"failed", "warning"} if strict else {"failed"}
        return [each for each in self.changed if each.now in failing]

    @property
    def only_before(self) -> list[Changed]:
        """Requirements that the newer run does not hold."""
        return [each for each in self.changed if each.now is None]

    @property
    def only_now(self) -> list[Changed]:
        """Requirements that the older run does not hold."""
        return [each for each in self.changed if each.before is None]


def difference(old: Report, new: Report) -> Difference:
    """Compare two runs; requirements are in the order of the newer, then of the older."""
    before, now = _by_id(old), _by_id(new)
    identifiers = (*now, *(each for each in before if each not in now))
    pairs = [(each, before.get(each), now.get(each)) for each in identifiers]
    changed = (_changed(*pair) for pair in pairs)
    return Difference(
        tuple(_facts(old, new)),
        tuple(each for each in changed if each is not None),
        tuple(_deviations(pairs)),
    )


def _by_id(report: Report) -> Mapping[str, Requirement]:
    return {row.id: row for row in report.requirements}


def _changed(
    identifier: str, before: Requirement | None, now: Requirement | None
) -> Changed | None:
    was = own_standing(before) if before is not None else None
    stands = own_standing(now) if now is not None else None
    worse = _worse_cases(before, now) if stands in ("failed", "warning") else ()
    if was == stands and not worse:
        return None
    told = reasons(now) if now is not None and stands != "passed" else []
    return Changed(identifier, was, stands, told[0] if told else None, worse)


def _worse_cases(before: Requirement | None, now: Requirement | None) -> tuple[str, ...]:
    """Return the cases that passed and now fail: a requirement can fail twice as much."""
    if before is None or now is None or own_standing(before) != own_standing(now):
        return ()
    passed = {case.id for case in before.cases if case.outcome == "passed"}
    return tuple(c.id for c in now.cases if c.outcome == "failed" and c.id in passed)


def _deviations(
    pairs: list[tuple[str, Requirement | None, Requirement | None]],
) -> Iterator[DeviationChange]:
    for identifier, before, now in pairs:
        was = before.deviation if before is not None else None
        stands = now.deviation if now is not None else None
        if was != stands:
            yield DeviationChange(identifier, was, stands)


def _facts(old: Report, new: Report) -> Iterator[Fact]:
    """Name first what makes two runs differ besides the target's behaviour."""
    told = {
        "suite": (_suite(old), _suite(new)),
        "profile": (old.profile.name, new.profile.name),
        "profile's digest": (old.profile.sha256[:12], new.profile.sha256[:12]),
        "environment": (old.profile.environment, new.profile.environment),
        "operator": (old.target.operator or "none", new.target.operator or "none"),
        "selection": (_selection(old), _selection(new)),
        "finished": (_finished(old), _finished(new)),
    }
    yield from (Fact(what, *pair) for what, pair in told.items() if pair[0] != pair[1])
    yield from _api_facts(old, new)
    if old.verdict != new.verdict:
        yield Fact("verdict", old.verdict, new.verdict)


def _api_facts(old: Report, new: Report) -> Iterator[Fact]:
    before = {api.api: api for api in old.target.apis}
    now = {api.api: api for api in new.target.apis}
    for name in dict.fromkeys((*before, *now)):
        was, stands = _measure(before.get(name)), _measure(now.get(name))
        for what in was:
            if was[what] != stands[what]:
                yield Fact(f"{name}, {what}", was[what], stands[what])


def _measure(api: Api | None) -> dict[str, str]:
    if api is None:
        return {"release": "not tested", "contract": "none", "base URL": "none"}
    return {
        "release": api.release,
        "contract": f"{api.contract} {api.contract_sha256[:12]}",
        "base URL": api.base_url,
    }


def _suite(report: Report) -> str:
    return f"{report.suite.name} {report.suite.version}"


def _selection(report: Report) -> str:
    return ", ".join(report.selection.options) if report.selection else "everything"


def _finished(report: Report) -> str:
    return "yes" if report.complete else "no"
