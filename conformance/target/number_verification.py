"""Number Verification as a scenario speaks of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.profile.model import Subscriber
from conformance.target.answers import ShareAnswer, VerifyAnswer
from conformance.target.operations import OperationClient


@dataclass(frozen=True)
class NumberVerification:
    """Both operations of Number Verification under one kind of token."""

    operations: Mapping[str, OperationClient]

    def verify(self, line: Subscriber, phone_number: str) -> VerifyAnswer:
        """Ask, from the line's device, whether the device has that number."""
        return self.verify_with(line, {"phoneNumber": phone_number})

    def verify_hash(self, line: Subscriber, hashed_phone_number: str) -> VerifyAnswer:
        """Ask, from the line's device, whether the device has the number with that hash."""
        return self.verify_with(line, {"hashedPhoneNumber": hashed_phone_number})

    def verify_with(self, line: Subscriber, body: object) -> VerifyAnswer:
        """Call `verify` with any body, well-formed or not."""
        return VerifyAnswer.of(self.operations["verify"].call(line, body=body))

    def device_phone_number(self, line: Subscriber) -> ShareAnswer:
        """Ask, from the line's device, which number the device has."""
        return ShareAnswer.of(self.operations["device-phone-number"].call(line))


def sha256_hex(phone_number: str) -> str:
    """Return the SHA-256 of a number as 64 lower-case hex digits, the plus included."""
    return hashlib.sha256(phone_number.encode("ascii")).hexdigest()
