"""The reference provider's token endpoint: clients, their scopes, and grants of one step."""

import base64
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey

from conformance.reference.authorization.clients import Client
from tests.reference_support import (
    ASSERTION_TYPE,
    CIBA,
    JWT_BEARER,
    NUMBERS,
    PURPOSE,
    Caller,
    claims_of,
    is_error,
    refused,
)


def test_discovery(caller: Caller) -> None:
    url = caller.provider.variables["REFERENCE_DISCOVERY"]
    metadata = caller.http.get(url).json()
    base = caller.provider.base_url
    assert metadata["issuer"] == base
    assert metadata["token_endpoint"] == f"{base}/token"
    assert metadata["backchannel_authentication_endpoint"] == f"{base}/bc-authorize"
    assert metadata["authorization_endpoint"] == f"{base}/authorize"
    keys = caller.http.get(metadata["jwks_uri"]).json()["keys"]
    assert all("d" not in key for key in keys)


def test_client_credentials(caller: Caller) -> None:
    answer = caller.token(grant_type="client_credentials", scope="sim-swap:check")
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    claims = claims_of(caller, body["access_token"])
    assert (claims["sub"], claims["client_id"]) == ("reference-main", "reference-main")
    assert (claims["scope"], claims["amr"]) == ("sim-swap:check", ["client"])
    assert claims["exp"] - claims["iat"] == body["expires_in"]


@pytest.mark.parametrize(
    "scope",
    [
        "sim-swap nosuch:scope",
        "number-verification:verify",
        "openid sim-swap",
        "SIM-SWAP",
        f"sim-swap {PURPOSE} dpv:Other",
        PURPOSE,
    ],
)
def test_scopes_of_a_client(caller: Caller, scope: str) -> None:
    answer = caller.token(grant_type="client_credentials", scope=scope)
    assert refused(answer, "invalid_scope")


def test_requests_that_lack_something(caller: Caller) -> None:
    assert refused(caller.token(grant_type="client_credentials"), "invalid_request")
    assert refused(caller.token(scope="sim-swap"), "invalid_request")
    assert refused(caller.token(grant_type="password"), "unsupported_grant_type")
    assert refused(caller.http.post("/token", json={}), "invalid_request")
    twice = "grant_type=a&grant_type=b"
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert refused(caller.http.post("/token", content=twice, headers=form), "invalid_request")
    broken = caller.http.post("/token", content=b"\xff", headers=form)
    assert refused(broken, "invalid_request")


def test_limited_client(caller: Caller) -> None:
    answer = caller.token("limited", grant_type="client_credentials", scope="sim-swap")
    assert refused(answer, "unauthorized_client")
    answer = caller.form("/bc-authorize", "limited", scope="x", login_hint="y")
    assert refused(answer, "unauthorized_client")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 10**10},
        {"exp": 1},
        {"exp": None},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"iat": {}},
        {"jti": 5},
        {"aud": [1, {}]},
        {"iss": []},
        {"iat": 10**10},
        {"iat": 1},
        {"jti": None},
        {"aud": "https://elsewhere.example/token"},
        {"aud": None},
        {"sub": "reference-other"},
        {"iss": "nobody"},
        {"iss": "reference-other", "sub": "reference-other"},
    ],
    ids=repr,
)
def test_client_assertions_that_are_refused(caller: Caller, claims: dict[str, Any]) -> None:
    signed = caller.assertion(**claims)
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
    form = {"grant_type": "client_credentials", "scope": "sim-swap", **proof}
    assert refused(caller.http.post("/token", data=form), "invalid_client", 401)


def test_clients_that_prove_nothing(caller: Caller) -> None:
    form = {"grant_type": "client_credentials", "scope": "sim-swap"}
    for more in (
        {},
        {"client_id": "reference-main", "client_secret": "x"},
        {"client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b.c"},
        {"client_assertion_type": "other", "client_assertion": caller.assertion()},
    ):
        assert refused(caller.http.post("/token", data=form | more), "invalid_client", 401)


def test_audiences(caller: Caller) -> None:
    base = caller.provider.base_url
    hint = {"login_hint": f"tel:{NUMBERS['never']}", "scope": f"{PURPOSE} sim-swap"}
    for path, data in (
        ("/token", {"grant_type": "client_credentials", "scope": "sim-swap"}),
        ("/bc-authorize", hint),
    ):
        for audience in (base + path, f"{base}/token", base, [base, "https://b.example"]):
            signed = caller.assertion(aud=audience)
            proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
            assert caller.http.post(path, data=data | proof).status_code == 200


@pytest.mark.parametrize("alg", ["RS256", "PS256"])
def test_rsa_clients(caller: Caller, alg: str) -> None:
    key = RSAKey.generate_key(2048)
    public = RSAKey.import_key(key.as_dict(private=False))
    caller.provider.register(Client("rsa", public, "r1"))
    signed = caller.sign(key, "rsa", "r1", alg=alg)
    form = {"grant_type": "client_credentials", "scope": "sim-swap"}
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}
    assert caller.http.post("/token", data=form | proof).status_code == 200
    foreign = caller.sign(RSAKey.generate_key(2048), "rsa", "r1", alg=alg)
    proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": foreign}
    assert refused(caller.http.post("/token", data=form | proof), "invalid_client", 401)


def test_access_tokens_expire(timed: Caller) -> None:
    token = timed.two_legged()
    body = {"phoneNumber": NUMBERS["never"]}
    assert timed.call("check", token, body).status_code == 200
    timed.provider.clock.advance(301)
    assert is_error(timed.call("check", token, body), 401, "UNAUTHENTICATED")


def test_keys_of_clients_are_usable_pem(caller: Caller) -> None:
    path = Path(caller.provider.variables["REFERENCE_CLIENT_KEY"])
    assert ECKey.import_key(path.read_bytes()).is_private
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_unknown_grant_needs_a_client_first(caller: Caller) -> None:
    answer = caller.http.post("/token", data={"grant_type": CIBA, "auth_req_id": "x"})
    assert refused(answer, "invalid_client", 401)


def part(value: object) -> str:
    """Encode one part of a JWT, bytes as they are."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_odd_tokens_are_refused_and_never_crash(caller: Caller) -> None:
    head, payload, signature = caller.two_legged().split(".")
    heads = [{"alg": "none"}, {"alg": "HS256"}, {"alg": 5}, {"alg": None}, {"alg": "ES384"}]
    odd = [f"{part(value)}.{payload}.{signature}" for value in [*heads, {}, [], b"x", b"\xff"]]
    odd += [f"{part({'alg': 'ES256', 'kid': []})}.{payload}.{signature}"]
    odd += [f"{part({'alg': 'ES256', 'crit': ['x']})}.{payload}.{signature}"]
    payloads: list[object] = [[], 5, b"[" * 20000, b"\xff"]
    odd += [f"{head}.{part(value)}.{signature}" for value in payloads]
    odd += ["..", ".", "a.b", "a.b.c.d.e", "A" * 5000, f"{head}.{payload}."]
    for token in odd:
        assert is_error(caller.call("check", token), 401, "UNAUTHENTICATED")
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": token}
        form = {"grant_type": "client_credentials", "scope": "sim-swap", **proof}
        assert refused(caller.http.post("/token", data=form), "invalid_client", 401)
        form = {"grant_type": JWT_BEARER, "assertion": token}
        assert refused(caller.http.post("/token", data=form), "invalid_grant")
