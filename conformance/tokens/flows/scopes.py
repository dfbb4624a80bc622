"""Which scope a case asks for, by flow."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.profile import Profile
from conformance.specs import Contract

# What a case asks for where the profile's APIs leave the choice: the flow's usual API.
_USUAL = {
    "ciba": "sim-swap",
    "jwt-bearer": "sim-swap",
    "client-credentials": "sim-swap",
    "authorization-code": "number-verification",
}


@dataclass(frozen=True)
class Scope:
    """A scope parameter in its parts."""

    api_scope: str
    purpose: str | None
    openid: bool

    def __str__(self) -> str:
        """Return the parameter's value: the parts in the order of the security profile."""
        words = ["openid"] if self.openid else []
        return " ".join([*words, *([self.purpose] if self.purpose else []), self.api_scope])


def api_for(flow: str, profile: Profile, contracts: Mapping[str, Contract]) -> str:
    """Return the API that a flow's tokens are asked for.

    The API whose profile names the flow comes first, then the flow's usual API, then any.
    """
    by_flow = [name for name in contracts if profile.api(name).flow == flow]
    usual = [name for name in contracts if name == _USUAL[flow]]
    return [*by_flow, *usual, *contracts][0]


def scope_for(flow: str, profile: Profile, contracts: dict[str, Contract]) -> Scope:
    """Return a scope that the main client may ask for in a flow.

    It is one of the API that `api_for` returns.
    """
    api = api_for(flow, profile, contracts)
    operation = profile.api(api).operations[0]
    settings = profile.authorization
    return Scope(
        contracts[api].operations[operation].scopes[0],
        settings.purpose if settings is not None else None,
        openid=flow in ("ciba", "authorization-code"),
    )
