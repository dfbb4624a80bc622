"""The ways to an access token that a profile offers, cheapest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from conformance.profile import Profile, Subscriber, TokenKind
from conformance.profile.model import Authorization
from conformance.specs import Contract
from conformance.tokens.flows.authorization_code import AuthorizationCode
from conformance.tokens.flows.ciba import Ciba
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.others import ClientCredentials
from conformance.tokens.flows.scopes import Scope, api_for, scope_for

Flow = Literal["client-credentials", "ciba", "authorization-code"]


@dataclass(frozen=True)
class Way:
    """One flow, and the operation that its tokens are for."""

    flow: Flow
    api: str
    operation: str
    scope: Scope
    settings: Authorization
    opens: bool
    """Whether the operation takes tokens of this kind, as the profile says."""

    @property
    def kind(self) -> TokenKind:
        """The kind of its tokens."""
        return "two-legged" if self.flow == "client-credentials" else "three-legged"

    def token(self, endpoints: Endpoints, line: Subscriber, *more: str) -> OAuthAnswer:
        """Go the whole way for a line; `more` scopes are asked for besides."""
        scope = " ".join([str(self.scope), *more])
        if self.flow == "client-credentials":
            return ClientCredentials(endpoints, self.scope).token(scope=scope)
        if self.flow == "ciba":
            return Ciba(endpoints, self.settings.ciba, self.scope).token(line, scope=scope)
        settings = self.settings.authorization_code
        code = AuthorizationCode(endpoints, settings, self.scope)
        return code.redeem(code.authorize(line, scope=scope))


def ways(profile: Profile, contracts: Mapping[str, Contract]) -> tuple[Way, ...]:
    """Return the ways that the profile offers and tells enough of to be gone."""
    settings = profile.authorization
    if settings is None:
        return ()
    flows: dict[Flow, object] = {
        "client-credentials": settings.client_credentials,
        "ciba": settings.declared_ciba,
        "authorization-code": settings.authorization_code.device,
    }
    return tuple(
        _way(flow, profile, contracts, settings)
        for flow, declared in flows.items()
        if declared is not None
    )


def _way(
    flow: Flow, profile: Profile, contracts: Mapping[str, Contract], settings: Authorization
) -> Way:
    api = api_for(flow, profile, contracts)
    kind = "two-legged" if flow == "client-credentials" else "three-legged"
    return Way(
        flow,
        api,
        profile.api(api).operations[0],
        scope_for(flow, profile, dict(contracts)),
        settings,
        opens=kind in profile.api(api).token_kinds,
    )
