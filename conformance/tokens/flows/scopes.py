"""Which scope a case asks for, by flow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from conformance.profile import Profile
from conformance.specs import Contract
from conformance.target.wire import OperationWire
from conformance.tokens.wire import scope_parameter

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
    template: str | None = None
    """How this deployment's wire writes it; None in the order of the security profile."""

    def with_purpose(self, purpose: str | None) -> "Scope":
        """Return the scope with another purpose, or with none.

        A template without a place for it gives way to the published form.
        """
        placed = self.template is None or "{purpose" in self.template
        if purpose is None and placed and self.template is not None:
            return replace(self, purpose=None, template=None)
        kept = self.template if placed or purpose is None else None
        return replace(self, purpose=purpose, template=kept)

    def __str__(self) -> str:
        """Return the parameter's value."""
        return scope_parameter(self.template, self.openid, self.purpose, (self.api_scope,))


def api_for(flow: str, profile: Profile, contracts: Mapping[str, Contract]) -> str:
    """Return the API that a flow's tokens are asked for.

    The API whose profile names the flow comes first, then the flow's usual API, then any.
    """
    by_flow = [name for name in contracts if profile.api(name).flow == flow]
    usual = [name for name in contracts if name == _USUAL[flow]]
    return [*by_flow, *usual, *contracts][0]


def scope_for(flow: str, profile: Profile, contracts: dict[str, Contract]) -> Scope:
    """Return a scope that the main client may ask for in a flow.

    It is one of the API that `api_for` returns, as this deployment's wire has it.
    """
    api = api_for(flow, profile, contracts)
    operation = profile.api(api).operations[0]
    published = contracts[api].operations[operation].scopes
    return replace(
        published_scope(flow, profile, contracts),
        api_scope=OperationWire(api, operation, profile.wire).scopes(published)[0],
        template=profile.wire.authorization.scope,
    )


def published_scope(flow: str, profile: Profile, contracts: dict[str, Contract]) -> Scope:
    """Return the same scope as CAMARA publishes it."""
    api = api_for(flow, profile, contracts)
    operation = profile.api(api).operations[0]
    settings = profile.authorization
    return Scope(
        contracts[api].operations[operation].scopes[0],
        settings.purpose if settings is not None else None,
        openid=flow in ("ciba", "authorization-code"),
    )
