"""The dialects that the provider speaks: how much history an operator keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Dialect:
    """What one kind of operator does differently where the contract leaves the choice."""

    name: str
    kept_days: int | None
    """Days of SIM history that are kept; None is all of it, activation dates included."""

    @property
    def kept_hours(self) -> int | None:
        """The same in hours, the unit of maxAge."""
        return None if self.kept_days is None else self.kept_days * 24


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "camara": Dialect("camara", kept_days=None),
        # 30 days lie between the contract's default of 240 h and its maximum of 2400 h, so
        # that the default stays legal and values above the limit exist.
        "camara-limited": Dialect("camara-limited", kept_days=30),
    }
)
