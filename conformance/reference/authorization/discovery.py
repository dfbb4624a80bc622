"""The metadata of the authorization server (OpenID Connect Discovery, CIBA Core 4)."""

from conformance.reference.authorization.clients import ALL_GRANTS
from conformance.reference.authorization.jose import CLIENT_ALGORITHMS
from conformance.reference.authorization.scopes import API_SCOPES

DISCOVERY_PATH = "/.well-known/openid-configuration"


def metadata(issuer: str) -> dict[str, object]:
    """Return the discovery document for an issuer, whose URL is also the base of all else."""
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/jwks",
        "token_endpoint": f"{issuer}/token",
        "authorization_endpoint": f"{issuer}/authorize",
        "backchannel_authentication_endpoint": f"{issuer}/bc-authorize",
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_user_code_parameter_supported": False,
        "grant_types_supported": sorted(ALL_GRANTS),
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", *sorted(API_SCOPES)],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(CLIENT_ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
