"""The proof of possession that a call with a bound token needs (RFC 9449 section 7)."""

from typing import TYPE_CHECKING

from conformance.reference.authorization.dpop import BadProofError, Sent
from conformance.reference.operations import Call
from conformance.reference.problems import RefusalError

if TYPE_CHECKING:
    from conformance.reference.world import World


def prove(call: Call, token: str, world: "World") -> None:
    """See that a bound token comes with its proof, and a bearer token as one: 401."""
    rules = world.rules.authorization.dpop
    bound_to = call.grant.thumbprint if call.grant is not None else None
    by_proof = (call.authorization or "").lower().startswith("dpop ")
    if by_proof and not rules.resource_takes_proofs:
        raise RefusalError("invalid-token")
    if bound_to is None and not by_proof:
        return
    if bound_to is not None and not rules.resource_wants_proof:
        return
    if not by_proof or _thumbprint(call, token, world) != bound_to:
        raise RefusalError("invalid-token")


def _thumbprint(call: Call, token: str, world: "World") -> str:
    """Return the thumbprint of the key that made the call's proof."""
    sent, method = Sent(call.proof, call.raw), call.operation.method
    try:
        return world.authorization.proofs.thumbprint(sent, method, call.url, token)
    except BadProofError as problem:
        raise RefusalError("invalid-token") from problem
