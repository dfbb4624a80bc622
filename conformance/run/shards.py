"""Parts of a run that machines carry out apart from each other."""

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.plan import PlannedCase  # a shell's completion reads `--shard`, too

# More than any continuous integration gives at once.
_MOST = 1_000


@dataclass(frozen=True)
class Shard:
    """Part `index` (from 1) of `count`: the same cases on every machine."""

    index: int
    count: int

    def holds(self, case: "PlannedCase") -> bool:
        """Whether a case is carried out here.

        By a hash of its id, so that a new case moves no other one. What is judged by every
        exchange belongs to each shard, as each has exchanges of its own.
        """
        if case.requirement.carried_by == "exchange":
            return True
        digest = hashlib.sha256(case.id.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.index - 1

    def __str__(self) -> str:
        """Return it as the command line has it."""
        return f"{self.index}/{self.count}"


def shard(text: str) -> Shard:
    """Read `I/N`; raises ValueError, which says what to write instead."""
    match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text, re.ASCII)
    if match is None:
        raise ValueError(f"{text!r} is no shard: write 2/8 for the second of eight")
    index, count = int(match[1]), int(match[2])
    if not 1 <= index <= count <= _MOST:
        raise ValueError(f"{text!r} is no shard: write 1/N to N/N, N at most {_MOST}")
    return Shard(index, count)
