"""An authorization server written apart from the embedded one: it counts, and waits.

Its users answer only when its switch is thrown; it notes when each poll came.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from conformance.reference.server import Server


@dataclass
class PatientServer:
    """What it does, and what it has seen."""

    port: int
    told: dict[str, Any] = field(default_factory=lambda: {"expires_in": 30, "interval": 0.3})
    answers_by_itself_after: float | None = None
    """Polls until the user says yes unasked; None for never."""
    slow_down_once: bool = False
    switch_status: int = 204
    polls: dict[str, list[float]] = field(default_factory=dict)
    """When each auth_req_id was polled, in seconds."""
    switched: list[dict[str, Any]] = field(default_factory=list)
    approved: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def approve_all(self) -> None:
        """Let every user who was asked say yes."""
        self.approved |= set(self.polls)

    async def backchannel(self, _request: Request) -> Response:
        """Accept everything."""
        identifier = uuid4().hex * 2
        self.polls[identifier] = []
        return JSONResponse({"auth_req_id": identifier, **self.told})

    async def token(self, request: Request) -> Response:
        """Answer a poll, and note when it came."""
        now = time.monotonic()
        form = parse_qs((await request.body()).decode())
        identifier = form["auth_req_id"][0]
        seen = self.polls[identifier]
        seen.append(now)
        after = self.answers_by_itself_after
        if identifier in self.approved or (after is not None and len(seen) > after):
            return JSONResponse({"access_token": f"token-of-{identifier}"})
        slow = self.slow_down_once and len(seen) == 1
        error = "slow_down" if slow else "authorization_pending"
        return JSONResponse({"error": error}, 400)

    async def switch(self, request: Request) -> Response:
        """Approve the request that the body, or else the path, names."""
        body = await request.json() if await request.body() else {}
        headers = dict(request.headers)
        self.switched.append({"path": request.url.path, "body": body, "headers": headers})
        self.approved.add(body.get("request") or request.path_params["identifier"])
        return Response(status_code=self.switch_status)

    async def nothing(self, _request: Request) -> Response:
        """Answer what is no part of it."""
        return Response(status_code=404)


@contextmanager
def patient_server(**settings: Any) -> Iterator[PatientServer]:
    """Run one on loopback."""
    server = Server("127.0.0.1", 0)
    patient = PatientServer(server.port, **settings)
    routes = [
        Route("/bc-authorize", patient.backchannel, methods=["POST"]),
        Route("/token", patient.token, methods=["POST"]),
        Route("/approve/{identifier}", patient.switch, methods=["POST", "GET"]),
        Route("/{rest:path}", patient.nothing),
    ]
    server.start(Starlette(routes=routes))
    try:
        yield patient
    finally:
        server.stop()


PROFILE = """\
profile: 1
name: patient
environment: local
apis:
  sim-swap: {{base_url: {url}/sim-swap/v2, flow: ciba, tokens: [three-legged]}}
authorization:
  endpoints: {{backchannel_authentication: {url}/bc-authorize, token: {url}/token}}
  purpose: dpv:FraudPreventionAndDetection
  clients:
    main: {{id: main, authentication: client_secret_post, secret: canary-client-secret}}
  ciba: {{poll_floor: 0.1}}
subscribers:
  - {{id: asked, phone_number: "+447700900101"{more}}}
limits: {{requests_per_second: 2000}}
"""
