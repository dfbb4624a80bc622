"""Mistakes with DPoP proofs and with the tokens that are bound by them."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.faults.registry import Catalogue
from conformance.reference.rules import Rules

catalogue = Catalogue()
_INVALID = "dpop.invalid-proof-is-refused"
_ALONE = "dpop.bound-token-needs-its-proof"
_BASE_CLAIMS = frozenset({"jti", "htm", "htu", "iat", "ath", "nonce"})


@catalogue.fault("dpop.proof-is-harmless")
def dpop_header_is_an_error(rules: Rules) -> None:
    """DPoP is not supported, and a request with the header is refused."""
    rules.authorization.dpop.algorithms = ()
    rules.authorization.dpop.refuses_the_header = True


@catalogue.fault("dpop.proof-gets-a-bound-token")
def dpop_is_listed_and_ignored(rules: Rules) -> None:
    """The metadata tell of DPoP, and every token is a bearer token all the same."""
    rules.authorization.dpop.algorithms = ()
    rules.authorization.discovery.metadata = lambda document: {
        **document,
        "dpop_signing_alg_values_supported": ["ES256"],
    }


@catalogue.fault("dpop.no-proof-gets-a-bearer-token-or-a-refusal")
def missing_proof_is_an_invalid_request(rules: Rules) -> None:
    """A proof is required, and its absence is answered with the general error."""
    rules.authorization.dpop.required = True
    rules.authorization.dpop.missing_error = (400, "invalid_request")


@catalogue.fault("dpop.no-proof-gets-a-bearer-token-or-a-refusal")
def every_token_is_called_bound(rules: Rules) -> None:
    """The token type is a setting of the server, and does not look at the request."""
    rules.authorization.token_response.success = lambda response: {
        **response,
        "token_type": "DPoP",
    }


@catalogue.fault(_INVALID)
def proof_signature_not_checked(rules: Rules) -> None:
    """The claims of a proof are read, its signature is not."""
    rules.authorization.dpop.checks_signature = False


@catalogue.fault(_INVALID)
def proof_for_another_request_accepted(rules: Rules) -> None:
    """Method and URL of a proof are not compared with the request."""
    rules.authorization.dpop.request_is_right = lambda _claims, _expected: True


@catalogue.fault(_INVALID)
def any_jwt_is_a_proof(rules: Rules) -> None:
    """The type of the JWT is not looked at."""
    rules.authorization.dpop.kind_is_right = lambda _header: True


@catalogue.fault(_INVALID)
def invalid_proof_is_an_invalid_client(rules: Rules) -> None:
    """A bad proof is answered as failed client authentication."""
    rules.authorization.dpop.error = (401, "invalid_client")


@catalogue.fault("dpop.bound-token-works-with-its-proof")
def api_knows_bearer_tokens_only(rules: Rules) -> None:
    """The token server binds tokens, the API gateway has never heard of it."""
    rules.authorization.dpop.resource_takes_proofs = False


@catalogue.fault(_ALONE)
def bound_token_works_as_a_bearer_token(rules: Rules) -> None:
    """The APIs never look at what a token is bound to."""
    rules.authorization.dpop.resource_wants_proof = False


@catalogue.fault(_ALONE)
def proof_for_another_token_accepted(rules: Rules) -> None:
    """The hash of the access token in a proof is not compared."""
    rules.authorization.dpop.token_is_right = lambda _claims, _ath: True


@catalogue.fault("dpop.required-claims-are-listed")
def extension_claims_required_in_secret(rules: Rules) -> None:
    """Proofs have to bind the body, and no metadata say so."""
    rules.authorization.dpop.required_claims = ("camara:bh",)
    rules.authorization.dpop.claims_listed = False


@catalogue.fault("dpop.required-claims-are-listed")
def extension_claims_listed_and_not_required(rules: Rules) -> None:
    """The metadata ask for a claim that nobody looks for."""
    rules.authorization.discovery.metadata = lambda document: {
        **document,
        "camara_dpop_claims_required": ["camara:bh", "camara:qh"],
    }


@catalogue.fault(
    "dpop.used-proof-is-refused", "dpop.used-proof-is-refused-by-the-token-endpoint"
)
def used_proofs_are_forgotten(rules: Rules) -> None:
    """No list of used proofs is kept."""
    rules.authorization.dpop.is_new = lambda _seen, _jti: True


@catalogue.fault(
    "dpop.old-proof-is-refused", "dpop.old-proof-is-refused-by-the-token-endpoint"
)
def proofs_never_grow_old(rules: Rules) -> None:
    """The time of a proof has to be there, and is not compared with the clock."""
    rules.authorization.dpop.time_is_right = lambda claims, _now: "iat" in claims


@catalogue.fault("dpop.unknown-claims-are-ignored")
def unknown_claims_break_a_proof(rules: Rules) -> None:
    """A proof is validated against a schema that allows no further member."""
    rules.authorization.dpop.known_claims = _BASE_CLAIMS
