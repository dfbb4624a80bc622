"""How a deployment's wire differs, in sentences for a plan and a report; values stay out."""

from collections.abc import Iterator

from conformance.profile.wire import Wire
from conformance.profile.wire_apis import ApiOnWire, OperationOnWire, RequestOnWire


def differences(wire: Wire) -> tuple[str, ...]:
    """Return a sentence for each thing that the profile has the suite do differently."""
    found = [f"{name}: {said}" for name, api in wire.apis().items() for said in _of_api(api)]
    return (*found, *_of_headers(wire), *_of_authorization(wire))


def _of_api(api: ApiOnWire) -> Iterator[str]:
    for name in type(api.operations).model_fields:
        place = getattr(api.operations, name)
        if isinstance(place, OperationOnWire):
            where = " ".join(part for part in (place.method, place.path) if part)
            yield f"{name.replace('_', '-')} lies at {where}"
    if api.adapter is not None:
        yield f"request bodies are made by the adapter {api.adapter}"
    yield from _of_request(api.request)
    for name, path in api.response.fields.items():
        yield f"{name} is answered as {path}"
    for name in type(api.scopes).model_fields:
        scope = getattr(api.scopes, name)
        if scope is not None:
            yield f"tokens for {name.replace('_', '-')} are asked for with {scope}"


def _of_request(request: RequestOnWire) -> Iterator[str]:
    for name, other in request.fields.items():
        yield f"{name} is sent as {other}"
    if request.units.max_age != "hours":
        yield f"maxAge is sent in {request.units.max_age}"
    for name in request.always:
        yield f"{name} is always sent"
    number = request.phone_number
    if number.format == "digits":
        yield "phone numbers are sent without their plus"
    if number.place != "body":
        yield f"the phone number is sent in the {number.place} {number.name or ''}".rstrip()
    for name in request.query:
        yield f"the query parameter {name} is sent"


def _of_headers(wire: Wire) -> Iterator[str]:
    if wire.headers.correlator is not None:
        yield f"x-correlator is sent as {wire.headers.correlator} too"
    if wire.correlator is not None:
        yield "the correlator's header carries a value of the profile"
    if wire.headers.authorization is not None:
        yield f"access tokens are sent in {wire.headers.authorization}"
    if wire.token_scheme is not None:
        yield f"access tokens are sent as {wire.token_scheme}"
    for member in ("status", "code", "message"):
        paths = wire.errors.paths(member)
        if paths != (member,):
            yield f"{member} of an error is read from {' or '.join(paths)}"


def _of_authorization(wire: Wire) -> Iterator[str]:
    said = wire.authorization
    if said.scope is not None:
        yield f"the scope parameter reads {said.scope}"
    if said.client_headers:
        yield f"the client proves itself by {', '.join(said.client_headers)}"
    if said.unencoded is not None:
        yield f"forms leave {said.unencoded} as it is"
