"""Mistakes that only release 1.0.0 knows: what later releases ask for, and it does not."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import re

from conformance.reference.decisions import access
from conformance.reference.faults.registry import CHECK, SIM_SWAP, Catalogue, common, rows
from conformance.reference.rules import Rules

catalogue = Catalogue()
_RELEASE = "1.0.0"
_FOREIGN_CODE = common("error.code-fits-the-status")
_OTHER = rows(
    SIM_SWAP, "other-phone-number-beside-three-legged-token-is-invalid-token-context"
)
_EQUAL = rows(SIM_SWAP, "equal-phone-number-beside-three-legged-token-is-accepted")


@catalogue.fault(*_EQUAL, *_OTHER, *_FOREIGN_CODE, api_release=_RELEASE)
def phone_number_beside_token_refused_too_early(rules: Rules) -> None:
    """Every number beside a three-legged token is refused with 422, as from 2.0.0 on."""
    rules.number_beside_token = access.number_beside_token


@catalogue.fault(*_OTHER, api_release=_RELEASE)
def phone_number_beside_token_not_compared(rules: Rules) -> None:
    """A number beside a three-legged token is let through, whosever it is."""
    rules.number_beside_token = lambda _held, _given: None


@catalogue.fault(*_OTHER, api_release=_RELEASE)
def other_phone_number_is_permission_denied(rules: Rules) -> None:
    """A number that contradicts the token is refused like a scope that lacks."""
    rules.answer_instead("mismatch", 403, "PERMISSION_DENIED")


@catalogue.fault(
    *rows(SIM_SWAP, "missing-phone-number-is-unidentifiable"),
    *_FOREIGN_CODE,
    api_release=_RELEASE,
)
def missing_phone_number_has_the_new_code(rules: Rules) -> None:
    """A request without a number is refused with the code of 2.0.0."""
    rules.answer_instead("missing-number", 422, "MISSING_IDENTIFIER")


@catalogue.fault(
    *rows(SIM_SWAP, "unsupported-phone-number-is-not-supported"),
    *_FOREIGN_CODE,
    api_release=_RELEASE,
)
def unsupported_phone_number_has_the_new_code(rules: Rules) -> None:
    """A line that the service is not for is refused with the code of 2.0.0."""
    rules.answer_instead("not-applicable", 422, "SERVICE_NOT_APPLICABLE")


@catalogue.fault(
    *rows(SIM_SWAP, "unknown-phone-number-is-not-found"), *_FOREIGN_CODE, api_release=_RELEASE
)
def unknown_phone_number_has_the_new_code(rules: Rules) -> None:
    """A number of nobody is answered with the code of Commonalities 0.5."""
    rules.answer_instead("unknown-number", 404, "IDENTIFIER_NOT_FOUND")


@catalogue.fault(
    CHECK + "max-age-above-2400-is-invalid-argument", level="SHOULD", api_release=_RELEASE
)
def max_age_above_2400_has_the_new_code(rules: Rules) -> None:
    """A maxAge above the bound is refused with the code of 2.0.0."""
    rules.answer_instead("max-age-high", 400, "OUT_OF_RANGE")


@catalogue.fault(*common("url.names-api-and-version"), api_release=_RELEASE)
def path_of_the_next_major_version(rules: Rules) -> None:
    """The path has the major version that the operator works on, not the one it offers."""
    rules.mounts = {api: f"/{api}/v2" for api in rules.mounts}


@catalogue.fault(*common("x-correlator.allowed-characters-are-echoed"), api_release=_RELEASE)
def correlator_pattern_of_the_next_release(rules: Rules) -> None:
    """The gateway validates x-correlator by the pattern of 2.0.0, where this one has none."""
    rules.older_correlators.clear()
    rules.correlator_is_legal = lambda value: (
        re.fullmatch("[a-zA-Z0-9-]{0,55}", value) is not None
    )
