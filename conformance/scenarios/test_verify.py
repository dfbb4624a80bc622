"""Number Verification `verify` with the number itself."""

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.lines import lines_without_a_person
from conformance.scenarios.near_misses import almost
from conformance.scenarios.proved import operation_works
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.errors import NoToken, NotTestable
from conformance.target.number_verification import NumberVerification, sha256_hex


@pytest.mark.long
@requirement("number-verification.verify.own-number-is-verified")
def test_own_number(
    run: Session, number_verification: NumberVerification, line: Subscriber
) -> None:
    """The number is the device's, and what holds for one line need not hold for the next."""
    assert number_verification.verify(line, line.phone_number).verified is True

    for each in lines_without_a_person(run, number_verification.operations["verify"], line):
        try:
            own = number_verification.verify(each, each.phone_number)
        except (NoToken, NotTestable):
            continue  # who gets a token for which line is another requirement's matter
        assert own.verified is True, f"{each.id} has its own number not verified"


@pytest.mark.long
@requirement("number-verification.verify.other-number-is-not-verified")
def test_other_number(
    number_verification: NumberVerification, line: Subscriber, other_line: Subscriber
) -> None:
    """Another number is answered with false, not with an error, however like the own it is."""
    assert number_verification.verify(line, line.phone_number).verified is True

    others = {"of another line": other_line.phone_number, **almost(line.phone_number)}
    for how, number in others.items():
        verified = number_verification.verify(line, number).verified
        assert verified is False, f"verified: a number that is that of the line, {how}"


@requirement("number-verification.verify.malformed-phone-number-is-refused")
def test_malformed_phone_number(
    run: Session,
    number_verification: NumberVerification,
    line: Subscriber,
    example: Mapping[str, Any],
) -> None:
    """A number that is not E.164 with a plus is refused, not answered with false."""
    operation_works(run, number_verification.operations["verify"], line)

    answer = number_verification.verify_with(line, {"phoneNumber": example["phone_number"]})
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement("number-verification.verify.empty-object-is-refused")
def test_empty_object(number_verification: NumberVerification, line: Subscriber) -> None:
    """A body that asks about nothing."""
    assert number_verification.verify(line, line.phone_number).verified is True

    refused(number_verification.verify_with(line, {}), 400, "INVALID_ARGUMENT")


@requirement("number-verification.verify.unknown-property-alone-is-refused")
def test_unknown_property(number_verification: NumberVerification, line: Subscriber) -> None:
    """A body that asks about something else; its schema alone would let it pass."""
    assert number_verification.verify(line, line.phone_number).verified is True

    answer = number_verification.verify_with(line, {"additional_property": "foo_value"})
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement("number-verification.verify.both-properties-are-refused")
def test_both_properties(number_verification: NumberVerification, line: Subscriber) -> None:
    """The number and its hash together, though they agree."""
    assert number_verification.verify(line, line.phone_number).verified is True

    both = {
        "phoneNumber": line.phone_number,
        "hashedPhoneNumber": sha256_hex(line.phone_number),
    }
    refused(number_verification.verify_with(line, both), 400, "INVALID_ARGUMENT")


@requirement("number-verification.verify.second-unknown-property-is-refused")
def test_second_property(number_verification: NumberVerification, line: Subscriber) -> None:
    """The number and something unknown: `maxProperties` is 1."""
    assert number_verification.verify(line, line.phone_number).verified is True

    body = {"phoneNumber": line.phone_number, "additional_property": "foo_value"}
    refused(number_verification.verify_with(line, body), 400, "INVALID_ARGUMENT")
