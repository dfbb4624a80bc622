"""Mistakes with the phone number: its pattern, and where it is expected or not."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import re

from conformance.reference.faults.registry import (
    SIM_SWAP,
    VERIFY,
    WITH_BODY,
    Catalogue,
    rows,
)
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.subscribers import Subscriber

catalogue = Catalogue()
_MALFORMED = rows(WITH_BODY, "malformed-phone-number-is-refused")
_UNKNOWN = rows(SIM_SWAP, "unknown-phone-number-is-not-found")
_UNKNOWN_CODE = rows(SIM_SWAP, "unknown-phone-number-is-identifier-not-found")
_MISSING = rows(SIM_SWAP, "missing-phone-number-is-refused")
_BESIDE = rows(SIM_SWAP, "phone-number-beside-three-legged-token-is-refused")
_UNSUPPORTED = rows(SIM_SWAP, "unsupported-phone-number-is-not-applicable")
_RESPONSES = rows(SIM_SWAP, "responses-match-the-contract")


def _accepts(rules: Rules, pattern: str) -> None:
    """Take other texts for phone numbers."""
    legal = re.compile(pattern)
    rules.phone_number_is_legal = lambda value: (
        isinstance(value, str) and legal.fullmatch(value) is not None
    )


@catalogue.fault(*_MALFORMED)
def phone_number_without_plus_accepted(rules: Rules) -> None:
    """The plus is optional, as it was before version 1."""
    _accepts(rules, r"\+?[1-9][0-9]{4,14}")


@catalogue.fault(*_MALFORMED)
def phone_number_with_separators_accepted(rules: Rules) -> None:
    """Spaces and hyphens are taken for part of a number."""
    _accepts(rules, r"\+[1-9][0-9 -]{4,20}")


@catalogue.fault(*_MALFORMED)
def phone_number_of_any_length_accepted(rules: Rules) -> None:
    """The upper bound of 15 digits is missing."""
    _accepts(rules, r"\+[1-9][0-9]{4,}")


@catalogue.fault(*_MALFORMED)
def short_phone_number_accepted(rules: Rules) -> None:
    """The lower bound of five digits is missing."""
    _accepts(rules, r"\+[1-9][0-9]{1,14}")


@catalogue.fault(*_MALFORMED)
def phone_number_with_leading_zero_accepted(rules: Rules) -> None:
    """A country code may begin with zero."""
    _accepts(rules, r"\+[0-9]{5,15}")


@catalogue.fault(*_MALFORMED)
def phone_number_pattern_not_anchored(rules: Rules) -> None:
    """The pattern is searched for inside the text: a tel: URI has a number in it, too."""
    _accepts(rules, r"(?s).*\+[1-9][0-9]{4,14}.*")


@catalogue.fault(*_MALFORMED, VERIFY + "invalid-requests-are-refused")
def phone_number_not_validated(rules: Rules) -> None:
    """Any text is taken for a number and looked up."""
    _accepts(rules, r"(?s).*")


@catalogue.fault(*_MALFORMED, *rows(WITH_BODY, "invalid-requests-are-refused"))
def malformed_phone_number_crashes(rules: Rules) -> None:
    """A number that does not parse is an unhandled exception: 500."""
    rules.answer_instead("phone-number", 500, "INTERNAL")


def _crashes_on_lengths(rules: Rules, digits: range) -> None:
    """Answer valid numbers of some lengths with 500."""
    rules.answer_instead("crash", 500, "INTERNAL")
    honest = rules.phone_number_is_legal

    def legal(value: object) -> bool:
        if honest(value) and len(str(value)) - 1 in digits:
            raise RefusalError("crash")
        return honest(value)

    rules.phone_number_is_legal = legal


@catalogue.fault(*rows(WITH_BODY, "valid-requests-are-accepted"))
def short_phone_number_crashes(rules: Rules) -> None:
    """The number is cut at fixed places: those of fewer than ten digits crash the handler."""
    _crashes_on_lengths(rules, range(5, 10))


@catalogue.fault(*rows(SIM_SWAP, "valid-requests-are-accepted"))
def longest_phone_number_crashes(rules: Rules) -> None:
    """The column for the number is 15 characters wide, and 15 digits have a plus, too."""
    _crashes_on_lengths(rules, range(15, 16))


@catalogue.fault(*_UNKNOWN, *_UNKNOWN_CODE)
def unknown_phone_number_answered(rules: Rules) -> None:
    """A number of nobody is answered like one that was never swapped."""
    rules.line_of_number = lambda world, number: (
        world.subscribers.by_number(number) or Subscriber("nobody", number)
    )


@catalogue.fault(*_UNKNOWN_CODE, level="SHOULD")
def unknown_phone_number_is_plainly_not_found(rules: Rules) -> None:
    """The code is that of an unknown path, NOT_FOUND."""
    rules.answer_instead("unknown-number", 404, "NOT_FOUND")


@catalogue.fault(*_UNKNOWN, *_UNKNOWN_CODE, *_RESPONSES)
def unknown_phone_number_is_device_not_found(rules: Rules) -> None:
    """The code is that of the Commonalities before 0.5."""
    rules.answer_instead("unknown-number", 404, "DEVICE_NOT_FOUND")


@catalogue.fault(*_UNKNOWN, *_UNKNOWN_CODE)
def unknown_phone_number_is_not_applicable(rules: Rules) -> None:
    """A number of nobody is answered as one that the service is not for."""
    rules.answer_instead("unknown-number", 422, "SERVICE_NOT_APPLICABLE")


@catalogue.fault(*_MISSING)
def missing_phone_number_is_invalid_argument(rules: Rules) -> None:
    """The implementation's schema requires phoneNumber: 400 if it is missing."""
    rules.answer_instead("missing-number", 400, "INVALID_ARGUMENT")


@catalogue.fault(*_MISSING, *_RESPONSES)
def missing_phone_number_has_the_old_code(rules: Rules) -> None:
    """The code is that of version 1.0.0."""
    rules.answer_instead("missing-number", 422, "UNIDENTIFIABLE_PHONE_NUMBER")


@catalogue.fault(*_BESIDE)
def equal_phone_number_beside_token_accepted(rules: Rules) -> None:
    """The rule of 1.0.0: a number beside the token is fine if equal, else a mismatch, 403."""
    rules.answer_instead("mismatch", 403, "INVALID_TOKEN_CONTEXT", "The numbers differ.")

    def beside(held: Subscriber, given: str) -> None:
        if held.phone_number != given:
            raise RefusalError("mismatch")

    rules.number_beside_token = beside


@catalogue.fault(*_BESIDE)
def phone_number_beside_token_ignored(rules: Rules) -> None:
    """A number beside a three-legged token is not looked at."""
    rules.number_beside_token = lambda _held, _given: None


@catalogue.fault(*_UNSUPPORTED)
def unsupported_phone_number_answered(rules: Rules) -> None:
    """A line that the service is not for is answered all the same."""
    rules.applicable = lambda _line: True


@catalogue.fault(*_UNSUPPORTED, *_RESPONSES)
def unsupported_phone_number_has_the_old_code(rules: Rules) -> None:
    """The code is the one that version 1.0.0 had for a line outside of the service."""
    rules.answer_instead("not-applicable", 422, "NOT_SUPPORTED")


@catalogue.fault(*_UNSUPPORTED)
def unsupported_phone_number_is_not_found(rules: Rules) -> None:
    """A line that the service is not for is answered as one of nobody."""
    rules.problems["not-applicable"] = rules.problems["unknown-number"]
