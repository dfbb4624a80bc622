"""The metadata of the authorization server (OpenID Connect Discovery, CIBA Core 4)."""

from conformance.reference.authorization.clients import ALL_GRANTS
from conformance.reference.authorization.dpop_rules import DpopRules
from conformance.reference.authorization.jose import CLIENT_ALGORITHMS
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.authorization.scopes import API_SCOPES

DISCOVERY_PATH = "/.well-known/openid-configuration"


def metadata(issuer: str, rules: AuthorizationRules) -> dict[str, object]:
    """Return the discovery document for an issuer, whose URL is also the base of all else."""
    told = {**_honest(issuer), **_endpoints(issuer, rules), **_dpop(rules.dpop)}
    if rules.transport.backchannel_url is not None:
        told["backchannel_authentication_endpoint"] = rules.transport.backchannel_url
    if rules.ciba.takes_request_objects(rules.release):
        # CIBA Core 4: without it a client has to take it that there are no signed requests.
        signed = "backchannel_authentication_request_signing_alg_values_supported"
        told[signed] = list(CLIENT_ALGORITHMS)
    return rules.discovery.metadata(told)


def _endpoints(issuer: str, rules: AuthorizationRules) -> dict[str, object]:
    """Return where requests are taken."""
    return {f"{name}_endpoint": issuer + path for name, path in rules.endpoints.items()}


def _dpop(rules: DpopRules) -> dict[str, object]:
    """Return what tells of DPoP (RFC 9449 section 5.1) and of the claims that proofs need."""
    told: dict[str, object] = {}
    if rules.algorithms and rules.listed:
        told["dpop_signing_alg_values_supported"] = list(rules.algorithms)
    if rules.required_claims and rules.claims_listed:
        told["camara_dpop_claims_required"] = list(rules.required_claims)
    return told


def _honest(issuer: str) -> dict[str, object]:
    """Return what this server does."""
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/jwks",
        "backchannel_token_delivery_modes_supported": ["poll"],
        "backchannel_user_code_parameter_supported": False,
        "grant_types_supported": sorted(ALL_GRANTS),
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "offline_access", *sorted(API_SCOPES)],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(CLIENT_ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "request_parameter_supported": True,
        "request_object_signing_alg_values_supported": list(CLIENT_ALGORITHMS),
        "request_uri_parameter_supported": False,
    }
