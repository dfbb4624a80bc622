"""The HTTP side: which path leads where, and requests turned into calls."""

import json
from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from conformance.reference.answering import Reply, answer, refuse
from conformance.reference.authorization.authorization_code import DEVICE_HEADER
from conformance.reference.authorization.client_authentication_rules import (
    basic_credentials,
)
from conformance.reference.authorization.discovery import DISCOVERY_PATH, metadata
from conformance.reference.authorization.dpop import Sent
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.server import form_of, parameters
from conformance.reference.authorization.token_response_rules import NO_STORE
from conformance.reference.operations import OPERATIONS, Call, Operation
from conformance.reference.problems import RefusalError
from conformance.reference.world import World

LARGEST_BODY = 65536
"""Bytes; the largest body that the contracts give a use for is far below 200."""

_Endpoint = Callable[[Request], Awaitable[Response]]


def _header(request: Request, name: str) -> str | None:
    """Return a header, several of one name joined as HTTP has it; None if absent."""
    values = request.headers.getlist(name)
    return ", ".join(values) if values else None


async def _body(request: Request) -> bytes:
    """Return the body; RefusalError as soon as it exceeds the limit."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            raise RefusalError("malformed-body")
    return raw


def _respond(reply: Reply, headers: dict[str, str] | None = None) -> Response:
    """Return a reply as an HTTP response, as it is: no charset added, nothing encoded."""
    return Response(reply.body, reply.status, {**reply.headers, **(headers or {})})


def _resource(operation: Operation, world: World) -> _Endpoint:
    """Return the endpoint of an operation."""

    async def endpoint(request: Request) -> Response:
        correlator = _header(request, "x-correlator")
        try:
            raw = await _body(request)
        except RefusalError as refusal:
            return _respond(refuse(refusal.cause, correlator, world))
        call = Call(
            operation,
            _header(request, "authorization"),
            correlator,
            _header(request, "content-type"),
            raw,
            _header(request, "dpop"),
            f"{world.base_url}{request.url.path}",
            request.url.query,
        )
        return _respond(answer(await world.rules.received(call), world))

    return endpoint


def _oauth(
    world: World, handle: Callable[[dict[str, str], Sent], dict[str, object]]
) -> _Endpoint:
    """Return an endpoint of the authorization server that takes a form and answers JSON."""
    rules = world.rules.authorization.token_response

    def json_answer(document: Mapping[str, object], status: int = 200) -> Response:
        return JSONResponse(document, status, rules.headers, rules.media_type)

    async def endpoint(request: Request) -> Response:
        try:
            raw = await _body(request)
            form = form_of(raw, request.headers.get("content-type"), rules.parameters)
            form |= basic_credentials(request.headers.get("authorization"))
            document = handle(form, Sent(_header(request, "dpop"), raw))
            await rules.made()
        except RefusalError:
            problem = OAuthError("invalid_request", "The form is too long.")
            return json_answer(rules.error(problem), problem.status)
        except OAuthError as refused:
            return json_answer(rules.error(refused), refused.status)
        return json_answer(document)

    return endpoint


def _oauth_error(problem: OAuthError) -> Response:
    """Return an error of the authorization server."""
    return JSONResponse(problem.document(), problem.status, headers=NO_STORE)


def _authorize(world: World) -> _Endpoint:
    """Return the authorization endpoint, which answers with a redirect."""

    async def endpoint(request: Request) -> Response:
        device, rules = request.headers.get(DEVICE_HEADER), world.rules.authorization.code
        try:
            query = parameters(request.scope["query_string"].decode("latin-1"))
            target = world.authorization.authorize(query, device)
        except OAuthError as problem:
            silent = Response(status_code=problem.status, headers=NO_STORE)
            return _oauth_error(problem) if rules.tells_the_user else silent
        return RedirectResponse(target, rules.redirect_status, headers=NO_STORE)

    return endpoint


def _document(document: Callable[[], dict[str, object]]) -> _Endpoint:
    """Return an endpoint that answers a JSON document."""

    async def endpoint(_request: Request) -> Response:
        return JSONResponse(document())

    return endpoint


def _metadata(world: World) -> _Endpoint:
    """Return the endpoint of the metadata."""
    rules = world.rules.authorization

    async def endpoint(_request: Request) -> Response:
        page = rules.discovery.page
        if page is None:
            page = json.dumps(metadata(world.issuer.url, rules)).encode()
        headers = {"content-type": rules.discovery.media_type}
        return Response(page, rules.discovery.status, headers)

    return endpoint


def _jwks(world: World) -> dict[str, object]:
    """Return the public keys."""
    return world.rules.authorization.discovery.jwks(world.issuer.jwks())


def _only(methods: str | frozenset[str], path: str, endpoint: _Endpoint) -> Route:
    """Return a route for these methods; Starlette would add HEAD to GET by itself."""
    named = {methods} if isinstance(methods, str) else set(methods)
    route = Route(path, endpoint, methods=list(named))
    route.methods = named
    return route


def api_routes(world: World) -> list[Route]:
    """Return the routes of both APIs."""
    mounts, paths = world.rules.mounts, world.rules.paths
    return [
        _only(
            world.rules.methods(each),
            mounts[each.api] + paths[each.name],
            _resource(each, world),
        )
        for each in OPERATIONS
        if each.name in paths
    ]


def authorization_routes(world: World) -> list[Route]:
    """Return the routes of the authorization server."""
    endpoints = world.rules.authorization.endpoints
    return [
        _only("GET", DISCOVERY_PATH, _metadata(world)),
        _only("GET", "/jwks", _document(lambda: _jwks(world))),
        _only("POST", endpoints["token"], _oauth(world, world.authorization.token)),
        _only(
            "POST",
            endpoints["backchannel_authentication"],
            _oauth(world, lambda form, _: world.authorization.backchannel(form)),
        ),
        _only("GET", endpoints["authorization"], _authorize(world)),
    ]


_EVERY_PART = (api_routes, authorization_routes)


def application(world: World, *parts: Callable[[World], list[Route]]) -> Starlette:
    """Return the ASGI application of a provider, or of some of its parts."""

    async def no_route(request: Request, problem: Exception) -> Response:
        headers = problem.headers if isinstance(problem, HTTPException) else None
        wrong_method = isinstance(problem, HTTPException) and problem.status_code == 405
        cause = "method" if wrong_method else "path"
        reply = refuse(cause, _header(request, "x-correlator"), world)
        return _respond(reply, dict(headers or {}))

    routes = [each for part in parts or _EVERY_PART for each in part(world)]
    app = Starlette(routes=routes, exception_handlers={404: no_route, 405: no_route})
    # A path with a slash too many is another path: 404, no redirect.
    app.router.redirect_slashes = False
    return app
