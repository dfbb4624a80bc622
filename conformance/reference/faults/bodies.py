"""Mistakes with the request body as such: missing, malformed, or not an object."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

from conformance.reference.faults.registry import (
    CHECK,
    SIM_SWAP,
    VERIFY,
    WITH_BODY,
    Catalogue,
    common,
    rows,
)
from conformance.reference.rules import Rules

catalogue = Catalogue()
_MISSING = rows(WITH_BODY, "missing-body-is-refused")
_MALFORMED = rows(WITH_BODY, "malformed-body-is-refused")
_VALIDATION = (
    "missing-body",
    "malformed-body",
    "phone-number",
    "hash",
    "one-number",
    "max-age-type",
)
_INVALID = (
    *_MISSING,
    *_MALFORMED,
    *rows(WITH_BODY, "malformed-phone-number-is-refused"),
    *rows((CHECK,), "wrong-type-of-max-age-is-refused"),
    *rows((VERIFY,), "malformed-hash-is-refused", "empty-object-is-refused"),
)


@catalogue.fault(*rows(SIM_SWAP, "missing-body-is-refused"))
def missing_body_is_an_empty_object(rules: Rules) -> None:
    """No body is taken for one without members, as no member is required."""
    honest = rules.parse
    rules.parse = lambda raw: honest(raw or b"{}")


@catalogue.fault(*_MISSING)
def missing_body_crashes(rules: Rules) -> None:
    """Reading a body that is not there is an unhandled exception: 500."""
    rules.answer_instead("missing-body", 500, "INTERNAL")


@catalogue.fault(*_MALFORMED)
def malformed_body_crashes(rules: Rules) -> None:
    """The exception of the JSON parser is not handled: 500."""
    rules.answer_instead("malformed-body", 500, "INTERNAL")


@catalogue.fault(*rows(SIM_SWAP, "malformed-body-is-refused"))
def body_of_another_type_is_an_empty_object(rules: Rules) -> None:
    """An array or a string is taken for an object without members."""
    rules.as_object = lambda value: value if isinstance(value, dict) else {}


@catalogue.fault(*_INVALID, *common("error.code-fits-the-status"))
def validation_answers_unprocessable(rules: Rules) -> None:
    """The framework's own validation answers, with 422 and a code of its own."""
    for cause in _VALIDATION:
        rules.answer_instead(cause, 422, "VALIDATION_ERROR")


@catalogue.fault(*_INVALID, *rows(WITH_BODY, "responses-match-the-contract"))
def invalid_argument_has_another_code(rules: Rules) -> None:
    """The code of a malformed request is the reason phrase of HTTP."""
    for cause in _VALIDATION:
        rules.answer_instead(cause, 400, "BAD_REQUEST")
