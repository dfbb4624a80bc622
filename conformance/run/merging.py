"""Joins the shards of one run into one journal, and so into one report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from conformance.outcomes import Outcome
from conformance.report.journal import (
    CaseRecord,
    EndRecord,
    ExchangeRecord,
    JournalWriter,
    Record,
    RunRecord,
    SelectionRecord,
    has_records,
    read_journal,
)
from conformance.report.kept import Kept
from conformance.report.model import Report
from conformance.report.reading import JOURNAL_NAME
from conformance.run import planned
from conformance.run.errors import Unusable
from conformance.run.finishing import write_from_journal
from conformance.run.options import Options
from conformance.run.resuming import without_local_port
from conformance.run.shards import Shard
from conformance.verdict import ExitCode

# How each shard went about it; all other options must be the same.
_OWN = frozenset({"output", "shard", "workers", "rate", "profile"})
# What a row that every shard has judged comes to: one that fails is enough.
_WORST_FIRST: tuple[Outcome, ...] = (
    *("failed", "error", "passed"),
    *("not-testable", "not-offered"),
)


@dataclass(frozen=True)
class Part:
    """One shard's folder, and what its journal holds."""

    folder: Path
    kept: Kept
    options: Options
    shard: Shard


def merge(folders: Sequence[Path], output: Path) -> tuple[Report, ExitCode]:
    """Join the shards' journals in `output`, and write its report from there.

    Raises `Unusable` where they are not all the shards of one run, or where the folder can't
    be written or holds a run, and `ReportError` for a journal that is of no use.
    """
    parts = [_part(folder) for folder in folders]
    for problem in _problems(parts):
        raise Unusable(problem)
    if has_records(output / JOURNAL_NAME):
        raise Unusable(f"{output} holds a run already: name another folder, or move it away")
    _write(parts, output)
    return write_from_journal(output)


def _part(folder: Path) -> Part:
    kept = Kept(folder / JOURNAL_NAME)
    options = planned.options_of(kept.head.options)
    if options.shard is None:
        raise Unusable(f"{folder} is a whole run: only what --shard made can be merged")
    if kept.end is None or not kept.end.complete:
        raise Unusable(
            f"{folder} (shard {options.shard}) did not finish: go on with it by "
            f"run --resume {folder}, then merge"
        )
    return Part(folder, kept, options, options.shard)


def _problems(parts: Sequence[Part]) -> Iterator[str]:
    first = parts[0]
    for part in parts[1:]:
        for what, here, there in _compared(part, first):
            if here != there:
                yield (
                    f"{part.folder} and {first.folder} are not of one run: {what} is {here} "
                    f"in the one and {there} in the other"
                )
    taken = Counter(part.shard.index for part in parts)
    count = first.shard.count
    for index in (index for index, times in taken.items() if times > 1):
        twice = [str(part.folder) for part in parts if part.shard.index == index]
        yield f"{' and '.join(twice)} are the same shard {index}/{count}: name one of them"
    missing = [f"{index}/{count}" for index in range(1, count + 1) if index not in taken]
    if missing:
        yield f"shard {', '.join(missing)} is missing: name its folder, too"


def _compared(part: Part, first: Part) -> Iterator[tuple[str, Any, Any]]:
    """Yield what has to be the same in both, in words."""
    one, other = part.kept.head, first.kept.head
    yield "the number of shards", part.shard.count, first.shard.count
    yield "the release of the suite", one.suite.version, other.suite.version
    yield "the profile", one.profile.name, other.profile.name
    yield "the profile's SHA-256", one.profile.sha256, other.profile.sha256
    yield "the seed", one.seed, other.seed
    for here, there in zip(one.target.apis, other.target.apis, strict=False):
        yield "the API", here.api, there.api
        yield f"the release of {here.api}", here.release, there.release
        base_urls = [without_local_port(each.base_url) for each in (here, there)]
        yield f"the address of {here.api}", base_urls[0], base_urls[1]
        what = f"the SHA-256 of {here.api}'s contract"
        yield what, here.contract_sha256, there.contract_sha256
    for each in fields(Options):
        if each.name not in _OWN:
            what = f"the option {each.name.replace('_', '-')}"
            yield what, getattr(part.options, each.name), getattr(first.options, each.name)
    only_here, only_there = _only(part, first), _only(first, part)
    yield "a case that only one of them has planned", only_here, only_there


def _only(one: Part, other: Part) -> str | None:
    return min(_planned(one).keys() - _planned(other).keys(), default=None)


def _planned(part: Part) -> dict[str, str]:
    rows = part.kept.plan.requirements
    return {case.id: row.id for row in rows for case in row.cases}


def _write(parts: Sequence[Part], output: Path) -> None:
    path = output / JOURNAL_NAME
    try:
        output.mkdir(parents=True, exist_ok=True)
        with JournalWriter(path) as journal:
            for record in _records(parts):
                journal.write(record)
    except OSError as error:
        raise Unusable(
            f"{path} can't be written ({error.strerror}): name another --output"
        ) from error


def _records(parts: Sequence[Part]) -> Iterator[Record]:
    yield _head(parts)
    selected = {case for part in parts for case in part.kept.selected or _planned(part)}
    yield from (record for part in parts for record in _exchanges(part))
    yield from _cases(parts)
    if len(selected) < len(_planned(parts[0])):
        yield SelectionRecord(cases=tuple(sorted(selected)))
    yield EndRecord(
        finished_at=max(part.kept.finished_at for part in parts),
        obstacle=next(filter(None, (_obstacle(part) for part in parts)), None),
    )


def _head(parts: Sequence[Part]) -> RunRecord:
    by_index = sorted(parts, key=lambda part: part.shard.index)
    head = by_index[0].kept.head
    options = replace(by_index[0].options, shard=None, output=None)
    return head.model_copy(
        update={
            "started_at": min(part.kept.head.started_at for part in parts),
            "options": TypeAdapter(Options).dump_python(options, mode="json"),
        }
    )


def _exchanges(part: Part) -> Iterator[ExchangeRecord]:
    """Yield a shard's exchanges; none has a number that another shard has given."""
    for record in read_journal(part.folder / JOURNAL_NAME):
        if isinstance(record, ExchangeRecord):
            yield record


def _obstacle(part: Part) -> str | None:
    return part.kept.end.obstacle if part.kept.end is not None else None


def _cases(parts: Iterable[Part]) -> Iterator[CaseRecord]:
    found: dict[str, list[CaseRecord]] = {}
    for part in sorted(parts, key=lambda part: part.shard.index):
        for case in part.kept.cases.values():
            found.setdefault(case.case, []).append(case)
    yield from map(_joined, found.values())


def _joined(cases: Sequence[CaseRecord]) -> CaseRecord:
    """Return what a case comes to that several shards have judged, each its own exchanges."""
    worst = min((case.outcome for case in cases), key=_WORST_FIRST.index)
    telling = [case for case in cases if case.outcome == worst]
    reasons = dict.fromkeys(case.reason for case in telling if case.reason is not None)
    return cases[0].model_copy(
        update={
            "outcome": worst,
            "reason": "; ".join(reasons) or None,
            "seconds": sum(case.seconds for case in cases),
            "exchanges": tuple(n for case in telling for n in case.exchanges),
        }
    )
