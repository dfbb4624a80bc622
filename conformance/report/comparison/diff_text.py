"""What changed between two runs, for a terminal and for a pull request.

Texts of targets and profiles are inert in both: see `text` and `inert`.
"""

from collections.abc import Callable, Iterator, Sequence

from conformance.report.comparison.diff import Changed, DeviationChange, Difference
from conformance.report.inert import code, inert
from conformance.report.model import Deviation
from conformance.report.text import one_line
from conformance.report.views import LABELS, Standing

# A screen is read, a hundred lines are looked up in the reports; forges cut long comments.
_LISTED = 40
_REASON = 200
_NAME = 160

_HEADINGS: dict[Standing, str] = {
    "failed": "Newly failing",
    "error": "Newly not to be judged (the suite or the network broke)",
    "warning": "New warnings",
    "note": "New for information",
    "excused": "Newly deviating by admission",
    "passed": "Newly passing",
    "not-testable": "Newly not testable",
    "not-offered": "Newly not offered",
}
_NOTHING = "Nothing changed."

Section = tuple[str, list[tuple[str, str]]]
"""A heading, and its lines: what stands in code, and what is said of it."""


def text_lines(found: Difference) -> Iterator[str]:
    """Return the difference as plain lines."""
    for heading, lines in _sections(found, _shown):
        yield f"{heading} ({len(lines)}):"
        for name, told in lines[:_LISTED]:
            yield f"  {_shown(name, _NAME)}{told}"
        if len(lines) > _LISTED:
            yield f"  and {len(lines) - _LISTED} more"
    yield conclusion(found)


def markdown(found: Difference) -> str:
    """Return the difference as Markdown."""
    parts = [f"## {conclusion(found)}"]
    for heading, lines in _sections(found, inert):
        listed = [f"- {code(name, _NAME)}{told}" for name, told in lines[:_LISTED]]
        if len(lines) > _LISTED:
            listed.append(f"- and {len(lines) - _LISTED} more")
        parts.append("\n".join([f"### {heading} ({len(lines)})", "", *listed]))
    return "\n\n".join(parts) + "\n"


def conclusion(found: Difference, *, strict: bool = False) -> str:
    """Say in a sentence whether something newly fails."""
    if not (found.facts or found.changed or found.deviations):
        return _NOTHING
    failing = len(found.newly_failing(strict=strict))
    if not failing:
        return "Nothing newly fails."
    return f"{failing} requirement{'' if failing == 1 else 's'} newly fail{_s(failing)}."


def failing_lines(newly: Sequence[Changed]) -> Iterator[str]:
    """Return what newly fails as plain lines, with the reasons."""
    for each in newly[:_LISTED]:
        yield f"  {_shown(each.id, _NAME)}{_told(each, _shown)}"
    if len(newly) > _LISTED:
        yield f"  and {len(newly) - _LISTED} more"


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def _shown(text: str, longest: int) -> str:
    return one_line(text, longest)


def _sections(found: Difference, say: Callable[[str, int], str]) -> Iterator[Section]:
    facts = [
        (fact.what, f": {say(fact.before, _NAME)} → {say(fact.now, _NAME)}")
        for fact in found.facts
    ]
    if facts:
        yield "Different runs", facts
    for standing, heading in _HEADINGS.items():
        changed = found.standing_now(standing)
        if changed:
            yield heading, [(each.id, _told(each, say)) for each in changed]
    if found.deviations:
        yield "Deviations", [(each.id, _deviation(each, say)) for each in found.deviations]
    if found.only_before:
        yield (
            "Only in the older run",
            [
                (row.id, f": {LABELS[row.before]}" if row.before else "")
                for row in found.only_before
            ],
        )
    if found.only_now:
        yield (
            "Only in the newer run",
            [(row.id, f": {LABELS[row.now]}" if row.now else "") for row in found.only_now],
        )


def _told(each: Changed, say: Callable[[str, int], str]) -> str:
    before = f"{LABELS[each.before]} before" if each.before else "not there before"
    if each.cases:
        shown = ", ".join(say(case, _NAME) for case in each.cases[:3])
        more = f" and {len(each.cases) - 3} more" if len(each.cases) > 3 else ""
        before += f", now in more cases: {shown}{more}"
    reason = f": {say(each.reason, _REASON)}" if each.reason else ""
    return f" ({before}){reason}"


def _deviation(each: DeviationChange, say: Callable[[str, int], str]) -> str:
    if each.now is None:
        return ": gone from the profile"
    now = _facts_of(each.now, say)
    if each.before is None:
        return f": new, {now}"
    if each.ran_out:
        return f": past its date, excuses nothing any more; {now}"
    return f": {_facts_of(each.before, say)} → {now}"


def _facts_of(deviation: Deviation, say: Callable[[str, int], str]) -> str:
    named = (("owner", deviation.owner), ("ticket", deviation.ticket))
    told = [f"{what} {say(value, _NAME)}" for what, value in named if value]
    until = f"{deviation.state}, until {deviation.until}"
    return ", ".join([until, *told, say(deviation.reason, _REASON)])
