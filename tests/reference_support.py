"""A small client of the reference provider, written apart from the suite's own."""

import re
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from conformance.reference import ReferenceProvider

PURPOSE = "dpv:FraudPreventionAndDetection"
REDIRECT = "https://client.example/callback"
CIBA = "urn:openid:params:grant-type:ciba"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KEYS = {
    "main": "REFERENCE_CLIENT_KEY",
    "other": "REFERENCE_OTHER_CLIENT_KEY",
    "limited": "REFERENCE_LIMITED_CLIENT_KEY",
}
NUMBERS = {
    "swapped-3h": "+447700900101",
    "swapped-20h": "+447700900102",
    "swapped-100h": "+447700900103",
    "swapped-9d": "+447700900104",
    "swapped-11d": "+447700900105",
    "swapped-90d": "+447700900106",
    "swapped-200d": "+447700900107",
    "never": "+447700900110",
    "never-too": "+447700900111",
    "no-sim": "+447700900112",
    "iot": "+447700900113",
    "nobody": "+447700900199",
    "silent": "+447700900120",
    "refuses": "+447700900121",
    "slow": "+447700900122",
    "no-consent": "+447700900123",
    "ts43": "+447700900124",
}


class Caller:
    """Asks one provider for tokens and answers."""

    def __init__(self, provider: ReferenceProvider) -> None:
        self.provider = provider
        self.http = httpx.Client(base_url=provider.base_url)

    def assertion(self, client: str = "main", path: str = "/token", **claims: Any) -> str:
        """Sign an assertion with the key of a client; a claim of None is left out."""
        key = ECKey.import_key(Path(self.provider.variables[KEYS[client]]).read_bytes())
        return self.sign(key, f"reference-{client}", f"{client}-1", path, **claims)

    def sign(
        self,
        key: ECKey | RSAKey,
        client_id: str,
        kid: str,
        path: str = "/token",
        alg: str = "ES256",
        **claims: Any,
    ) -> str:
        """Sign an assertion with any key."""
        now = int(self.provider.clock.now())
        told = {
            "iss": client_id,
            "sub": client_id,
            "aud": self.provider.base_url + path,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid.uuid4()),
            **claims,
        }
        told = {name: value for name, value in told.items() if value is not None}
        return jwt.encode({"alg": alg, "kid": kid}, told, key, algorithms=[alg])

    def form(self, path: str, client: str = "main", **data: str) -> httpx.Response:
        """Post a form with client authentication to an endpoint."""
        signed = self.assertion(client, path)
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
        return self.http.post(path, data=proof | data)

    def token(self, client: str = "main", **data: str) -> httpx.Response:
        """Post to the token endpoint."""
        return self.form("/token", client, **data)

    def two_legged(self, scope: str = "sim-swap") -> str:
        """Return a token without a user."""
        answer = self.token(grant_type="client_credentials", scope=scope)
        return str(answer.json()["access_token"])

    def ciba_start(self, line: str, scope: str = "sim-swap", **data: str) -> httpx.Response:
        """Ask for the agreement of the user of a line."""
        hint = {"login_hint": f"tel:{NUMBERS[line]}", "scope": f"openid {PURPOSE} {scope}"}
        return self.form("/bc-authorize", **{**hint, **data})

    def ciba_poll(self, auth_req_id: str, client: str = "main") -> httpx.Response:
        """Poll once."""
        return self.token(client, grant_type=CIBA, auth_req_id=auth_req_id)

    def three_legged(self, line: str = "swapped-3h", scope: str = "sim-swap") -> str:
        """Return a token with a user, by CIBA."""
        auth_req_id = self.ciba_start(line, scope).json()["auth_req_id"]
        return str(self.ciba_poll(auth_req_id).json()["access_token"])

    def authorize(self, line: str | None, **query: str) -> httpx.Response:
        """Visit the authorization endpoint with the device of a line."""
        asked = {
            "response_type": "code",
            "client_id": "reference-main",
            "redirect_uri": REDIRECT,
            "scope": f"openid {PURPOSE} number-verification:verify",
            "prompt": "none",
            "state": "s 1",
            **query,
        }
        header = {} if line is None else {"x-network-msisdn": NUMBERS[line]}
        return self.http.get("/authorize", params=asked, headers=header)

    def device(self, line: str, scope: str = "number-verification:verify") -> str:
        """Return a token for the device of a line, by authorization code."""
        code = redirected(self.authorize(line, scope=f"{PURPOSE} {scope}"))["code"]
        answer = self.token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
        return str(answer.json()["access_token"])

    def call(
        self,
        operation: str,
        token: str | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Call an operation: a body becomes JSON, `content` is sent as it is."""
        api = "REFERENCE_SIM_SWAP"
        if operation in {"verify", "device-phone-number"}:
            api = "REFERENCE_NUMBER_VERIFICATION"
        url = f"{self.provider.variables[api]}/{operation}"
        sent = {"x-correlator": str(uuid.uuid4())}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        if operation == "device-phone-number":
            return self.http.get(url, headers={**sent, **(headers or {})})
        if content is not None:
            sent["content-type"] = "application/json"
            return self.http.post(url, headers={**sent, **(headers or {})}, content=content)
        return self.http.post(url, headers={**sent, **(headers or {})}, json=body or {})


def redirected(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters of a redirect to the client."""
    assert answer.status_code == 302, answer.text
    target = answer.headers["location"]
    assert target.startswith(f"{REDIRECT}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def is_error(answer: httpx.Response, status: int, code: str) -> bool:
    """Say whether an answer is the CAMARA error with that status and code, in good form."""
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"status", "code", "message"}
    assert body["message"]
    found = (answer.status_code, body["status"], body["code"])
    assert found == (status, status, code), found
    return True


def refused(answer: httpx.Response, error: str, status: int = 400) -> bool:
    """Say whether an answer is that OAuth error, in good form."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"error", "error_description"}
    # RFC 6749, section 5.2, has printable ASCII there, without quote and backslash.
    assert re.fullmatch(r"[ !#-\[\]-~]+", answer.json()["error_description"])
    found = (answer.status_code, answer.json()["error"])
    assert found == (status, error), answer.text
    return True


def claims_of(caller: Caller, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(caller.http.get("/jwks").json())
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)


def check(caller: Caller, token: str, line: str, hours: object = None) -> httpx.Response:
    """Ask whether a line's SIM was swapped within so many hours."""
    body: dict[str, object] = {"phoneNumber": NUMBERS[line]}
    return caller.call("check", token, body if hours is None else {**body, "maxAge": hours})
