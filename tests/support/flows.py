"""A token source over a profile, and a small authorization server to get tokens from."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from conformance.exchanges import Exchange
from conformance.profile import Profile
from conformance.target.operations import AccessToken
from conformance.tokens.source import TokenSource
from tests.support.profiles import Watched, profile
from tests.support.servers import web_server

SECRET = "s3cret of/main+"
MAIN: dict[str, Any] = {
    "id": "client of+ours",
    "authentication": "client_secret_post",
    "secret": SECRET,
    "redirect_uri": "https://client.example/callback",
}
TWO_LEGGED: dict[str, Any] = {"client_credentials": {}}
CODE: dict[str, Any] = {
    "authorization_code": {"device": {"header": {"x-n": "{phone_number}"}}}
}
GRANTED = {"access_token": "token-0123456789", "expires_in": 300}
HUSHED = "never-to-be-shown-0"
SCOPES = ("sim-swap:check",)
Form = dict[str, str]
Answers = Callable[[Form, Request], Response]


class Tokens:
    """Tokens for SIM Swap by one profile."""

    def __init__(self, of: Profile, api: str = "sim-swap") -> None:
        self.watched = Watched(of)
        self.line = of.subscribers[0]
        self.source = TokenSource(of, api, self.watched.target)

    def two_legged(self) -> AccessToken:
        """Return a two-legged token."""
        return self.source.obtain("two-legged", None, SCOPES)

    def three_legged(self) -> AccessToken:
        """Return a three-legged token for the first line."""
        return self.source.obtain("three-legged", self.line, SCOPES)

    @property
    def sent(self) -> list[Exchange]:
        """What went over the wire so far."""
        return self.watched.raw


@contextmanager
def authorization_server(**answers: Answers) -> Iterator[str]:
    """Serve forms and queries at `/<name>`; yields the server's URL."""
    with web_server(**{name: _endpoint(each) for name, each in answers.items()}) as url:
        yield url


def _endpoint(answers: Answers) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        text = (await request.body()).decode() or request.url.query
        form = {name: values[0] for name, values in parse_qs(text).items()}
        return answers(form, request)

    return endpoint


def tokens(url: str, flow: Mapping[str, Any], **client: Any) -> Tokens:
    """Return tokens by a flow of the server at that URL, as the main client with changes."""
    endpoints = {
        name: f"{url}/{name}"
        for name in ("token", "backchannel_authentication", "authorization")
    }
    of = profile(
        authorization={
            "endpoints": endpoints,
            "clients": {"main": {**MAIN, **client}},
            **flow,
        }
    )
    return Tokens(of)


def says(body: Any, status: int = 200) -> Answers:
    """Return what answers everybody with the same JSON."""
    return lambda _form, _request: JSONResponse(body, status)


def html(_form: Form, _request: Request) -> Response:
    """Answer as a login page does."""
    return HTMLResponse(f"<html>{HUSHED}</html>")


def redirect(_form: Form, _request: Request) -> Response:
    """Send the client away."""
    return RedirectResponse(f"https://login.example/?code={HUSHED}")


def form_of(exchange: Exchange) -> Form:
    """Return the form that was posted."""
    body = (exchange.request.body or b"").decode()
    return {name: values[0] for name, values in parse_qs(body).items()}
