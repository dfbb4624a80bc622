"""The dialects that the provider speaks: what operators keep, and how their wire differs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from conformance.reference import masstack, u_mobile

if TYPE_CHECKING:
    from conformance.reference.rules import Rules


def as_published(_rules: "Rules") -> None:
    """Leave every decision as CAMARA publishes it."""


@dataclass(frozen=True)
class Dialect:
    """What one kind of operator does differently where the contract leaves the choice."""

    name: str
    kept_days: int | None
    """Days of SIM history that are kept; None is all of it, activation dates included."""
    shape: Callable[["Rules"], None] = as_published
    """Changes the decisions in which the operator's contract differs from CAMARA's."""
    api_releases: Mapping[str, str] = field(default_factory=dict)
    """API -> the release that it speaks, where that is not the newest."""
    ts43_for_all: bool = False
    """Whether each line has a TS.43 token, not just the one that is named for it."""

    own_authorization_host: bool = False
    """Whether the authorization server answers at another address than the APIs."""
    client_secrets: bool = False
    """Whether clients have a secret besides their key."""

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
        "masstack-v2": Dialect(
            "masstack-v2", kept_days=None, shape=masstack.shape, ts43_for_all=True
        ),
        "u-mobile": Dialect(
            "u-mobile",
            kept_days=None,
            shape=u_mobile.shape,
            api_releases={"sim-swap": "1.0.0"},
            own_authorization_host=True,
            client_secrets=True,
        ),
    }
)
