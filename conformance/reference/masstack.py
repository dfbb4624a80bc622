"""The dialect `masstack-v2`: Number Verification V2 as MasStack publishes it for its own side.

Source: docs.masstack.com/api/opengateway/2, read 2026-11. What it leaves open is as CAMARA has
it: a deployment like this is faulty in what it publishes, and in nothing else.
"""

import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from conformance.reference import steps
from conformance.reference.authorization.clients import CLIENT_CREDENTIALS, JWT_BEARER
from conformance.reference.authorization.scope_rules import (
    NUMBER_VERIFICATION_SCOPES,
    SIM_SWAP_SCOPES,
    invalid_scope,
)
from conformance.reference.operations import SHARE, VERIFY, Call, Operation
from conformance.reference.problems import Problem, RefusalError
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.rules import Rules, Step
    from conformance.reference.world import World

_EVIDENCE = {"PLAIN": "phoneNumber", "HASHED_SHA256": "hashedPhoneNumber"}
_NOT_GIVEN = frozenset({CLIENT_CREDENTIALS, JWT_BEARER})
_NO_GRANT = "not a grant of this server"


def shape(rules: "Rules") -> None:
    """Turn a provider into one that speaks MasStack's internal V2."""
    for differ in DIFFERENCES.values():
        differ(rules)
    _only_three_legged(rules)


def subject_in_the_body(rules: "Rules") -> None:
    """Take the number in the body for the device's, whoever the token is about."""
    rules.problems["reference"] = Problem(
        400, "INVALID_ARGUMENT", "referenceMsisdn must be E.164 with a plus."
    )
    order = (identify_the_unnamed if step is steps.identify else step for step in rules.steps)
    rules.steps = _before_validation(tuple(order), read_reference)


def tagged_evidence(rules: "Rules") -> None:
    """Take the number to compare as evidence that says of which type it is."""
    rules.problems["evidence"] = Problem(
        400, "INVALID_ARGUMENT", "Send evidence with type and value."
    )
    rules.steps = _before_validation(rules.steps, read_evidence)


def error_envelope(rules: "Rules") -> None:
    """Answer errors with neither status nor message."""
    rules.envelope = envelope


def version_before_the_name(rules: "Rules") -> None:
    """Have the version in the path stand before the name of the API."""
    rules.mounts[VERIFY.api] = "/v2"
    for operation in (VERIFY, SHARE):
        _move(rules, operation, f"/{operation.api}{{}}")


def organization_in_the_path(rules: "Rules") -> None:
    """Have the organization stand in the path, before everything but the version."""
    for operation in (VERIFY, SHARE):
        _move(rules, operation, "/orgs/{{org_id}}{}")


def no_device_phone_number(rules: "Rules") -> None:
    """Leave device-phone-number out."""
    del rules.paths[SHARE.name]


DIFFERENCES: Mapping[str, Callable[["Rules"], None]] = MappingProxyType(
    {
        "subject-in-the-body": subject_in_the_body,
        "tagged-evidence": tagged_evidence,
        "error-envelope": error_envelope,
        "version-before-the-name": version_before_the_name,
        "organization-in-the-path": organization_in_the_path,
        "no-device-phone-number": no_device_phone_number,
    }
)
"""What V2 does otherwise than CAMARA Number Verification 2.1.0, each on its own."""


def read_reference(call: Call, world: "World") -> None:
    """Find the line that the caller names as the device's: 400.

    The exposure layer in front has read it out of the token, and is believed.
    """
    number = call.body.pop("referenceMsisdn", None)
    if not isinstance(number, str) or not world.rules.phone_number_is_legal(number):
        raise RefusalError("reference")
    call.line = world.subscribers.by_number(number) or Subscriber("another", number)


def identify_the_unnamed(call: Call, world: "World") -> None:
    """Find the line in the token where the body names none."""
    if call.line is None:
        steps.identify(call, world)


def read_evidence(call: Call, _world: "World") -> None:
    """Read evidence as what CAMARA calls it: 400."""
    evidence = call.body.pop("evidence", None)
    if not isinstance(evidence, dict) or evidence.keys() != {"type", "value"}:
        raise RefusalError("evidence")
    kind = evidence["type"]
    if not isinstance(kind, str) or kind not in _EVIDENCE:
        raise RefusalError("evidence")
    call.body[_EVIDENCE[kind]] = evidence["value"]


def envelope(problem: Problem) -> object:
    """Return the error body: `code` and `title`, and what helps to find the call."""
    return {
        "code": problem.code,
        "title": HTTPStatus(problem.status).phrase,
        "ref": str(uuid.uuid4()),
        "details": problem.message,
    }


def _before_validation(order: tuple["Step", ...], step: "Step") -> tuple["Step", ...]:
    """Return the steps with a further one of verify before the body is validated."""

    def of_verify(call: Call, world: "World") -> None:
        if call.operation is VERIFY:
            step(call, world)

    place = order.index(steps.validate_body)
    return (*order[:place], of_verify, *order[place:])


def _move(rules: "Rules", operation: Operation, template: str) -> None:
    """Give an operation another path below that of its API, made of its own."""
    if operation.name in rules.paths:
        rules.paths[operation.name] = template.format(rules.paths[operation.name])


def _only_three_legged(rules: "Rules") -> None:
    """Leave of the authorization server what gives a token to a device on the network."""
    authorization = rules.authorization
    authorization.ciba.grant_named = lambda name: _NO_GRANT if name in _NOT_GIVEN else name
    authorization.scope.known = _known
    authorization.discovery.metadata = _metadata


def _known(asked: frozenset[str]) -> frozenset[str]:
    """Return the scopes of APIs that were asked for; OAuthError if one is not known."""
    if not asked <= NUMBER_VERIFICATION_SCOPES:
        raise invalid_scope("A scope is not known.")
    return asked


def _metadata(document: dict[str, Any]) -> dict[str, Any]:
    """Return metadata without the grants and scopes that are not offered."""
    return {
        **document,
        "grant_types_supported": sorted({*document["grant_types_supported"]} - _NOT_GIVEN),
        "scopes_supported": [
            scope for scope in document["scopes_supported"] if scope not in SIM_SWAP_SCOPES
        ],
    }
