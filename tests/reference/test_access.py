"""The reference provider lets in who may ask, and refuses the others first of all."""

import pytest

from tests.reference_support import (
    NUMBERS,
    Caller,
    check,
    is_error,
)

OPERATIONS = ("check", "retrieve-date", "verify", "device-phone-number")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_unauthenticated_comes_first(caller: Caller, operation: str) -> None:
    bad = {"x-correlator": "a b"}
    expired = caller.provider.variables["REFERENCE_EXPIRED_TOKEN"]
    for sent in (None, "garbage", "a.b.c", expired, expired[:-3] + "abc"):
        answer = caller.call(operation, sent, content=b"{", headers=bad)
        assert is_error(answer, 401, "UNAUTHENTICATED")
    basic = caller.call(operation, headers={"authorization": "Basic YTpi"})
    assert is_error(basic, 401, "UNAUTHENTICATED")


def test_id_token_is_no_access_token(caller: Caller) -> None:
    started = caller.ciba_start("swapped-3h").json()["auth_req_id"]
    id_token = caller.ciba_poll(started).json()["id_token"]
    assert is_error(caller.call("check", id_token), 401, "UNAUTHENTICATED")


def test_scopes(caller: Caller) -> None:
    only_check = caller.two_legged("sim-swap:check")
    assert check(caller, only_check, "never").status_code == 200
    refused = caller.call("retrieve-date", only_check, {"phoneNumber": NUMBERS["never"]})
    assert is_error(refused, 403, "PERMISSION_DENIED")
    only_verify = caller.device("never")
    refused = caller.call("device-phone-number", only_verify)
    assert is_error(refused, 403, "PERMISSION_DENIED")
    assert is_error(caller.call("verify", only_check, content=b"{"), 403, "PERMISSION_DENIED")


def test_user_that_the_network_does_not_know(caller: Caller) -> None:
    by_sms = caller.provider.variables["REFERENCE_SMS_OTP_TOKEN"]
    code = "NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK"
    for operation in ("verify", "device-phone-number"):
        assert is_error(caller.call(operation, by_sms), 403, code)
