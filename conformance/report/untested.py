"""What was not tested, by reason: a line for each, with how many cases it stands for."""

from collections import Counter
from collections.abc import Iterable, Iterator

from conformance.plan.windows import together
from conformance.report.text import one_line

_REASON_LENGTH = 400


def totals(untested: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each outcome and reason, what stands for most cases first.

    Where one line of a subscriber would do for several reasons, they are one.
    """
    each = list(untested)
    shared = together(reason for _, reason in each)
    counted = Counter((outcome, shared.get(reason, reason)) for outcome, reason in each)
    for (outcome, reason), count in counted.most_common():
        yield f"{count:>5} {outcome}: {one_line(reason, _REASON_LENGTH)}"
