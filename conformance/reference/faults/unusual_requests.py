"""Mistakes that show when a request is good, or bad, in a way that nobody thought of."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import re
from collections.abc import Callable, Mapping
from typing import Any

from conformance.reference.faults.registry import (
    CHECK,
    DATE,
    SIM_SWAP,
    VERIFY,
    WITH_BODY,
    Catalogue,
    common,
    rows,
)
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules

catalogue = Catalogue()
_FORM = common("request.unusual-form-is-no-accident")
_NUMBER = rows(WITH_BODY, "malformed-phone-number-is-refused")
_BODY = rows(SIM_SWAP, "malformed-body-is-refused")
_CORRELATOR = CHECK + "malformed-correlator-is-refused"


@catalogue.fault(*common("media-type.charset-of-a-request-is-accepted"))
def charset_refused(rules: Rules) -> None:
    """Content-Type is compared as a whole: application/json and nothing behind it."""
    rules.media_type_is_json = lambda told: told == "application/json"


def _crashes_where(rules: Rules, is_too_much: Callable[[bytes], bool]) -> None:
    """Answer 500 to some bodies."""
    rules.answer_instead("crash", 500, "INTERNAL", "The request could not be processed.")
    honest = rules.parse

    def parse(raw: bytes) -> object:
        if is_too_much(raw):
            raise RefusalError("crash")
        return honest(raw)

    rules.parse = parse


@catalogue.fault(*_FORM, level="SHOULD")
def deep_nesting_crashes(rules: Rules) -> None:
    """The JSON parser calls itself for each level, and the stack ends before the body."""
    _crashes_where(rules, lambda raw: raw.count(b"[") > 1000)


@catalogue.fault(*_FORM, level="SHOULD")
def huge_body_crashes(rules: Rules) -> None:
    """The limit of the body's size is an exception that nobody catches."""
    rules.answer_instead("malformed-body", 500, "INTERNAL")


@catalogue.fault(*_FORM, *_NUMBER)
def null_character_crashes(rules: Rules) -> None:
    """The body is kept for the audit in a database that takes no null character."""
    _crashes_where(rules, lambda raw: rb"\u0000" in raw)


@catalogue.fault(*_FORM, DATE + "invalid-requests-are-refused")
def half_a_surrogate_pair_crashes(rules: Rules) -> None:
    """The body is written to the log as UTF-8, which half a surrogate pair can't be."""
    _crashes_where(rules, lambda raw: re.search(rb"\\ud[89ab]", raw) is not None)


@catalogue.fault(*_FORM, level="SHOULD")
def names_twice_crash(rules: Rules) -> None:
    """The parser throws on a name that stands twice, outside of where errors are handled."""

    def is_doubled(raw: bytes) -> bool:
        names = re.findall(rb'"(\w+)"\s*:', raw)
        return len(names) != len(set(names))

    _crashes_where(rules, is_doubled)


@catalogue.fault(*_FORM, level="SHOULD")
def missing_content_type_crashes(rules: Rules) -> None:
    """The header is split without a look at whether it is there."""
    rules.answer_instead("crash", 500, "INTERNAL", "The request could not be processed.")
    honest = rules.media_type_is_json

    def media_type_is_json(told: str | None) -> bool:
        if told is None:
            raise RefusalError("crash")
        return honest(told)

    rules.media_type_is_json = media_type_is_json


@catalogue.fault(*_FORM, level="SHOULD")
def unknown_path_is_an_internal_error(rules: Rules) -> None:
    """The route that is not found is an exception like any other: 500."""
    rules.answer_instead("path", 500, "INTERNAL")


@catalogue.fault(*common("request.body-on-get-is-no-accident"), level="SHOULD")
def second_correlator_crashes(rules: Rules) -> None:
    """Two values of one header are a list, and the code wants a text."""
    rules.answer_instead("correlator", 500, "INTERNAL")


@catalogue.fault(*common("request.other-method-is-refused"), level="SHOULD")
def every_method_served(rules: Rules) -> None:
    """The route is registered without a method, and answers to all of them."""
    rules.methods = lambda _operation: frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def _numbers(rules: Rules, pattern: str, flags: int = 0) -> None:
    """Accept phone numbers by another pattern, told as the number that they stand for."""
    compiled = re.compile(pattern, flags)
    rules.phone_number_is_legal = lambda value: (
        isinstance(value, str) and compiled.match(value) is not None
    )


@catalogue.fault(*_NUMBER)
def digits_of_every_script_accepted(rules: Rules) -> None:
    r"""The pattern says \d, which matches the digits of every script."""
    _numbers(rules, r"\+[1-9]\d{4,14}\Z")


@catalogue.fault(*_NUMBER)
def line_end_behind_the_number_accepted(rules: Rules) -> None:
    """The pattern ends with $, which lets a line end through."""
    _numbers(rules, r"\+[1-9][0-9]{4,14}$")


@catalogue.fault(*rows(SIM_SWAP, "malformed-phone-number-is-refused"))
def phone_number_null_is_absent(rules: Rules) -> None:
    """A phoneNumber that is null is taken for one that was not sent."""
    honest = rules.as_object

    def as_object(value: object) -> dict[str, Any]:
        return {name: it for name, it in honest(value).items() if it is not None}

    rules.as_object = as_object


@catalogue.fault(*_NUMBER)
def first_of_a_list_of_numbers(rules: Rules) -> None:
    """The framework takes a list where a text is wanted, and uses the first one."""
    honest = rules.as_object

    def as_object(value: object) -> dict[str, Any]:
        return {
            name: it[0] if isinstance(it, list) and it else it
            for name, it in honest(value).items()
        }

    rules.as_object = as_object


def _wraps(rules: Rules, bits: int) -> None:
    """Read maxAge into a variable of so many bits, with a sign."""
    honest, half = rules.max_age_of, 1 << (bits - 1)

    def max_age_of(body: Mapping[str, Any]) -> int:
        return (honest(body) + half) % (2 * half) - half

    rules.max_age_of = max_age_of


@catalogue.fault(
    CHECK + "max-age-above-2400-is-refused", CHECK + "max-age-below-one-is-refused"
)
def max_age_wraps_in_32_bits(rules: Rules) -> None:
    """An integer of 32 bits holds maxAge: what is too large comes out small."""
    _wraps(rules, 32)


@catalogue.fault(CHECK + "max-age-above-2400-is-refused")
def max_age_wraps_in_64_bits(rules: Rules) -> None:
    """An integer of 64 bits holds maxAge: what is too large comes out small."""
    _wraps(rules, 64)


@catalogue.fault(*_BODY)
def lax_json_accepted(rules: Rules) -> None:
    """The parser is that of a configuration file: comments, commas and quotes as one likes."""
    honest = rules.parse

    def parse(raw: bytes) -> object:
        text = re.sub(r"//.*", "", raw.decode("utf-8", "replace")).replace("'", '"')
        return honest(re.sub(r",\s*}", "}", text).strip().encode())

    rules.parse = parse


@catalogue.fault(*_BODY)
def null_is_an_empty_object(rules: Rules) -> None:
    """A body that is null becomes an object without members."""
    honest = rules.as_object
    rules.as_object = lambda value: honest({} if value is None else value)


@catalogue.fault(_CORRELATOR)
def correlator_of_printable_characters_accepted(rules: Rules) -> None:
    """Everything printable but spaces, commas and equals signs is accepted."""
    rules.correlator_is_legal = lambda value: (
        re.fullmatch(r"[!-+\--<>-~]{0,256}", value) is not None
    )


@catalogue.fault(VERIFY + "malformed-hash-is-refused")
def hash_of_any_digits_accepted(rules: Rules) -> None:
    """The pattern counts the digits of every script, and lets a line end through."""
    rules.hash_is_legal = lambda value: (
        isinstance(value, str) and re.match(r"[a-fA-F\d]{64}$", value) is not None
    )
