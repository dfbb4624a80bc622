"""A deployment that answers everything well, and keeps what it was asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from tests.support.servers import web_server

CODE = "code-of-the-tap"
TOKEN = "token-of-the-tap"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form; a parameter's first value."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Tap:
    """What came, in its order; `answer` is what every resource says."""

    answer: Mapping[str, object]
    asked: list[Asked] = field(default_factory=list)

    def at(self, ending: str) -> Asked:
        """Return the last request whose path ends so."""
        return [each for each in self.asked if each.path.endswith(ending)][-1]

    async def reply(self, request: Request) -> Response:
        """Keep a request and answer it as the endpoint that its path says it is."""
        query = parse_qs(request.url.query)
        headers = dict(request.headers)
        body = await request.body()
        self.asked.append(Asked(request.method, request.url.path, query, headers, body))
        last = request.url.path.rsplit("/", 1)[-1]
        if last == "bc-authorize":
            return JSONResponse({"auth_req_id": "request-of-the-tap", "interval": 0})
        if last == "token":
            return JSONResponse({"access_token": TOKEN, "token_type": "Bearer"})
        if "redirect_uri" in query:
            target = f"{query['redirect_uri'][0]}?code={CODE}&state={query['state'][0]}"
            return RedirectResponse(target, 302)
        return JSONResponse(self.answer)


@contextmanager
def tapped(**answer: object) -> Iterator[tuple[str, Tap]]:
    """Serve the deployment; yields its URL and what it keeps."""
    tap = Tap(answer)
    with web_server(anything=tap.reply) as url:
        yield url, tap
