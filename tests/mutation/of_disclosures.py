"""Operators that add what nobody asked for: results, traces, other people's data."""

from collections.abc import Mapping

from tests.mutation.answers import Good, with_json, with_member, with_status
from tests.mutation.operators import Changes, operator

_RESULTS: Mapping[str, Mapping[str, object]] = {
    "sim-swap.check": {"swapped": True},
    "sim-swap.retrieve-date": {"latestSimChange": "2023-07-03T12:27:08Z"},
    "number-verification.verify": {"devicePhoneNumberVerified": True},
    "number-verification.device-phone-number": {"devicePhoneNumber": "+447700900999"},
}


@operator
def result_in_an_error(good: Good) -> Changes:
    """An error answers the question that it refuses."""
    if good.is_error:
        yield with_json(good.response, {**good.body, **_RESULTS[good.operation]})


@operator
def error_in_a_success(good: Good) -> Changes:
    """A success has an error's members, of a status that is none of success."""
    if not good.is_error:
        error = {"status": 500, "code": "INTERNAL", "message": "It went wrong."}
        yield with_json(good.response, {**good.body, **error})
        yield with_status(with_json(good.response, error), 200)


@operator
def trace_in_a_message(good: Good) -> Changes:
    """The message is what a platform prints when a program fails."""
    if good.is_error:
        for trace in (
            'Traceback (most recent call last):\n  File "/app/main.py", line 7, in check',
            "java.lang.NullPointerException\n\tat com.operator.Swap.check(Swap.java:42)",
            "TypeError: x is undefined\n    at check (/srv/app/swap.js:10:5)",
            "System.NullReferenceException: Object reference not set",
            "goroutine 17 [running]:\nmain.check(0x0)",
            "   at Operator.Swap.Check() in C:\\src\\Swap.cs:line 42",
            "#0 /var/www/swap.php(42): check()",
            "/srv/app/swap.rb:42:in `check'",
            "thread 'main' panicked at src/main.rs:42:5",
            "ORA-00942: table or view does not exist",
        ):
            yield with_member(good.response, "message", trace)


@operator
def inner_host_in_a_message(good: Good) -> Changes:
    """The message names a host that only the operator can reach."""
    if good.is_error:
        for host in ("10.20.30.40", "192.168.7.5", "hlr-1.core.internal", "udm.default.svc"):
            yield with_member(good.response, "message", f"no connection to {host}:8443")


@operator
def subscriber_in_a_message(good: Good) -> Changes:
    """The message tells an IMSI, an ICCID or a number that nobody sent."""
    if good.is_error:
        for told in ("234150999999999", "8944100000000000001", "+447700900999"):
            yield with_member(good.response, "message", f"nothing is known of {told}")


@operator
def sensitive_member(good: Good) -> Changes:
    """A success has more of the subscriber than was asked for."""
    if not good.is_error:
        for name in (
            "imsi",
            "iccid",
            "IMEI",
            "msisdn",
            "phone_number",
            "email",
            "access_token",
        ):
            yield with_member(good.response, name, "234150999999999")
        yield with_member(good.response, "sim", {"iccid": "8944100000000000001"})
