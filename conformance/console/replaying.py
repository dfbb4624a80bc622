"""`replay`: recorded answers and today's, side by side."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path
from textwrap import wrap

from conformance.exchanges import RedactedRequest, RedactedResponse
from conformance.profile import bundled_profiles, load_profile
from conformance.report.exchanges import Exchange, Request, Response
from conformance.report.model import Report
from conformance.report.reading import read_report
from conformance.report.text import one_line, visible
from conformance.run.embedded import variables_for
from conformance.run.errors import Unusable
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.recorded.replaying import Replayed, Replayer, recorded_case
from conformance.run.selection import Prepared, prepare
from conformance.target.patience import host_of
from conformance.target.placeholders import unnumbered
from conformance.target.wire import CORRELATOR
from conformance.verdict import ExitCode

# Two columns in 95 characters.
_COLUMN = 45
# A body is looked at here; a long one is read in the report.
_MOST_LINES = 60
_CONTEXT = 3
# What else an answer's headers say is the server's own business, and new each time.
_COMPARED = ("content-type", "www-authenticate", "location", "cache-control", CORRELATOR)
_SAME, _DIFFERS = " | ", " ≠ "

Say = Callable[[str], None]


def replayed(folder: Path, case: str, profile: str | None, say: Say) -> ExitCode:
    """Send a case's exchanges again, show both answers, and return the exit code.

    Raises `ReportError`, `UnknownRequirement`, `ProfileError`, and `Unusable` where it is
    not told which profile to use.
    """
    report = read_report(folder)
    found, exchanges = recorded_case(report, case)
    name = profile or _bundled(report)
    with variables_for(name) as variables:
        requirement = next(row.id for row in report.requirements if found in row.cases)
        prepared = prepare(load_profile(name, variables), Options(requirements=(requirement,)))
        for note in _notes(report, prepared):
            say(note)
        held = _held_back(prepared, found.id)
        if held is not None:
            say(f"{found.id} is not sent again: {one_line(held, 400)}")
            return ExitCode.UNDECIDED
        session = open_session(prepared, Options())
        try:
            done = Replayer(session, report).replay(exchanges)
        finally:
            session.close()
    for each in done:
        for line in shown(each):
            say(line)
    return _ended(done, requirement, say)


def _bundled(report: Report) -> str:
    if report.profile.name in bundled_profiles():
        return report.profile.name
    raise Unusable(
        f"the report is about profile {report.profile.name!a}, which is not bundled: name its "
        "file with --profile"
    )


def _notes(report: Report, prepared: Prepared) -> Iterator[str]:
    profile = prepared.profile
    if profile.name != report.profile.name:
        was = one_line(report.profile.name, 100)
        yield f"Note: the run was about profile {was}, this is {profile.name}."
    elif profile.sha256 != report.profile.sha256:
        yield "Note: the profile has changed since the run."


def _held_back(prepared: Prepared, case: str) -> str | None:
    """Return why the profile keeps this case from its target, as it would in a run."""
    planned = next((each for each in prepared.cases if each.id == case), None)
    if planned is None:
        return "the profile has no such case"
    return planned.withheld.reason if planned.withheld is not None else None


def _ended(done: Sequence[Replayed], requirement: str, say: Say) -> ExitCode:
    unsent = sum(each.problem is not None for each in done)
    sent = [each for each in done if each.now is not None]
    different = sum(not alike(each) for each in sent)
    say("")
    say(f"{len(sent)} sent again: {len(sent) - different} answered as before, {different} not")
    if unsent:
        say(
            f"{unsent} can't be sent again; `run --requirement {requirement}` carries the "
            "whole case out anew"
        )
    if different:
        return ExitCode.NON_CONFORMANT
    return ExitCode.UNDECIDED if unsent or not sent else ExitCode.CONFORMANT


def alike(each: Replayed) -> bool:
    """Whether both answers say the same, but for what is new in each request."""
    before, now = _both(each)
    return before == now


def shown(each: Replayed) -> Iterator[str]:
    """Return an exchange and its two answers as lines."""
    recorded = each.recorded
    sent = one_line(f"{recorded.request.method} {recorded.request.url}", 300)
    yield f"Exchange {recorded.n}: {sent}{_about(recorded)}"
    if each.problem is not None:
        yield f"  can't be sent again: {one_line(each.problem, 400)}"
    elif each.now is None:
        yield f"  not sent: {each.note}"
    else:
        if each.note is not None:
            yield f"  sent {each.note}"
        yield from _side_by_side(*_both(each))


def _about(exchange: Exchange) -> str:
    kind = "no" if exchange.token == "none" else exchange.token
    parts = [f"{kind} token"] if kind else []
    parts += [f"line {exchange.subscriber}"] if exchange.subscriber else []
    return f" ({one_line(', '.join(parts), 200)})" if parts else ""


def _both(each: Replayed) -> tuple[list[str], list[str]]:
    assert each.now is not None, "only what was sent again has two answers"
    recorded, now = each.recorded, each.now
    # The embedded provider has another port each time, and tells its addresses.
    was, stands = host_of(recorded.request.url), host_of(now.request.url)
    before = _answer(recorded.request, recorded.response, recorded.error)
    before = [line.replace(was, stands) for line in before]
    return before, _answer(now.request, now.response, now.error)


def _answer(
    request: Request | RedactedRequest,
    response: Response | RedactedResponse | None,
    error: str | None,
) -> list[str]:
    """Return an answer in lines that are the same where it says the same."""
    if response is None:
        return [f"no answer: {visible(error or 'no reason was recorded')}"]
    sent = next((v for n, v in request.headers if n.lower() == CORRELATOR), None)
    headers = sorted(
        f"{name.lower()}: {'<the one sent>' if value == sent else value}"
        for name, value in response.headers
        if name.lower() in _COMPARED
    )
    lines = [f"{response.status} {response.reason}".strip(), *headers]
    lines += _body_lines(response.body or "")
    return [visible(unnumbered(line)) for line in lines]


def _body_lines(body: str) -> list[str]:
    with suppress(ValueError, RecursionError):
        body = json.dumps(json.loads(body), indent=1, sort_keys=True, ensure_ascii=False)
    return body.splitlines()


def _side_by_side(before: list[str], now: list[str]) -> Iterator[str]:
    yield f"  {'recorded':<{_COLUMN}}{_SAME}now"
    rows: list[str] = []
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        mark = _SAME if what == "equal" else _DIFFERS
        found = list(_rows(before[first:last], now[start:end], mark))
        rows += _elided(found) if what == "equal" else found
    yield from rows[:_MOST_LINES]
    if len(rows) > _MOST_LINES:
        yield f"  … {len(rows) - _MOST_LINES} more lines"


def _elided(rows: list[str]) -> list[str]:
    """Leave out the middle of what is the same: nobody reads it twice."""
    if len(rows) <= 4 * _CONTEXT:
        return rows
    left = len(rows) - 2 * _CONTEXT
    return [*rows[:_CONTEXT], f"  … {left} lines that are the same", *rows[-_CONTEXT:]]


def _rows(left: list[str], right: list[str], mark: str) -> Iterator[str]:
    for at in range(max(len(left), len(right))):
        old = _wrapped(left[at]) if at < len(left) else [""]
        new = _wrapped(right[at]) if at < len(right) else [""]
        for row in range(max(len(old), len(new))):
            a, b = (part[row] if row < len(part) else "" for part in (old, new))
            yield f"  {a:<{_COLUMN}}{mark}{b}".rstrip()


def _wrapped(line: str) -> list[str]:
    return wrap(line[: _COLUMN * _MOST_LINES], _COLUMN, drop_whitespace=False) or [""]
