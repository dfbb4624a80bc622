"""Mistakes with x-correlator: its echo, its pattern, and who makes it up."""
# ruff: noqa: D401 - the docstring of a fault states the mistake, in a sentence

import re
import uuid

from conformance.reference import steps
from conformance.reference.faults.registry import (
    ALL,
    SHARE,
    Catalogue,
    common,
    rows,
)
from conformance.reference.operations import Call
from conformance.reference.problems import RefusalError
from conformance.reference.rules import Rules
from conformance.reference.world import World

catalogue = Catalogue()
_ALLOWED = common("x-correlator.allowed-characters-are-echoed")
_SUCCESS = (
    *common("x-correlator.is-echoed-on-success"),
    *rows(ALL, "success-matches-the-contract"),
)
_ON_ERRORS = common("x-correlator.is-echoed-on-errors")
_GATEWAY = common("x-correlator.is-echoed-by-the-gateway")
_MALFORMED = rows(ALL, "malformed-correlator-is-refused")


def _lost(rules: Rules, statuses: set[int]) -> None:
    """Leave the header out of answers with these statuses."""
    honest = rules.correlator_of_reply
    rules.correlator_of_reply = lambda sent, legal, status: (
        None if status in statuses else honest(sent, legal, status)
    )


@catalogue.fault(*_SUCCESS, *_ALLOWED, *_ON_ERRORS, *_GATEWAY)
def correlator_never_echoed(rules: Rules) -> None:
    """The header is logged and never sent back."""
    rules.correlator_of_reply = lambda _sent, _legal, _status: None


@catalogue.fault(*_ON_ERRORS)
def correlator_lost_on_errors(rules: Rules) -> None:
    """The error handler builds its answer anew, without the header."""
    _lost(rules, {400, 403, 404, 409, 422})


@catalogue.fault(*_GATEWAY, level="SHOULD")
def correlator_lost_by_the_gateway(rules: Rules) -> None:
    """The gateway answers unauthenticated requests itself, and does not know the header."""
    _lost(rules, {401, 405, 406, 415, 429})


@catalogue.fault(*_SUCCESS, *_ON_ERRORS)
def correlator_of_the_last_request(rules: Rules) -> None:
    """The correlator is kept in a variable of the thread and read before it is set."""
    honest, last = rules.correlator_of_reply, [str(uuid.uuid4())]

    def of_reply(sent: str | None, legal: bool, status: int) -> str | None:
        last.append(honest(sent, legal, status) or "")
        return last.pop(0)

    rules.correlator_of_reply = of_reply


def _changed(rules: Rules, pattern: str, replacement: str) -> None:
    """Echo a value in which something was replaced."""
    honest = rules.correlator_of_reply
    rules.correlator_of_reply = lambda sent, legal, status: re.sub(
        pattern, replacement, honest(sent, legal, status) or ""
    )


@catalogue.fault(*_SUCCESS, *_ON_ERRORS)
def correlator_with_a_suffix(rules: Rules) -> None:
    """A span number is added to the value that was sent."""
    _changed(rules, r"\Z", "-1")


@catalogue.fault(*_ALLOWED)
def correlator_lower_cased(rules: Rules) -> None:
    """The value is lower-cased together with the name of the header."""
    honest = rules.correlator_of_reply
    rules.correlator_of_reply = lambda sent, legal, status: (
        honest(sent, legal, status) or ""
    ).lower()


@catalogue.fault(*_ALLOWED)
def correlator_cut_at_55(rules: Rules) -> None:
    """The value is cut to the length that release 2.0 allowed."""
    _changed(rules, r"(?s)\A(.{55}).*", r"\1")


@catalogue.fault(*_ALLOWED)
def correlator_without_braces(rules: Rules) -> None:
    """A firewall strips angle brackets and braces from headers."""
    _changed(rules, "[<>{}]", "")


@catalogue.fault(*common("x-correlator.is-optional"))
def correlator_required(rules: Rules) -> None:
    """A request without x-correlator is refused."""

    def require(call: Call, _world: World) -> None:
        if call.correlator is None:
            raise RefusalError("correlator")

    rules.steps = (steps.authenticate, steps.authorise, require, *steps.IN_ORDER[2:])


@catalogue.fault(*common("x-correlator.own-value-matches-the-pattern"))
def own_correlator_breaks_the_pattern(rules: Rules) -> None:
    """Where none is sent, the trace header's list of values is used."""
    honest = rules.correlator_of_reply
    rules.correlator_of_reply = lambda sent, legal, status: (
        honest(sent, legal, status) if sent else f"trace={uuid.uuid4()}, span=1"
    )


def _legal(rules: Rules, pattern: str) -> None:
    """Take other texts for a correlator."""
    allowed = re.compile(pattern)
    rules.correlator_is_legal = lambda value: allowed.fullmatch(value) is not None


@catalogue.fault(*_ALLOWED, SHARE + "valid-requests-are-accepted")
def correlator_pattern_of_release_2_0(rules: Rules) -> None:
    """The pattern is that of Commonalities 0.5: letters, digits and hyphens, up to 55."""
    _legal(rules, r"[a-zA-Z0-9-]{0,55}")


@catalogue.fault(*_MALFORMED, SHARE + "invalid-requests-are-refused")
def correlator_not_validated(rules: Rules) -> None:
    """Any value is taken and echoed."""
    rules.correlator_is_legal = lambda _value: True


@catalogue.fault(*_MALFORMED)
def long_correlator_accepted(rules: Rules) -> None:
    """The characters are checked and the length of 256 is not."""
    _legal(rules, r"[a-zA-Z0-9\-_:;./<>{}]*")


@catalogue.fault(*_MALFORMED)
def correlator_with_spaces_accepted(rules: Rules) -> None:
    """The pattern is searched for inside the value instead of matching all of it."""
    _legal(rules, r".*[a-zA-Z0-9\-_:;./<>{}].*")


@catalogue.fault(*_MALFORMED, SHARE + "invalid-requests-are-refused")
def malformed_correlator_crashes(rules: Rules) -> None:
    """Parsing a malformed value is an unhandled exception: 500."""
    rules.answer_instead("correlator", 500, "INTERNAL")
