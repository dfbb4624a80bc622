"""A deployment that repeats whatever it is told: in bodies, headers, errors and redirects."""

import json
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from urllib.parse import parse_qs, quote, unquote, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.support.servers import web_server

# What uvicorn lets through in one header.
_LONGEST_HEADER = 6_000
# Begins everything that this deployment makes up: where it shows, a secret does.
ISSUED = "issued-here-"
_SECRET_FIELDS = ("client_secret", "client_assertion", "assertion", "code_verifier")


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    quote,
    escape,
    lambda body: json.dumps(json.dumps({"told": body})),
    lambda body: b64encode(body.encode()).decode(),
    lambda body: "".join(f"&#{ord(mark)};" for mark in body),
)


def _rewritten(told: str) -> Iterator[str]:
    """Write the numbers among what was told as people do: without plus, spaced, national."""
    for digits in dict.fromkeys(re.findall(r"\+?\b([0-9]{11,15})\b", told)):
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        yield from (digits, "+" + " ".join(parts), "-".join(parts), f"0{digits[3:]}")


class Echo:
    """Authorization server and both APIs; `secrets` is what it was told in confidence."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.answers = 0

    @staticmethod
    def _new(what: str) -> str:
        return f"{ISSUED}{what}/{secrets.token_urlsafe(16)}+="

    async def _told(self, request: Request) -> tuple[str, dict[str, str]]:
        body = (await request.body()).decode("utf-8", "replace")
        text = body if "form" in request.headers.get("content-type", "") else request.url.query
        form = {name: values[0] for name, values in parse_qs(text).items()}
        self.secrets |= {form[name] for name in _SECRET_FIELDS if name in form}
        credentials = request.headers.get("authorization", "").partition(" ")[2]
        if credentials and not credentials.startswith(ISSUED):
            self.secrets.add(credentials)
        told = " ".join(f"{name}={value}" for name, value in request.headers.items())
        spelt = " ".join(each(body) for each in _SPELLINGS)
        numbers = " ".join(_rewritten(f"{told} {text} {unquote(text)}"))
        return f"{told} {body} {request.url.query} {spelt} {numbers}", form

    def _headers(self, told: str) -> dict[str, str]:
        plain = "".join(c if c.isascii() and c.isprintable() else "?" for c in told)
        return {
            "x-echo": plain[:_LONGEST_HEADER].strip(),
            "set-cookie": f"sid={ISSUED}{secrets.token_hex(16)}; Path=/",
        }

    async def authorize(self, request: Request) -> Response:
        """Redirect with a code, and with all that was asked."""
        told, form = await self._told(request)
        sent = {"code": self._new("code"), "state": form["state"], "echo": told}
        url = f"{form['redirect_uri']}?{urlencode(sent)}"
        return RedirectResponse(url, 302, headers=self._headers(told))

    async def backchannel(self, request: Request) -> Response:
        """Take up a request, and repeat it."""
        told, _ = await self._told(request)
        body = {"auth_req_id": self._new("auth_req_id"), "interval": 0, "echo": told}
        return JSONResponse(body, headers=self._headers(told))

    async def token(self, request: Request) -> Response:
        """Give all sorts of tokens, and repeat what they were given for."""
        told, _ = await self._told(request)
        sorts = ("access_token", "refresh_token", "id_token")
        body = {sort: self._new(sort) for sort in sorts} | {"expires_in": 60, "echo": told}
        return JSONResponse(body, headers=self._headers(told))

    async def resource(self, request: Request) -> Response:
        """Succeed and refuse in turn, and repeat everything in both."""
        told, _ = await self._told(request)
        self.answers += 1
        good = {"swapped": True, "latestSimChange": None, "devicePhoneNumberVerified": True}
        error = {"status": 400, "code": "INVALID_ARGUMENT", "message": told}
        body = {**good, "echo": [told]} if self.answers % 3 else error
        if self.answers % 5 == 0:
            page = f"<html><body><h1>Error</h1><pre>{escape(told)}</pre></body></html>"
            return Response(page, 502, self._headers(told), "text/html")
        text = json.dumps(body).replace("/", "\\/") if self.answers % 2 else json.dumps(body)
        return Response(
            text, 200 if self.answers % 3 else 400, self._headers(told), "application/json"
        )


@contextmanager
def echoing() -> Iterator[tuple[str, Echo]]:
    """Serve the deployment; yields its URL and what it knows."""
    echo = Echo()
    endpoints = {
        "authorize": echo.authorize,
        "backchannel": echo.backchannel,
        "token": echo.token,
        "anything": echo.resource,
    }
    with web_server(**endpoints) as url:
        yield url, echo
