"""A provider behind a front that speaks another wire: the oddities of many operators at once.

Path, method names, members, units, headers, scopes, client authentication, token scheme and
error bodies are other ones. What is behind it is an honest provider.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.reference import ReferenceProvider
from conformance.reference.dialects import Dialect
from tests.support.servers import web_server

SECONDS_AN_HOUR = 3600
SCOPE = "dpv:FraudPreventionAndDetection#check"
_PUBLISHED = "dpv:FraudPreventionAndDetection sim-swap:check"


@dataclass(frozen=True)
class Strange:
    """Where the front is, and what is behind it."""

    url: str
    provider: ReferenceProvider


class Front:
    """Translates both ways, and refuses what is not said in its own words."""

    def __init__(self, provider: ReferenceProvider) -> None:
        self._behind = httpx.Client(base_url=provider.base_url, trust_env=False)

    async def nothing(self, _request: Request) -> Response:
        """Refuse every other path."""
        error = {"messageId": "NOT_FOUND", "text": "There is nothing at this path."}
        return JSONResponse({"requestError": {"serviceException": error}}, 404)

    async def check(self, request: Request) -> Response:
        """Translate a question to `check`, and its answer."""
        headers = {"content-type": request.headers.get("content-type", "")}
        scheme, _, token = request.headers.get("x-authorization", "").partition(" ")
        if scheme == "App":
            headers["authorization"] = f"Bearer {token}"
        correlator = request.headers.get("x-correlation-id")
        if correlator is not None:
            headers["x-correlator"] = correlator
        body = _question(await request.body(), request.headers.get("x-phone-number"))
        answer = self._post("/sim-swap/v2/check", headers, body)
        told = {"x-correlation-id": answer.headers.get("x-correlator", "")}
        return JSONResponse(_told(answer), answer.status_code, told)

    async def token(self, request: Request) -> Response:
        """Translate a token request: the client is told by headers."""
        form = dict(parse_qsl((await request.body()).decode()))
        if form.get("scope") != SCOPE:
            return JSONResponse({"error": "invalid_scope"}, 400)
        form["scope"] = _PUBLISHED
        proof = ":".join(request.headers.get(f"x-client-{n}", "") for n in ("id", "secret"))
        basic = base64.b64encode(proof.encode()).decode()
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "authorization": f"Basic {basic}",
        }
        answer = self._post("/token", headers, urlencode(form).encode())
        told = {"cache-control": answer.headers["cache-control"]}
        return JSONResponse(answer.json(), answer.status_code, told)

    def _post(self, path: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        return self._behind.post(path, headers=headers, content=body)

    def close(self) -> None:
        """Close the connections to what is behind."""
        self._behind.close()


def _question(raw: bytes, number: str | None) -> bytes:
    """Return a body as CAMARA has it; one that can't be translated stays as it is."""
    try:
        members = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    if not isinstance(members, dict) or "phoneNumber" in members:
        return b"[]"
    if "period" not in members:
        return b'{"maxAge": "required"}'
    period = members.pop("period")
    whole = type(period) is int and period % SECONDS_AN_HOUR == 0
    members["maxAge"] = period // SECONDS_AN_HOUR if whole else str(period)
    if number is not None:
        members["phoneNumber"] = f"+{number}"
    return json.dumps(members).encode()


def _told(answer: httpx.Response) -> object:
    body = answer.json()
    if answer.status_code == httpx.codes.OK:
        return {"result": {"simSwapped": body["swapped"]}}
    error = {"messageId": body["code"], "text": body["message"]}
    return {"requestError": {"serviceException": error}}


@contextmanager
def strange() -> Iterator[Strange]:
    """Yield the front, an honest provider running behind it."""
    dialect = Dialect("with-secrets", kept_days=None, client_secrets=True)
    with ReferenceProvider(dialect) as provider:
        front = Front(provider)
        pages = {"mobile/demo/simswap/check": front.check, "oauth/token": front.token}
        with closing(front), web_server(**pages, anything=front.nothing) as url:
            yield Strange(url, provider)
