"""DPoP proofs (RFC 9449), and token requests that come with one."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from conformance.exchanges import Request
from conformance.profile.model import Client
from conformance.target.answers import UnexpectedAnswer
from conformance.target.operations import Marker
from conformance.tokens.flows.endpoint import Endpoints, Fields, OAuthAnswer
from conformance.tokens.server import AuthorizationServer, EndpointName

# What this suite can sign proofs with, the one it likes best first.
ALGORITHMS = ("ES256", "PS256", "RS256")


def _fresh_key(algorithm: str) -> ECKey | RSAKey:
    if algorithm.startswith("ES"):
        return ECKey.generate_key("P-256")
    return RSAKey.generate_key(2048)


@dataclass
class Prover:
    """Makes proofs with a key of its own, good ones unless something is changed."""

    algorithm: str = "ES256"
    extension: tuple[str, ...] = ()
    """Claims of the security profile's extension that the server wants in each proof."""
    nonce: str | None = None
    """What the server asked to be put into each proof (RFC 9449 section 8)."""
    key: ECKey | RSAKey = field(init=False)

    def __post_init__(self) -> None:
        self.key = _fresh_key(self.algorithm)

    def proof(
        self,
        request: Request,
        *,
        token: str | None = None,
        header: Mapping[str, Any] | None = None,
        foreign: bool = False,
        **changes: object,
    ) -> str:
        """Return a proof for a request, and for the access token that goes along.

        A change to ABSENT leaves a claim out; `foreign` signs with another key than the
        header names.
        """
        claims = {**self._claims(request, token), **changes}
        present = {k: v for k, v in claims.items() if not isinstance(v, Marker)}
        head = {
            "typ": "dpop+jwt",
            "alg": self.algorithm,
            "jwk": self.key.as_dict(private=False),
            **(header or {}),
        }
        key = _fresh_key(self.algorithm) if foreign else self.key
        return jwt.encode(head, present, key, [self.algorithm])

    def _claims(self, request: Request, token: str | None) -> dict[str, object]:
        url = urlsplit(request.url)
        claims: dict[str, object] = {
            "jti": str(uuid4()),
            "htm": request.method,
            "htu": url._replace(query="", fragment="").geturl(),
            "iat": int(time.time()),
        }
        if self.nonce is not None:
            claims["nonce"] = self.nonce
        if token is not None:
            claims["ath"] = _hash(token.encode())
        if "camara:bh" in self.extension:
            claims["camara:bh"] = _hash(request.body or b"")
        if "camara:qh" in self.extension and url.query:
            claims["camara:qh"] = _hash(url.query.encode())
        return claims


Proof = Callable[[Request], str]
"""Makes the proof that a token request takes along."""


class ProvingEndpoints(Endpoints):
    """Endpoints whose token requests take a proof along."""

    def __init__(
        self, server: AuthorizationServer, prover: Prover, proof: Proof | None = None
    ) -> None:
        super().__init__(server)
        self._prover = prover
        self._proof = proof or prover.proof

    def post(self, *arguments: Any, **named: Any) -> OAuthAnswer:
        """Post a form; once more where the server wants its nonce in the proof."""
        answer = super().post(*arguments, **named)
        nonce = answer.headers.get("dpop-nonce")
        if nonce is None or _error(answer) != "use_dpop_nonce":
            return answer
        self._prover.nonce = nonce
        return super().post(*arguments, **named)

    def _form(
        self,
        endpoint: EndpointName,
        fields: Fields,
        client: Client | Marker,
        headers: Sequence[tuple[str, str]],
    ) -> Request:
        request = super()._form(endpoint, fields, client, headers)
        if endpoint != "token":
            return request
        proven = (*request.headers, ("DPoP", self._proof(request)))
        return replace(request, headers=proven)


def _error(answer: OAuthAnswer) -> object:
    try:
        return answer.error
    except UnexpectedAnswer:
        return None


def _hash(value: bytes) -> str:
    digest = hashlib.sha256(value).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
