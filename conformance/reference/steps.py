"""What happens to a call, step after step; a step that objects raises RefusalError."""

from typing import TYPE_CHECKING

from conformance.reference.decisions import possession
from conformance.reference.operations import CHECK, VERIFY, Call
from conformance.reference.problems import RefusalError

if TYPE_CHECKING:
    from conformance.reference.world import World


def authenticate(call: Call, world: "World") -> None:
    """Find out what the token stands for. First of all, whatever else is wrong: 401."""
    token = world.rules.bearer(world.rules.credentials(call))
    call.grant = world.rules.grant_of(world, token)
    possession.prove(call, token, world)


def authorise(call: Call, world: "World") -> None:
    """See that the token has the scope, and for number verification the right user: 403."""
    if call.grant is None:
        raise RefusalError("missing-token")
    if not world.rules.scope_suffices(call.grant.scopes, call.operation):
        raise RefusalError("scope")
    of_device = call.operation.api == "number-verification"
    if of_device and not world.rules.network_knows_user(call.grant.method):
        raise RefusalError("off-network")


def read_correlator(call: Call, world: "World") -> None:
    """See that x-correlator, if sent, fits its pattern: 400, in releases that refuse it."""
    if call.operation.api in world.rules.older_correlators:
        return
    if call.correlator is not None and not world.rules.correlator_is_legal(call.correlator):
        raise RefusalError("correlator")


def read_body(call: Call, world: "World") -> None:
    """Read the JSON object of a POST: 415 and 400."""
    if not call.operation.has_body:
        return
    if call.raw and not world.rules.media_type_is_json(call.content_type):
        raise RefusalError("media-type")
    call.body = world.rules.as_object(world.rules.parse(call.raw))


def validate_body(call: Call, world: "World") -> None:
    """See that the body meets the schema of its operation, maxAge included: 400."""
    rules, body = world.rules, call.body
    if call.operation is VERIFY:
        rules.one_number(body)
    if "phoneNumber" in body and not rules.phone_number_is_legal(body["phoneNumber"]):
        raise RefusalError("phone-number")
    hashed = call.operation is VERIFY and "hashedPhoneNumber" in body
    if hashed and not rules.hash_is_legal(body["hashedPhoneNumber"]):
        raise RefusalError("hash")
    if call.operation is CHECK:
        hours = rules.within_contract(rules.max_age_of(body))
        body["maxAge"] = rules.within_history(hours, world.dialect.kept_hours)


def identify(call: Call, world: "World") -> None:
    """Find the line that is asked about, in the token or in the body: 404 and 422."""
    if call.grant is None:
        raise RefusalError("missing-token")
    line = world.rules.line_of_token(world, call.grant)
    if call.operation.api == "sim-swap" and "phoneNumber" in call.body:
        given = call.body["phoneNumber"]
        if line is not None:
            world.rules.number_beside_token(line, given)
        line = line or world.rules.line_of_number(world, given)
    if line is None:
        raise RefusalError("missing-number")
    if not world.rules.applicable(line):
        raise RefusalError("not-applicable")
    call.line = line


IN_ORDER = (authenticate, authorise, read_correlator, read_body, validate_body, identify)
