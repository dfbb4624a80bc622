"""Number Verification `verify` with a hash: SHA-256 over E.164, the plus included, in hex."""

from collections.abc import Mapping
from typing import Any

from conformance.profile import Subscriber
from conformance.scenarios.expect import refused
from conformance.scenarios.near_misses import almost_hash
from conformance.scenarios.proved import once
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.number_verification import NumberVerification, sha256_hex


@requirement("number-verification.verify.own-hash-is-verified")
def test_own_hash(number_verification: NumberVerification, line: Subscriber) -> None:
    """The hash is that of the device's number."""
    own = sha256_hex(line.phone_number)
    assert number_verification.verify_hash(line, own).verified is True


@requirement("number-verification.verify.other-hash-is-not-verified")
def test_other_hash(
    number_verification: NumberVerification, line: Subscriber, other_line: Subscriber
) -> None:
    """The hash is that of another line's number, or the own one but for its last digit."""
    own, other = sha256_hex(line.phone_number), sha256_hex(other_line.phone_number)
    assert number_verification.verify_hash(line, own).verified is True

    assert number_verification.verify_hash(line, other).verified is False
    changed = number_verification.verify_hash(line, almost_hash(own)).verified
    assert changed is False, "verified: the hash of the line with another last digit"


@requirement("number-verification.verify.upper-case-hash-is-verified")
def test_upper_case_hash(number_verification: NumberVerification, line: Subscriber) -> None:
    """The pattern allows both cases, so the comparison must not care."""
    own = sha256_hex(line.phone_number)
    assert number_verification.verify_hash(line, own).verified is True

    assert number_verification.verify_hash(line, own.upper()).verified is True


@requirement("number-verification.verify.hash-without-plus-is-not-verified")
def test_hash_without_plus(number_verification: NumberVerification, line: Subscriber) -> None:
    """The hash of the digits alone is the hash of something else."""
    own = sha256_hex(line.phone_number)
    assert number_verification.verify_hash(line, own).verified is True

    bare = sha256_hex(line.phone_number.removeprefix("+"))
    assert number_verification.verify_hash(line, bare).verified is False


@requirement("number-verification.verify.malformed-hash-is-refused")
def test_malformed_hash(
    run: Session,
    number_verification: NumberVerification,
    line: Subscriber,
    example: Mapping[str, Any],
) -> None:
    """What is not 64 hex digits is refused, not answered with false."""
    own = sha256_hex(line.phone_number)
    good = number_verification.verify_hash
    once(run, f"hash of {line.id}", lambda: good(line, own).succeeded())

    answer = number_verification.verify_hash(line, example["hashed_phone_number"])
    refused(answer, 400, "INVALID_ARGUMENT")


@requirement("number-verification.verify.plain-and-hash-agree")
def test_plain_and_hash_agree(
    number_verification: NumberVerification,
    line: Subscriber,
    other_line: Subscriber,
    example: Mapping[str, Any],
) -> None:
    """The same question in both forms has the same answer, whatever the answer is."""
    asked = line if example["whose"] == "own" else other_line
    plain = number_verification.verify(line, asked.phone_number).verified

    hashed = number_verification.verify_hash(line, sha256_hex(asked.phone_number)).verified
    assert hashed is plain


@requirement("number-verification.verify.case-of-the-hash-carries-no-meaning")
def test_case_of_the_hash(
    number_verification: NumberVerification,
    line: Subscriber,
    other_line: Subscriber,
    example: Mapping[str, Any],
) -> None:
    """Lower, upper and mixed: the same digits."""
    asked = line if example["whose"] == "own" else other_line
    lower = sha256_hex(asked.phone_number)
    spellings = (lower, lower.upper(), _alternating(lower))

    told = {number_verification.verify_hash(line, each).verified for each in spellings}
    assert len(told) == 1, "the answer depends on the case of the hash"


def _alternating(text: str) -> str:
    return "".join(each.upper() if at % 2 else each for at, each in enumerate(text))
