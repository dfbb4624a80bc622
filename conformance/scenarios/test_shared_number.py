"""Number Verification `device-phone-number` tells the device's number."""

from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.target.number_verification import NumberVerification


@requirement("number-verification.device-phone-number.own-number-is-shared")
def test_own_number(number_verification: NumberVerification, line: Subscriber) -> None:
    """The number is that of the line whose device asked."""
    shared = number_verification.device_phone_number(line).device_phone_number
    assert shared == line.phone_number, "the shared number is not the line's"


@requirement("number-verification.device-phone-number.agrees-with-verify")
def test_share_and_verify_agree(
    number_verification: NumberVerification, line: Subscriber
) -> None:
    """The number that one operation tells, the other one verifies."""
    shared = number_verification.device_phone_number(line).device_phone_number

    assert number_verification.verify(line, shared).verified is True
