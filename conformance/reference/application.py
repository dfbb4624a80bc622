"""The HTTP side: which path leads where, and requests turned into calls."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from conformance.reference.answering import Reply, answer, refuse
from conformance.reference.authorization.authorization_code import DEVICE_HEADER
from conformance.reference.authorization.discovery import DISCOVERY_PATH, metadata
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.server import form_of, parameters
from conformance.reference.operations import OPERATIONS, Call, Operation
from conformance.reference.problems import RefusalError
from conformance.reference.world import World

LARGEST_BODY = 65536
"""Bytes; the largest body that the contracts give a use for is far below 200."""
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}

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
        )
        return _respond(answer(call, world))

    return endpoint


def _oauth(handle: Callable[[dict[str, str]], dict[str, object]]) -> _Endpoint:
    """Return an endpoint of the authorization server that takes a form and answers JSON."""

    async def endpoint(request: Request) -> Response:
        try:
            raw = await _body(request)
            document = handle(form_of(raw, request.headers.get("content-type")))
        except RefusalError:
            return _oauth_error(OAuthError("invalid_request", "The form is too long."))
        except OAuthError as problem:
            return _oauth_error(problem)
        return JSONResponse(document, headers=_NO_STORE)

    return endpoint


def _oauth_error(problem: OAuthError) -> Response:
    """Return an error of the authorization server."""
    return JSONResponse(problem.document(), problem.status, headers=_NO_STORE)


def _authorize(world: World) -> _Endpoint:
    """Return the authorization endpoint, which answers with a redirect."""

    async def endpoint(request: Request) -> Response:
        device = request.headers.get(DEVICE_HEADER)
        try:
            query = parameters(request.scope["query_string"].decode("latin-1"))
            target = world.authorization.authorize(query, device)
        except OAuthError as problem:
            return _oauth_error(problem)
        return RedirectResponse(target, 302, headers=_NO_STORE)

    return endpoint


def _document(document: dict[str, object]) -> _Endpoint:
    """Return an endpoint that always answers the same JSON."""

    async def endpoint(_request: Request) -> Response:
        return JSONResponse(document)

    return endpoint


def _only(method: str, path: str, endpoint: _Endpoint) -> Route:
    """Return a route for one method; Starlette would add HEAD to GET by itself."""
    route = Route(path, endpoint, methods=[method])
    route.methods = {method}
    return route


def _routes(world: World) -> list[Route]:
    """Return the routes of both APIs and of the authorization server."""
    mounts = world.rules.mounts
    return [
        *(
            _only(each.method, f"{mounts[each.api]}/{each.name}", _resource(each, world))
            for each in OPERATIONS
        ),
        _only("GET", DISCOVERY_PATH, _document(metadata(world.base_url))),
        _only("GET", "/jwks", _document(world.issuer.jwks())),
        _only("POST", "/token", _oauth(world.authorization.token)),
        _only("POST", "/bc-authorize", _oauth(world.authorization.backchannel)),
        _only("GET", "/authorize", _authorize(world)),
    ]


def application(world: World) -> Starlette:
    """Return the ASGI application of a provider."""

    async def no_route(request: Request, problem: Exception) -> Response:
        headers = problem.headers if isinstance(problem, HTTPException) else None
        wrong_method = isinstance(problem, HTTPException) and problem.status_code == 405
        cause = "method" if wrong_method else "path"
        reply = refuse(cause, _header(request, "x-correlator"), world)
        return _respond(reply, dict(headers or {}))

    app = Starlette(routes=_routes(world), exception_handlers={404: no_route, 405: no_route})
    # A path with a slash too many is another path: 404, no redirect.
    app.router.redirect_slashes = False
    return app
