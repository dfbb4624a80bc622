"""Turns what a generator made into a request that has one thing to say.

A generated request is sent about a line of the profile, so that nothing but the generated
part decides its answer; and at most one thing of it is broken, because a refusal says
nothing about the second.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.checks import correlator as correlators
from conformance.checks.contract import OperationContract
from conformance.profile import Subscriber
from conformance.properties.generation import GeneratedRequest
from conformance.target.operations import ABSENT, FITTING, Marker, OperationClient

_JSON = "application/json"
# The pattern of every contract's `phoneNumber`.
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{4,14}", re.ASCII)


@dataclass(frozen=True)
class Probe:
    """A request as it will be sent, and whether the contract allows it."""

    body: object
    correlator: str | Marker
    content_type: str | Marker
    valid: bool
    unknown_members: bool = False
    strange_number: bool = False

    @property
    def fingerprint(self) -> str:
        """Equal for equal requests."""
        body = self.body.hex() if isinstance(self.body, bytes) else repr(self.body)
        return repr((body, self.correlator, self.content_type))


def probes(
    generated: GeneratedRequest,
    operation: OperationClient,
    contract: OperationContract,
    line: Subscriber,
) -> Iterator[Probe]:
    """Return the requests to send; none where there is nothing of its own in it."""
    about_line = _probe(generated, operation, contract, line)
    if about_line is not None:
        yield about_line
        yield from _with_strange_number(about_line, generated, operation)


def _with_strange_number(
    request: Probe, generated: GeneratedRequest, operation: OperationClient
) -> Iterator[Probe]:
    """Return a valid request about a number as long as the generated one, and nobody's."""
    if not (request.valid and operation.api == "sim-swap" and operation.identifies_by_body):
        return
    strange = _about_nobody(generated.body)
    if isinstance(request.body, dict) and strange is not generated.body:
        body = {**request.body, "phoneNumber": strange["phoneNumber"]}
        yield replace(request, body=body, strange_number=True)


def _probe(
    generated: GeneratedRequest,
    operation: OperationClient,
    contract: OperationContract,
    line: Subscriber,
) -> Probe | None:
    if generated.method != operation.contract.method or not _sendable(generated.correlator):
        return None
    content_type = generated.content_type or _JSON
    if not _sayable(generated.body) or (content_type != _JSON and not contract.takes_body):
        return None
    body = _body(generated, operation, contract, line)
    candidate = Probe(body, _correlator(generated, contract), content_type, valid=False)
    return _judged(candidate, contract)


def _correlator(generated: GeneratedRequest, contract: OperationContract) -> str | Marker:
    """Return the correlator to send: not one whose fate the release leaves open."""
    value, release = generated.correlator, contract.commonalities
    if not value:
        return FITTING
    legal = correlators.is_well_formed(value, release) and correlators.is_well_formed(value)
    return value if legal or correlators.must_be_refused(value, release) else FITTING


def _judged(candidate: Probe, contract: OperationContract) -> Probe | None:
    broken = [
        name
        for name, is_broken in {
            "body": _body_problem(candidate.body, contract) is not None,
            "correlator": isinstance(candidate.correlator, str)
            and not correlators.is_well_formed(candidate.correlator, contract.commonalities),
            "content_type": candidate.content_type != _JSON,
        }.items()
        if is_broken
    ]
    whole = {"correlator": FITTING, "content_type": _JSON}
    mended = {name: whole[name] for name in broken[1:]}
    unknown = _unknown_members(candidate.body, contract)
    return replace(candidate, **mended, valid=not broken, unknown_members=unknown)  # type: ignore[arg-type]


def _body(
    generated: GeneratedRequest,
    operation: OperationClient,
    contract: OperationContract,
    line: Subscriber,
) -> object:
    if not contract.takes_body or not generated.has_body:
        return ABSENT
    body: object = generated.body
    if operation.api != "sim-swap" or not isinstance(body, dict):
        return _about_nobody(body)
    return _about(line, body, operation, contract)


def _about_nobody(body: Any) -> Any:
    """Return the body with a well-formed number in it replaced by one as long.

    Nobody's number: country code 999 is not assigned (ITU-T E.164). The generated one could
    be somebody's, and a conformance suite does not ask about people who know nothing of it.
    """
    number = body.get("phoneNumber") if isinstance(body, dict) else None
    if not isinstance(number, str) or _PHONE_NUMBER.fullmatch(number) is None:
        return body
    return {**body, "phoneNumber": "+" + "999".ljust(len(number) - 1, "0")}


def _about(
    line: Subscriber,
    body: Mapping[str, Any],
    operation: OperationClient,
    contract: OperationContract,
) -> dict[str, Any]:
    """Return the body with the line named as the token demands, unless that mends it."""
    named = {name: value for name, value in body.items() if name != "phoneNumber"}
    if operation.identifies_by_body:
        named["phoneNumber"] = line.phone_number
    was_broken = contract.request_problem(dict(body)) is not None
    mended = was_broken and contract.request_problem(named) is None
    return dict(body) if mended else named


def _body_problem(body: object, contract: OperationContract) -> str | None:
    if not contract.takes_body:
        return None
    if body is ABSENT:
        return "the body is missing"
    if isinstance(body, bytes):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            return "the body is not JSON"
    return contract.request_problem(body)


def _unknown_members(body: object, contract: OperationContract) -> bool:
    return isinstance(body, dict) and not set(body) <= contract.request_members


def _sendable(correlator: str | None) -> bool:
    # What a header can't carry unchanged: other scripts, and blanks at its ends.
    if correlator is None:
        return True
    return (
        correlator.isascii() and correlator.isprintable() and correlator == correlator.strip()
    )


def _sayable(body: object) -> bool:
    """Whether every JSON parser reads the body as the same value.

    Not so for numbers such as 240.0, which some call an integer, NaN, and lone surrogates.
    """
    if isinstance(body, dict):
        return all(_sayable(name) and _sayable(value) for name, value in body.items())
    if isinstance(body, list):
        return all(map(_sayable, body))
    if isinstance(body, float):
        return math.isfinite(body) and not body.is_integer()
    if isinstance(body, str):
        return not any("\ud800" <= character <= "\udfff" for character in body)
    return True
