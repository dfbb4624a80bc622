"""A client of the dialect `u-mobile`, as the operator's own pages have it speak."""

import base64
import time
from collections.abc import Mapping
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from conformance.reference import ReferenceProvider
from conformance.reference.u_mobile import MOBILE_CONNECT_CIBA

NUMBER, OTHER_NUMBER = "+447700900101", "+447700900110"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Caller:
    """A client of the dialect."""

    def __init__(self, provider: ReferenceProvider) -> None:
        told = provider.variables
        self._api = told["REFERENCE_SIM_SWAP"]
        self._root = told["REFERENCE_AUTHORIZATION"] + "/openIDConnectCIBA/v1"
        self.secret = told["REFERENCE_CLIENT_SECRET"]
        self._http = httpx.Client(trust_env=False)
        basic = base64.b64encode(f"reference-main:{self.secret}".encode()).decode()
        self.basic = {"authorization": f"Basic {basic}"}

    def post(
        self,
        path: str,
        form: Mapping[str, str] | bytes,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Post a form, by Basic unless told otherwise."""
        head = {**(self.basic if headers is None else headers)}
        head["content-type"] = "application/x-www-form-urlencoded"
        raw = form if isinstance(form, bytes) else str(httpx.QueryParams(form)).encode()
        return self._http.post(self._root + path, content=raw, headers=head)

    def started(self, hint: str = f"tel:{NUMBER}", scope: str = "check-sim-swap") -> Any:
        """Return the answer to an authentication request."""
        return self.post("/bc-authorize", {"login_hint": hint, "scope": scope}).json()

    def token(self, scope: str = "check-sim-swap") -> Any:
        """Go through CIBA for NUMBER."""
        polled = {
            "grant_type": MOBILE_CONNECT_CIBA,
            "auth_req_id": self.started(scope=scope)["auth_req_id"],
        }
        return self.post("/token", polled).json()

    def ask(self, operation: str, token: str, body: object) -> httpx.Response:
        """Call the API."""
        head = {"authorization": f"Bearer {token}", "x-correlator": "any text, with blanks"}
        return self._http.post(f"{self._api}/{operation}", json=body, headers=head)

    def assertion(self, key: str) -> dict[str, str]:
        """Return the proof of a client whose secret signs."""
        now = int(time.time())
        claims = {
            "iss": "reference-main",
            "sub": "reference-main",
            "aud": f"{self._root}/token",
            "iat": now,
            "exp": now + 60,
            "jti": str(time.time_ns()),
        }
        signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key))
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
