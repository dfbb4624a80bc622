"""What failed as GitHub's workflow commands, which a forge shows beside the change.

A runner takes a command from any line of the log that begins with `::`, and an old form of it
from anywhere in a line. What a target says must not become one: commands are escaped as the
runner unescapes them, and around everything else the runner is told not to listen.
"""

from collections.abc import Iterator, Sequence

from conformance.report.model import Report, Requirement
from conformance.report.text import one_line
from conformance.report.views import deciding_exchanges, reasons, with_standing

# GitHub shows ten annotations of a level and step, and drops the rest without a word.
_MOST = 10
_REASON = 1000
_TITLE = 200


def annotations(report: Report) -> Iterator[str]:
    """Yield a command for each failed requirement, and one for those beyond the tenth.

    One that the profile admits is a notice: it fails no run, and never goes unseen.
    """
    failed = [(row.id, _reason(row)) for row in with_standing(report, "failed")]
    yield from _ten("error", failed, ("More failures", "more requirements failed"))
    excused = [(row.id, _admitted(row)) for row in with_standing(report, "excused")]
    yield from _ten("notice", excused, ("More deviations", "more requirements deviate"))


def _ten(name: str, found: Sequence[tuple[str, str]], more: tuple[str, str]) -> Iterator[str]:
    """Yield a command for each title and message; the tenth counts those that are left."""
    shown = found if len(found) <= _MOST else found[: _MOST - 1]
    for title, message in shown:
        yield command(name, title, message)
    if len(found) > len(shown):
        title, what = more
        yield command(name, title, f"{len(found) - len(shown)} {what}: see the report")


def command(name: str, title: str, message: str) -> str:
    """Return a workflow command, its texts on one line and escaped."""
    titled = _escaped_property(one_line(title, _TITLE))
    return f"::{name} title={titled}::{_escaped(one_line(message, _REASON))}"


def silence(token: str) -> str:
    """Return the command after which the runner obeys nothing but the token.

    `token` is one that nobody can guess.
    """
    return f"::stop-commands::{token}"


def attention(token: str) -> str:
    """Return the command that ends the silence."""
    return f"::{token}::"


def _reason(requirement: Requirement) -> str:
    found = reasons(requirement)
    numbers = deciding_exchanges(requirement)
    proof = f" [exchange {numbers[0]}]" if numbers else ""
    return f"{found[0] if found else 'no reason was recorded'}{proof}"


def _admitted(requirement: Requirement) -> str:
    admits = requirement.deviation
    assert admits is not None  # it is what excuses
    ticket = f", {admits.ticket}" if admits.ticket is not None else ""
    return f"admitted until {admits.until}{ticket}: {_reason(requirement)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
