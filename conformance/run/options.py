"""What a person can say about a run besides the profile."""

from dataclasses import dataclass
from pathlib import Path

from conformance.run.shards import Shard

# As many drawn requests of each sort as find most of what more would find; see
# tests/benchmarks/ for what they cost.
DEFAULT_MAX_EXAMPLES = 20


@dataclass(frozen=True)
class Options:
    """Selection, seed and output of a run; each default is that of the command line."""

    profile: str | None = None
    """How the command line named the profile, which a resumed run loads again."""
    output: Path | None = None
    """The run's folder; None makes one under `camara-conformance-reports/`."""
    apis: tuple[str, ...] = ()
    """APIs to test; none means all of the profile's."""
    requirements: tuple[str, ...] = ()
    """Globs over requirement ids; none means all."""
    only_failed: Path | None = None
    """An earlier run's folder: only what failed or broke there is tested."""
    rate: float | None = None
    """Requests per second, in place of the profile's."""
    workers: int | None = None
    """Requests on their way at a time, in place of the profile's."""
    shard: Shard | None = None
    """The part of the run to carry out; None is all of it."""
    seed: int = 0
    max_examples: int = DEFAULT_MAX_EXAMPLES
    """Drawn requests of each sort and operation; 0 leaves the listed boundary cases."""
    strict: bool = False
    """Whether a failed SHOULD fails the run."""
    keyword: str | None = None
    """pytest's `-k`."""
    marks: str | None = None
    """pytest's `-m`."""

    @property
    def selective(self) -> bool:
        """Whether requirements are left out for good, not left to another shard."""
        return any((self.requirements, self.only_failed, self.keyword, self.marks))

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The options that leave requirements out, as they are written."""
        once = {
            "--only-failed": self.only_failed,
            "--shard": self.shard,
            "-k": self.keyword,
            "-m": self.marks,
        }
        return (
            *(f"--requirement {glob}" for glob in self.requirements),
            *(f"{name} {value}" for name, value in once.items() if value is not None),
        )
