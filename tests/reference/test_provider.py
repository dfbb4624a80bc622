"""The reference provider answers: each state of a line, in both APIs and both dialects."""

import hashlib
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from conformance.reference import ReferenceProvider
from tests.reference_support import (
    NUMBERS,
    Caller,
    check,
    is_error,
)


@pytest.fixture(scope="module")
def limited() -> Iterator[Caller]:
    with ReferenceProvider("camara-limited") as provider:
        yield Caller(provider)


def date_of(caller: Caller, token: str, line: str) -> object:
    answer = caller.call("retrieve-date", token, {"phoneNumber": NUMBERS[line]})
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize(
    ("line", "hours", "expected"),
    [
        ("swapped-3h", None, True),
        ("swapped-3h", 4, True),
        ("swapped-3h", 2, False),
        ("swapped-20h", 24, True),
        ("swapped-100h", 120, True),
        ("swapped-100h", 99, False),
        ("swapped-9d", None, True),
        ("swapped-11d", None, False),
        ("swapped-11d", 265, True),
        ("swapped-90d", 2400, True),
        ("swapped-90d", 2159, False),
        ("swapped-200d", 2400, False),
        ("never", 2400, False),
        ("never-too", None, False),
        ("no-sim", 1, False),
        ("swapped-3h", 240.0, True),
    ],
)
def test_check(caller: Caller, token: str, line: str, hours: object, expected: bool) -> None:
    answer = check(caller, token, line, hours)
    assert (answer.status_code, answer.json()) == (200, {"swapped": expected})


def test_date_is_the_swap_to_the_second(caller: Caller, token: str) -> None:
    known = caller.provider.variables["REFERENCE_SWAPPED_3H_CHANGED_AT"]
    assert date_of(caller, token, "swapped-3h") == {"latestSimChange": known}
    age = time.time() - datetime.fromisoformat(known).timestamp()
    assert 3 * 3600 <= age < 3 * 3600 + 60


def test_dates_without_a_swap(caller: Caller, token: str) -> None:
    assert date_of(caller, token, "never") == {"latestSimChange": "2020-05-01T00:00:00Z"}
    assert date_of(caller, token, "never-too") == {"latestSimChange": "2019-03-15T09:30:00Z"}
    assert date_of(caller, token, "no-sim") == {"latestSimChange": None}


def test_limited_history(limited: Caller) -> None:
    token = limited.two_legged()
    null = {"latestSimChange": None, "monitoredPeriod": 30}
    assert date_of(limited, token, "swapped-90d") == null
    assert date_of(limited, token, "never") == null
    assert date_of(limited, token, "swapped-11d") != null
    assert check(limited, token, "swapped-11d", 720).json() == {"swapped": True}
    assert is_error(check(limited, token, "swapped-11d", 721), 400, "OUT_OF_RANGE")
    assert check(limited, token, "swapped-9d").json() == {"swapped": True}


def test_three_legged_sim_swap(caller: Caller) -> None:
    token = caller.three_legged("swapped-3h")
    assert caller.call("check", token).json() == {"swapped": True}
    assert caller.call("check", token, {"maxAge": 2}).json() == {"swapped": False}
    for line in ("swapped-3h", "never"):
        for operation in ("check", "retrieve-date"):
            answer = caller.call(operation, token, {"phoneNumber": NUMBERS[line]})
            assert is_error(answer, 422, "UNNECESSARY_IDENTIFIER")
    of_iot = caller.three_legged("iot")
    assert is_error(caller.call("check", of_iot), 422, "SERVICE_NOT_APPLICABLE")


@pytest.mark.parametrize("operation", ["check", "retrieve-date"])
def test_two_legged_refusals(caller: Caller, token: str, operation: str) -> None:
    unknown = caller.call(operation, token, {"phoneNumber": NUMBERS["nobody"]})
    assert is_error(unknown, 404, "IDENTIFIER_NOT_FOUND")
    assert is_error(caller.call(operation, token), 422, "MISSING_IDENTIFIER")
    iot = caller.call(operation, token, {"phoneNumber": NUMBERS["iot"]})
    assert is_error(iot, 422, "SERVICE_NOT_APPLICABLE")
    more = {"phoneNumber": NUMBERS["never"], "unknown": {"deep": [1]}}
    assert caller.call(operation, token, more).status_code == 200


@pytest.mark.parametrize("hours", ["240", 12.5, None, True, [240], {}, 1e400])
def test_max_age_of_a_wrong_type(caller: Caller, token: str, hours: object) -> None:
    text = "1e400" if hours == float("inf") else None
    body = b'{"phoneNumber": "+447700900101", "maxAge": %s}'
    if text is not None:
        answer = caller.call("check", token, content=body % text.encode())
    else:
        sent = {"phoneNumber": NUMBERS["never"], "maxAge": hours}
        answer = caller.call("check", token, sent)
    assert is_error(answer, 400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("hours", [0, -1, 2401, 100000, 10**30])
def test_max_age_out_of_range(caller: Caller, token: str, hours: int) -> None:
    assert is_error(check(caller, token, "never", hours), 400, "OUT_OF_RANGE")


def test_verify(caller: Caller, device: str) -> None:
    own, other = NUMBERS["swapped-3h"], NUMBERS["never"]
    hashed = hashlib.sha256(own.encode()).hexdigest()
    bare = hashlib.sha256(own[1:].encode()).hexdigest()
    foreign = hashlib.sha256(other.encode()).hexdigest()
    expected: list[tuple[dict[str, str], bool]] = [
        ({"phoneNumber": own}, True),
        ({"phoneNumber": other}, False),
        ({"hashedPhoneNumber": hashed}, True),
        ({"hashedPhoneNumber": hashed.upper()}, True),
        ({"hashedPhoneNumber": bare}, False),
        ({"hashedPhoneNumber": foreign}, False),
    ]
    for body, verified in expected:
        answer = caller.call("verify", device, body)
        found = (answer.status_code, answer.json())
        assert found == (200, {"devicePhoneNumberVerified": verified})


def test_share(caller: Caller, device: str) -> None:
    answer = caller.call("device-phone-number", device)
    assert answer.json() == {"devicePhoneNumber": NUMBERS["swapped-3h"]}
