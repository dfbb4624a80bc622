"""Mistakes of number verification: comparing numbers and hashes, and telling the number."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import hashlib
import re
from dataclasses import replace

from conformance.reference.decisions.answers import hash_of
from conformance.reference.faults.registry import SHARE, VERIFY, Catalogue, rows
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

catalogue = Catalogue()
_SHAPE = ("success-matches-the-contract", "responses-match-the-contract")
_AGREE = "plain-and-hash-agree"
_OTHER = "other-number-is-not-verified"
_OWN = "own-number-is-verified"
_OWN_HASH = "own-hash-is-verified"
_UPPER = "upper-case-hash-is-verified"
_NO_PLUS = "hash-without-plus-is-not-verified"
_MALFORMED_HASH = "malformed-hash-is-refused"
_TOLD = rows((SHARE,), "own-number-is-shared", "agrees-with-verify")


def _verify(*names: str) -> tuple[str, ...]:
    """Return ids of requirements of verify."""
    return rows((VERIFY,), *names)


def _bare_hash(line: Subscriber) -> str:
    """Return the hash of a line's number without its plus."""
    return hash_of(replace(line, phone_number=line.phone_number.removeprefix("+")))


@catalogue.fault(*_verify(_OWN_HASH, _UPPER, _NO_PLUS, _AGREE))
def hash_without_plus(rules: Rules) -> None:
    """The digits alone are hashed, without the plus."""
    rules.hash_of = _bare_hash


@catalogue.fault(*_verify(_NO_PLUS))
def hash_with_or_without_plus(rules: Rules) -> None:
    """Both hashes are accepted, with the plus and without, as before version 1."""
    rules.hash_of = lambda line: hash_of(line) + _bare_hash(line)
    rules.hash_matches = lambda given, both: given.lower() in {both[:64], both[64:]}


@catalogue.fault(*_verify(_OWN_HASH, _UPPER, _AGREE))
def hash_is_of_another_algorithm(rules: Rules) -> None:
    """SHA3-256 is used: it has 64 hexadecimal digits as well."""
    rules.hash_of = lambda line: hashlib.sha3_256(line.phone_number.encode()).hexdigest()


@catalogue.fault(*_verify(_UPPER))
def hash_compared_with_case(rules: Rules) -> None:
    """Hashes are compared as text: upper-case hexadecimal never matches."""
    rules.hash_matches = lambda given, expected: given == expected


@catalogue.fault(*_verify(_UPPER, "valid-requests-are-accepted"))
def upper_case_hash_refused(rules: Rules) -> None:
    """The pattern has no upper-case letters in it."""
    rules.hash_is_legal = lambda value: (
        isinstance(value, str) and re.fullmatch(r"[a-f0-9]{64}", value) is not None
    )


@catalogue.fault(*_verify(_OWN_HASH, _UPPER, "other-hash-is-not-verified", _NO_PLUS))
def hash_not_supported(rules: Rules) -> None:
    """Only plain numbers are supported; a hash is refused."""
    rules.hash_is_legal = lambda _value: False


@catalogue.fault(*_verify("other-hash-is-not-verified", _NO_PLUS, _AGREE))
def hash_never_compared(rules: Rules) -> None:
    """Any well-formed hash is verified."""
    rules.hash_matches = lambda _given, _expected: True


@catalogue.fault(*_verify("other-hash-is-not-verified"))
def other_hash_is_not_found(rules: Rules) -> None:
    """A hash is looked up in the directory, and one that is not the device's is a 404."""
    honest = rules.hash_matches

    def matches(given: str, expected: str) -> bool:
        if not honest(given, expected):
            raise RefusalError("unknown-number")
        return True

    rules.hash_matches = matches


@catalogue.fault(*_verify(_MALFORMED_HASH))
def hash_of_any_length_accepted(rules: Rules) -> None:
    """Any number of hexadecimal digits is taken for a hash."""
    rules.hash_is_legal = lambda value: (
        isinstance(value, str) and re.fullmatch(r"[a-fA-F0-9]+", value) is not None
    )


@catalogue.fault(*_verify(_MALFORMED_HASH, "invalid-requests-are-refused"))
def hash_not_validated(rules: Rules) -> None:
    """Any text is taken for a hash, and does not match: 200 and false."""
    rules.hash_is_legal = lambda value: isinstance(value, str)


@catalogue.fault(*_verify(_OTHER, _AGREE, "answers-belong-to-the-subscriber"))
def any_number_is_verified(rules: Rules) -> None:
    """It is checked that the number exists, not that it is the device's."""
    rules.number_matches = lambda _given, _line: True


@catalogue.fault(*_verify(_OWN, _AGREE), SHARE + "agrees-with-verify")
def plain_number_compared_with_hash(rules: Rules) -> None:
    """Only hashes are stored, and a plain number is compared with them as it is."""
    rules.number_matches = lambda given, line: given == hash_of(line)


def _mismatch(rules: Rules, cause: str) -> None:
    """Refuse a number that is not the device's instead of answering false."""
    honest = rules.number_matches

    def matches(given: str, line: Subscriber) -> bool:
        if not honest(given, line):
            raise RefusalError(cause)
        return True

    rules.number_matches = matches


@catalogue.fault(*_verify(_OTHER))
def other_number_is_a_token_mismatch(rules: Rules) -> None:
    """A number that is not the device's is refused with 403, as before version 2."""
    rules.answer_instead("mismatch", 403, "INVALID_TOKEN_CONTEXT", "The numbers differ.")
    _mismatch(rules, "mismatch")


@catalogue.fault(*_verify(*_SHAPE))
def verified_as_string(rules: Rules) -> None:
    """Whether the number is verified is sent as text, "true" or "false"."""
    rules.verify_body = lambda verified: {"devicePhoneNumberVerified": str(verified).lower()}


@catalogue.fault(*_verify("empty-object-is-refused"))
def empty_object_accepted(rules: Rules) -> None:
    """An object without a number is answered with false."""
    honest = rules.one_number
    rules.one_number = lambda body: honest(body) if body else None


@catalogue.fault(*_verify("unknown-property-alone-is-refused"))
def unknown_property_alone_accepted(rules: Rules) -> None:
    """The schema alone decides, and it lets a single unknown property pass."""
    honest = rules.one_number
    rules.one_number = lambda body: None if len(body) == 1 else honest(body)


@catalogue.fault(*_verify("both-properties-are-refused"))
def both_properties_accepted(rules: Rules) -> None:
    """A plain number and a hash together are fine, and the plain one is used."""
    honest = rules.one_number
    both = {"phoneNumber", "hashedPhoneNumber"}
    rules.one_number = lambda body: None if body.keys() == both else honest(body)


@catalogue.fault(*_verify("second-unknown-property-is-refused"))
def second_unknown_property_ignored(rules: Rules) -> None:
    """What is not known is dropped before validation: maxProperties never bites."""
    honest = rules.one_number
    known = {"phoneNumber", "hashedPhoneNumber"}
    rules.one_number = lambda body: honest(
        {name: body[name] for name in known & body.keys()} or body
    )


@catalogue.fault(*_TOLD, *rows((SHARE,), *_SHAPE))
def shared_number_without_plus(rules: Rules) -> None:
    """The number is told without its plus."""
    rules.shared_number = lambda line: line.phone_number.removeprefix("+")


@catalogue.fault(*_TOLD, *rows((SHARE,), *_SHAPE))
def shared_number_masked(rules: Rules) -> None:
    """The privacy filter of the log masks the answer as well."""
    rules.shared_number = lambda line: f"{line.phone_number[:3]}*****{line.phone_number[-2:]}"


@catalogue.fault(*_TOLD)
def former_number_shared(rules: Rules) -> None:
    """The device's former number is told: the table is not updated after a change."""
    rules.shared_number = lambda line: line.phone_number[:-3] + "999"
