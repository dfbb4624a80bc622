"""Failed requirements as GitHub's workflow commands, which a forge shows beside the change.

A runner takes a command from any line of the log that begins with `::`, and an old form of it
from anywhere in a line. What a target says must not become one: commands are escaped as the
runner unescapes them, and around everything else the runner is told not to listen.
"""

from collections.abc import Iterator

from conformance.report.model import Report, Requirement
from conformance.report.text import one_line
from conformance.report.views import deciding_exchanges, reasons, with_standing

# GitHub shows ten annotations of a step, and drops the rest without a word.
_MOST = 10
_REASON = 1000
_TITLE = 200


def annotations(report: Report) -> Iterator[str]:
    """Yield a command for each failed requirement, and one for those beyond the tenth."""
    failed = with_standing(report, "failed")
    shown = failed if len(failed) <= _MOST else failed[: _MOST - 1]
    for requirement in shown:
        yield command("error", requirement.id, _reason(requirement))
    if len(failed) > len(shown):
        left = len(failed) - len(shown)
        yield command(
            "error", "More failures", f"{left} more requirements failed: see the report"
        )


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


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
