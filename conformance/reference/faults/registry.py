"""The catalogue's form: what a fault is, and how one is written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from conformance.reference.releases import API_RELEASES
from conformance.reference.rules import Rules

Level = Literal["MUST", "SHOULD", "MAY"]


@dataclass(frozen=True)
class Fault:
    """One mistake that a provider's team could make."""

    id: str
    function: Callable[[Rules], None]
    """Changes one decision of the rules it is given."""
    summary: str
    """The first paragraph of the function's docstring."""
    level: Level
    """MUST if a correct suite must call such a provider non-conformant."""
    caught_by: tuple[str, ...]
    """Requirements that must fail on such a provider; others may fail with them."""
    dialect: str
    """The dialect in which it shows."""
    security_release: str
    """The release of the security profile in which it shows."""
    tls: bool = False
    """Whether it shows only over https."""
    api_release: str | None = None
    """The release of both APIs in which it shows; None is that of the dialect."""

    @property
    def api_releases(self) -> Mapping[str, str]:
        """API -> release in which it shows; empty where the dialect's own will do."""
        return dict.fromkeys(API_RELEASES, self.api_release) if self.api_release else {}


class Catalogue:
    """The faults of one area, filled by a decorator."""

    def __init__(self) -> None:
        self.faults: dict[str, Fault] = {}

    def fault(
        self,
        *caught_by: str,
        level: Level = "MUST",
        dialect: str = "camara",
        security_release: str = "0.5.0",
        tls: bool = False,
        api_release: str | None = None,
    ) -> Callable[[Callable[[Rules], None]], Callable[[Rules], None]]:
        """Enter a function under its name; ValueError without docstring or if twice."""

        def enter(function: Callable[[Rules], None]) -> Callable[[Rules], None]:
            name = function.__name__.replace("_", "-")
            summary = " ".join((function.__doc__ or "").split("\n\n")[0].split())
            if not summary or name in self.faults:
                raise ValueError(f"{name} has no docstring, or is in the catalogue already")
            self.faults[name] = Fault(
                name,
                function,
                summary,
                level,
                caught_by,
                dialect,
                security_release,
                tls,
                api_release,
            )
            return function

        return enter


# Requirement ids that faults name over and over; spelled once.
CHECK = "sim-swap.check."
DATE = "sim-swap.retrieve-date."
VERIFY = "number-verification.verify."
SHARE = "number-verification.device-phone-number."
SIM_SWAP = (CHECK, DATE)
NUMBER_VERIFICATION = (VERIFY, SHARE)
ALL = SIM_SWAP + NUMBER_VERIFICATION
WITH_BODY = (CHECK, DATE, VERIFY)


def rows(operations: tuple[str, ...], *names: str) -> tuple[str, ...]:
    """Return the ids of requirements that several operations have under the same name."""
    return tuple(operation + name for name in names for operation in operations)


def common(*names: str) -> tuple[str, ...]:
    """Return the ids of requirements of Commonalities."""
    return tuple(f"commonalities.{name}" for name in names)
