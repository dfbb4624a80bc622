"""DPoP rows against servers that support it in other ways; proofs as RFC 9449 has them."""

import base64
import hashlib
import json
from typing import Any

import pytest
from joserfc import jws

from conformance.exchanges import Request
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.target.operations import ABSENT
from conformance.tokens.flows.possession import ALGORITHMS, Prover
from tests.support.changed import seen_with

REQUEST = Request("POST", "https://auth.example/token?tenant=a", (), b"grant_type=x")


def parts(proof: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a JWT, unverified."""
    head, claims, _ = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in proof.split(".")
    )
    return json.loads(head), json.loads(claims)


def digest(value: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(value).digest()).rstrip(b"=").decode()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_proof_says_what_it_is_for(algorithm: str) -> None:
    prover = Prover(algorithm)
    proof = prover.proof(REQUEST, token="t")
    header, claims = parts(proof)
    assert (header["typ"], header["alg"]) == ("dpop+jwt", algorithm)
    assert set(header["jwk"]) & {"d", "p", "q", "k"} == set()
    assert (claims["htm"], claims["htu"]) == ("POST", "https://auth.example/token")
    assert claims["ath"] == digest(b"t")
    # The library's own bound of 512 bytes is below a header with an RSA key.
    registry = jws.JWSRegistry(algorithms=[algorithm])
    registry.max_header_length = 2048
    signed = jws.deserialize_compact(proof, prover.key, registry=registry)
    assert json.loads(signed.payload) == claims


def test_each_proof_is_another() -> None:
    prover = Prover()
    assert parts(prover.proof(REQUEST))[1]["jti"] != parts(prover.proof(REQUEST))[1]["jti"]


def test_extension_binds_body_and_query() -> None:
    prover = Prover(extension=("camara:bh", "camara:qh"), nonce="n")
    _, claims = parts(prover.proof(REQUEST))
    assert claims["camara:bh"] == digest(b"grant_type=x")
    assert claims["camara:qh"] == digest(b"tenant=a")
    assert claims["nonce"] == "n"
    without: dict[str, Any] = {"camara:bh": ABSENT}
    assert "camara:bh" not in parts(prover.proof(REQUEST, **without))[1]


def test_nonce_is_brought_where_it_is_asked_for() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.dpop.nonce = "n-0S6"
        rules.token_response.headers["DPoP-Nonce"] = "n-0S6"

    assert set(seen_with(change, "dpop.*").outcomes.values()) == {"passed"}


def test_required_extension_is_obeyed() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.dpop.required_claims = ("camara:bh", "camara:qh")

    assert set(seen_with(change, "dpop.*").outcomes.values()) == {"passed"}


@pytest.mark.parametrize("algorithm", ["PS256", "RS256"])
def test_server_that_wants_rsa(algorithm: str) -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.dpop.algorithms = (algorithm,)

    rows = ("dpop.proof-gets-a-bound-token", "dpop.bound-token-works-with-its-proof")
    assert set(seen_with(change, *rows).outcomes.values()) == {"passed"}


def test_server_that_requires_proofs() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.dpop.required = True

    assert set(seen_with(change, "dpop.*").outcomes.values()) == {"passed"}


def test_server_without_support_is_asked_for_nothing_else() -> None:
    def change(rules: AuthorizationRules) -> None:
        rules.dpop.algorithms = ()

    outcomes = dict(seen_with(change, "dpop.*").outcomes)
    assert outcomes.pop("dpop.proof-is-harmless") == "passed"
    assert outcomes.pop("dpop.no-proof-gets-a-bearer-token-or-a-refusal") == "passed"
    assert set(outcomes.values()) == {"not-offered"}


def test_algorithm_that_this_suite_lacks() -> None:
    def change(rules: AuthorizationRules) -> None:
        honest = rules.discovery.metadata
        rules.discovery.metadata = lambda document: {
            **honest(document),
            "dpop_signing_alg_values_supported": ["EdDSA"],
        }

    seen = seen_with(change, "dpop.*")
    assert set(seen.outcomes.values()) == {"not-testable"}
    assert "EdDSA" in str(seen.results[0].reason)
