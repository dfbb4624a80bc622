"""The issuer: makes access tokens and ID tokens, and knows what each one stands for."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import replace
from typing import Any

from joserfc.jwk import ECKey

from conformance.reference.authorization import jose
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.id_token_rules import IdTokenRules
from conformance.reference.authorization.scopes import Scopes
from conformance.reference.clock import Clock
from conformance.reference.problems import RefusalError
from conformance.reference.subscribers import Subscriber

TOKEN_SECONDS = 300
"""Life of an access token; the most that the next release of number verification allows."""
_KID = "reference-1"


class Issuer:
    """Signs tokens with ES256 under a key that is made afresh at every start."""

    def __init__(self, url: str, clock: Clock, id_tokens: IdTokenRules | None = None) -> None:
        self.url = url
        self._id_tokens = id_tokens or IdTokenRules()
        self._clock = clock
        self._key = ECKey.generate_key("P-256")
        self._salt = secrets.token_bytes(32)
        self._grants: dict[str, Grant] = {}

    def jwks(self) -> dict[str, Any]:
        """Return the public keys for /jwks."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": _KID, "use": "sig", "alg": "ES256"}]}

    def pseudonym(self, client_id: str, line_id: str) -> str:
        """Return the `sub` of a user for one client: pairwise, and no way back to a number."""
        told = f"{client_id}\n{line_id}".encode()
        return hmac.new(self._salt, told, hashlib.sha256).hexdigest()

    def access_token(
        self, grant: Grant, scope: str, lives: float = TOKEN_SECONDS, age: float = 0
    ) -> str:
        """Return a signed access token for a grant, issued `age` seconds ago for `lives`."""
        issued = int(self._clock.now() - age)
        jti = str(uuid.uuid4())
        self._grants[jti] = grant
        line = grant.line_id
        claims = {
            "iss": self.url,
            "sub": grant.client_id if line is None else self.pseudonym(grant.client_id, line),
            "client_id": grant.client_id,
            "scope": scope,
            "iat": issued,
            "exp": issued + int(lives),
            "jti": jti,
            "amr": [grant.method.value],
        }
        return jose.sign(claims, self._key, _KID, "at+jwt")

    def verified(self, token: str) -> dict[str, Any]:
        """Return the claims of an access token; RefusalError if we have not signed it."""
        try:
            return jose.read(token, self._key, ["ES256"], _KID)
        except jose.BadTokenError as problem:
            raise RefusalError("invalid-token") from problem

    def grant(self, claims: dict[str, Any]) -> Grant | None:
        """Return what an access token stands for; None for any other JWT, an ID token say."""
        return self._grants.get(str(claims.get("jti")))

    def bind(self, token: str, thumbprint: str) -> None:
        """Bind an access token to the key that has this thumbprint (RFC 9449)."""
        jti = str(self.verified(token)["jti"])
        self._grants[jti] = replace(self._grants[jti], thumbprint=thumbprint)

    def id_token(
        self, client: Client, line: Subscriber, nonce: str | None, **more: object
    ) -> str:
        """Return a signed ID token; nothing in it tells the number."""
        issued = int(self._clock.now())
        claims: dict[str, object] = {
            "iss": self.url,
            "sub": self._id_tokens.sub_of(client, line, self.pseudonym),
            "aud": client.id,
            "iat": issued,
            "auth_time": issued,
            "exp": issued + TOKEN_SECONDS,
            **more,
        }
        if nonce is not None:
            claims["nonce"] = nonce
        told = self._id_tokens.claims_of(claims, line)
        return self._id_tokens.signed(told, self._key, _KID)

    def for_client(self, client: Client, scopes: Scopes) -> dict[str, object]:
        """Return the token response for a client on its own."""
        grant = Grant(client.id, scopes.apis, Method.CLIENT)
        return self._response(self.access_token(grant, scopes.text), scopes)

    def for_user(
        self, client: Client, scopes: Scopes, line: Subscriber, method: Method
    ) -> dict[str, object]:
        """Return the token response for the user of a line, without ID token."""
        grant = Grant(client.id, scopes.apis, method, line.id)
        return self._response(self.access_token(grant, scopes.text), scopes)

    def _response(self, token: str, scopes: Scopes) -> dict[str, object]:
        """Return the members that every token response has."""
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": scopes.text,
        }
