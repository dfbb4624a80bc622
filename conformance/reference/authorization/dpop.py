"""DPoP proofs, read and judged (RFC 9449 section 4.3, CAMARA security profile)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from conformance.reference.authorization.dpop_rules import DpopRules, Expected
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.clock import Clock


class _Registry(jws.JWSRegistry):
    """Takes headers as long as that of a proof with an RSA key of 4096 bits."""

    max_header_length = 2048


class BadProofError(ValueError):
    """A proof that proves nothing; the message says why."""


@dataclass(frozen=True)
class Sent:
    """What came along with a request: its DPoP header and its body."""

    proof: str | None = None
    raw: bytes = b""


def hash_of(value: bytes) -> str:
    """Return the SHA-256 of bytes as base64url without padding: `ath`, `camara:bh`."""
    return base64.urlsafe_b64encode(hashlib.sha256(value).digest()).rstrip(b"=").decode()


class Proofs:
    """Judges the proofs that come to one provider."""

    def __init__(self, clock: Clock, rules: DpopRules) -> None:
        self._clock = clock
        self._rules = rules

    def at_token_endpoint(self, sent: Sent, url: str) -> str | None:
        """Return the thumbprint that a token is to be bound to, None for a bearer token.

        OAuthError for a proof that is not good, and for a missing one where it is required.
        """
        rules = self._rules
        if sent.proof is None and rules.required:
            status, error = rules.missing_error
            raise OAuthError(error, "A DPoP proof is required.", status)
        if sent.proof is None or (not rules.algorithms and not rules.refuses_the_header):
            return None
        status, error = rules.error
        if rules.refuses_the_header:
            raise OAuthError(error, "The header DPoP is not supported.", status)
        try:
            self._refuse_without_nonce(sent.proof)
            return self.thumbprint(sent, "POST", url)
        except BadProofError as problem:
            raise OAuthError(error, f"The proof is not good: {problem}.", status) from problem

    def _refuse_without_nonce(self, proof: str) -> None:
        """Ask for the nonce in the header DPoP-Nonce, if there is one (RFC 9449 section 8)."""
        nonce = self._rules.nonce
        if nonce is not None and self._read(proof)[1].get("nonce") != nonce:
            raise OAuthError("use_dpop_nonce", "The proof lacks the nonce.")

    def thumbprint(self, sent: Sent, method: str, url: str, token: str | None = None) -> str:
        """Return the thumbprint of the key behind a good proof; BadProofError otherwise."""
        ath = None if token is None else hash_of(token.encode())
        header, claims, jkt = self._read(sent.proof or "")
        expected = Expected(method, url, self._clock.now(), ath)
        self._judge(header, claims, expected)
        self._judge_extension(claims, sent, url)
        return jkt

    def _judge(
        self, header: Mapping[str, Any], claims: Mapping[str, Any], expected: Expected
    ) -> None:
        rules, jti = self._rules, claims.get("jti")
        if not isinstance(jti, str) or not rules.is_new(rules.seen, jti):
            raise BadProofError("jti is missing, or was used before")
        for good, what in (
            (rules.kind_is_right(header), "typ or jwk"),
            (rules.request_is_right(claims, expected), "htm or htu"),
            (rules.time_is_right(claims, expected.now), "iat"),
            (rules.token_is_right(claims, expected.ath), "ath"),
        ):
            if not good:
                raise BadProofError(f"{what} is not right")
        rules.seen.add(jti)

    def _judge_extension(self, claims: Mapping[str, Any], sent: Sent, url: str) -> None:
        query = url.partition("?")[2]
        right = {"camara:bh": hash_of(sent.raw), "camara:qh": hash_of(query.encode())}
        wanted = [name for name in self._rules.required_claims if name != "camara:qh" or query]
        if any(claims.get(name) != right[name] for name in wanted):
            raise BadProofError("an extension claim is missing or wrong")
        known = self._rules.known_claims
        if known is not None and not set(claims) <= known:
            raise BadProofError("a claim is not known")

    def _read(self, proof: str) -> tuple[dict[str, Any], dict[str, Any], str]:
        """Return header, claims and thumbprint of a proof whose signature holds."""
        try:
            head, payload, _ = proof.encode("ascii").split(b".")
            header = json.loads(urlsafe_b64decode(head))
            kind = ECKey if header["jwk"].get("kty") == "EC" else RSAKey
            key = kind.import_key({k: v for k, v in header["jwk"].items() if k != "d"})
            if self._rules.checks_signature:
                known = _Registry(algorithms=list(self._rules.algorithms))
                jws.deserialize_compact(proof, key, registry=known)
            claims = json.loads(urlsafe_b64decode(payload))
            return header, dict(claims), key.thumbprint()
        except (
            JoseError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            IndexError,
            RecursionError,
        ) as problem:
            raise BadProofError(
                "it can't be read, or its signature does not hold"
            ) from problem
