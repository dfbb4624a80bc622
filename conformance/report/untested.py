"""What was not tested, by reason: a line for each, with how many cases it stands for."""

from collections import Counter
from collections.abc import Iterable, Iterator

from conformance.report.text import one_line

_REASON_LENGTH = 400


def totals(untested: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each outcome and reason, what stands for most cases first."""
    for (outcome, reason), count in Counter(untested).most_common():
        yield f"{count:>5} {outcome}: {one_line(reason, _REASON_LENGTH)}"
