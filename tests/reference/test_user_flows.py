"""The reference provider's flows with a user: CIBA, authorization code, JWT bearer."""

import base64
import hashlib
from typing import Any

import httpx
import pytest

from tests.reference_support import (
    JWT_BEARER,
    NUMBERS,
    PURPOSE,
    REDIRECT,
    Caller,
    claims_of,
    redirected,
    refused,
)


def test_ciba_at_once(caller: Caller) -> None:
    started = caller.ciba_start("swapped-3h", "sim-swap:check").json()
    assert (started["expires_in"], started["interval"]) == (120, 1)
    answer = caller.ciba_poll(started["auth_req_id"])
    assert answer.headers["cache-control"] == "no-store"
    access = claims_of(caller, answer.json()["access_token"])
    identity = claims_of(caller, answer.json()["id_token"])
    assert identity["aud"] == "reference-main"
    assert access["sub"] == identity["sub"]
    assert NUMBERS["swapped-3h"][1:] not in str(access) + str(identity)
    assert refused(caller.ciba_poll(started["auth_req_id"]), "invalid_grant")


def test_ciba_pseudonyms_are_pairwise(caller: Caller) -> None:
    hint = {"login_hint": f"tel:{NUMBERS['never']}", "scope": f"{PURPOSE} sim-swap"}
    subjects = set()
    for client in ("main", "other"):
        auth_req_id = caller.form("/bc-authorize", client, **hint).json()["auth_req_id"]
        other = "other" if client == "main" else "main"
        assert refused(caller.ciba_poll(auth_req_id, other), "invalid_grant")
        answer = caller.ciba_poll(auth_req_id, client).json()
        assert "id_token" not in answer
        subjects.add(claims_of(caller, answer["access_token"])["sub"])
    assert len(subjects) == 2


def test_ciba_user_who_takes_time(timed: Caller) -> None:
    auth_req_id = timed.ciba_start("slow").json()["auth_req_id"]
    assert refused(timed.ciba_poll(auth_req_id), "authorization_pending")
    assert refused(timed.ciba_poll(auth_req_id), "slow_down")
    timed.provider.clock.advance(3)
    assert timed.ciba_poll(auth_req_id).status_code == 200


def test_ciba_users_who_do_not_agree(timed: Caller) -> None:
    silent = timed.ciba_start("silent").json()["auth_req_id"]
    assert refused(timed.ciba_poll(silent), "authorization_pending")
    timed.provider.clock.advance(4)
    assert refused(timed.ciba_poll(silent), "authorization_pending")
    timed.provider.clock.advance(2)
    assert refused(timed.ciba_poll(silent), "expired_token")
    refuses = timed.ciba_start("refuses").json()["auth_req_id"]
    assert refused(timed.ciba_poll(refuses), "access_denied")
    assert refused(timed.ciba_start("no-consent"), "access_denied", 403)
    assert refused(timed.ciba_start("nobody"), "unknown_user_id")
    assert refused(timed.ciba_poll("nothing"), "invalid_grant")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"login_hint": "+447700900101"}, "invalid_request"),
        ({"login_hint": "tel:447700900101"}, "invalid_request"),
        ({"login_hint": "tel:+44-7700-900101"}, "invalid_request"),
        ({"login_hint": ""}, "invalid_request"),
        ({"login_hint": "ipport:192.0.2.1:80"}, "unknown_user_id"),
        ({"login_hint": "operatortoken:garbage"}, "unknown_user_id"),
        ({"id_token_hint": "x"}, "invalid_request"),
        ({"request": "x"}, "invalid_request_object"),
        ({"scope": "sim-swap"}, "invalid_scope"),
        ({"scope": f"{PURPOSE} dpv:Other sim-swap"}, "invalid_scope"),
        ({"scope": f"{PURPOSE} number-verification:verify"}, "invalid_scope"),
        ({"scope": ""}, "invalid_request"),
    ],
    ids=repr,
)
def test_ciba_requests_that_are_refused(
    caller: Caller, data: dict[str, str], error: str
) -> None:
    hint = {"login_hint": f"tel:{NUMBERS['never']}", "scope": f"{PURPOSE} sim-swap"}
    assert refused(caller.form("/bc-authorize", **{**hint, **data}), error)


def test_ciba_ignores_what_the_profile_ignores(caller: Caller) -> None:
    more = {"binding_message": "x", "user_code": "1", "requested_expiry": "5"}
    assert caller.ciba_start("never", acr_values="urn:x", **more).status_code == 200


def test_operator_token_is_sim_based(caller: Caller) -> None:
    hint = f"operatortoken:{caller.provider.variables['REFERENCE_TS43_TOKEN']}"
    scope = f"{PURPOSE} number-verification:verify"
    started = caller.form("/bc-authorize", login_hint=hint, scope=scope).json()
    token = caller.ciba_poll(started["auth_req_id"]).json()["access_token"]
    answer = caller.call("verify", token, {"phoneNumber": NUMBERS["ts43"]})
    assert answer.json() == {"devicePhoneNumberVerified": True}


def test_authorization_code(timed: Caller) -> None:
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}

    def redeem(code: str, **data: str) -> httpx.Response:
        form = {"redirect_uri": REDIRECT, "code_verifier": verifier, **data}
        return timed.token(grant_type="authorization_code", code=code, **form)

    def code() -> str:
        back = redirected(timed.authorize("never", nonce="n1", **pkce))
        assert back["state"] == "s 1"
        return back["code"]

    good = code()
    answer = redeem(good)
    assert claims_of(timed, answer.json()["id_token"])["nonce"] == "n1"
    assert claims_of(timed, answer.json()["access_token"])["amr"] == ["network"]
    assert refused(redeem(good), "invalid_grant")
    assert refused(redeem(code(), code_verifier="w" * 43), "invalid_grant")
    assert refused(redeem(code(), redirect_uri="https://b.example/"), "invalid_grant")
    late = code()
    timed.provider.clock.advance(61)
    assert refused(redeem(late), "invalid_grant")


@pytest.mark.parametrize(
    ("line", "query", "error"),
    [
        (None, {}, "login_required"),
        ("nobody", {}, "login_required"),
        ("refuses", {}, "access_denied"),
        ("no-consent", {}, "consent_required"),
        ("silent", {}, "consent_required"),
        ("never", {"response_type": "token"}, "unsupported_response_type"),
        ("never", {"scope": "nosuch"}, "invalid_scope"),
        ("never", {"scope": "number-verification:verify"}, "invalid_scope"),
        ("never", {"request_uri": "urn:x"}, "request_uri_not_supported"),
        ("never", {"code_challenge": "x"}, "invalid_request"),
        ("never", {"code_challenge_method": "foo"}, "invalid_request"),
    ],
    ids=repr,
)
def test_error_redirects(
    caller: Caller, line: str | None, query: dict[str, str], error: str
) -> None:
    back = redirected(caller.authorize(line, **query))
    assert (back["error"], back["state"]) == (error, "s 1")
    assert "code" not in back


def test_never_redirected(caller: Caller) -> None:
    for query in ({"redirect_uri": "https://evil.example/"}, {"client_id": "nobody"}):
        assert refused(caller.authorize("never", **query), "invalid_request")


def test_code_of_another_client(caller: Caller) -> None:
    code = redirected(caller.authorize("never"))["code"]
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code": code}
    assert refused(caller.token("other", **form), "invalid_grant")


def bearer(caller: Caller, line: str = "swapped-3h", **claims: Any) -> httpx.Response:
    told = {"sub": f"tel:{NUMBERS[line]}", "scope": f"{PURPOSE} sim-swap", **claims}
    form = {"grant_type": JWT_BEARER, "assertion": caller.assertion(**told)}
    return caller.http.post("/token", data=form)


def test_jwt_bearer(caller: Caller) -> None:
    answer = bearer(caller)
    assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope"}
    called = caller.call("check", answer.json()["access_token"])
    assert called.json() == {"swapped": True}


@pytest.mark.parametrize("missing", ["iss", "sub", "aud", "exp", "iat", "jti", "scope"])
def test_jwt_bearer_needs_every_claim(caller: Caller, missing: str) -> None:
    without: dict[str, Any] = {missing: None}
    assert refused(bearer(caller, **without), "invalid_grant")


def test_jwt_bearer_refusals(caller: Caller) -> None:
    for line in ("nobody", "refuses", "silent", "slow", "no-consent"):
        assert refused(bearer(caller, line), "invalid_grant")
    assert refused(bearer(caller, sub=NUMBERS["never"]), "invalid_grant")
    assert refused(bearer(caller, exp=int(caller.provider.clock.now()) + 600), "invalid_grant")
    assert refused(bearer(caller, aud="https://b.example"), "invalid_grant")
    assert refused(bearer(caller, scope="sim-swap"), "invalid_scope")
    scope = f"{PURPOSE} number-verification:verify"
    assert refused(bearer(caller, scope=scope), "invalid_scope")


def test_odd_queries_never_crash(caller: Caller) -> None:
    for query in ("client_id=%ff", "&&", "=", "a=1&a=2", "x=" * 150, "&".join("abcdef" * 30)):
        assert refused(caller.http.get(f"/authorize?{query}"), "invalid_request")
