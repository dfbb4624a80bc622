"""Every decision of the authorization server, by area, so that a fault can change just one."""

from dataclasses import dataclass, field

from conformance.reference.authorization.authorization_code_rules import (
    AuthorizationCodeRules,
)
from conformance.reference.authorization.ciba_rules import CibaRules
from conformance.reference.authorization.client_authentication_rules import (
    ClientAuthenticationRules,
)
from conformance.reference.authorization.client_credentials_rules import (
    ClientCredentialsRules,
)
from conformance.reference.authorization.discovery_rules import DiscoveryRules
from conformance.reference.authorization.dpop_rules import DpopRules
from conformance.reference.authorization.id_token_rules import IdTokenRules
from conformance.reference.authorization.jwt_bearer_rules import JwtBearerRules
from conformance.reference.authorization.refresh_rules import RefreshRules
from conformance.reference.authorization.scope_rules import ScopeRules
from conformance.reference.authorization.token_response_rules import TokenResponseRules
from conformance.reference.authorization.transport_rules import TransportRules


def _endpoints() -> dict[str, str]:
    return {
        "token": "/token",
        "backchannel_authentication": "/bc-authorize",
        "authorization": "/authorize",
    }


@dataclass
class AuthorizationRules:
    """The decisions; each is an honest function until a fault replaces it."""

    release: str = "0.5.0"
    """Which release of the CAMARA security profile it goes by."""
    endpoints: dict[str, str] = field(default_factory=_endpoints)
    """Where requests are taken, below the issuer, by the name that the metadata give it."""
    ciba: CibaRules = field(default_factory=CibaRules)
    code: AuthorizationCodeRules = field(default_factory=AuthorizationCodeRules)
    id_token: IdTokenRules = field(default_factory=IdTokenRules)
    scope: ScopeRules = field(default_factory=ScopeRules)
    client_authentication: ClientAuthenticationRules = field(
        default_factory=ClientAuthenticationRules
    )
    client_credentials: ClientCredentialsRules = field(default_factory=ClientCredentialsRules)
    jwt_bearer: JwtBearerRules = field(default_factory=JwtBearerRules)
    token_response: TokenResponseRules = field(default_factory=TokenResponseRules)
    refresh: RefreshRules = field(default_factory=RefreshRules)
    dpop: DpopRules = field(default_factory=DpopRules)
    discovery: DiscoveryRules = field(default_factory=DiscoveryRules)
    transport: TransportRules = field(default_factory=TransportRules)
