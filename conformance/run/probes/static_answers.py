"""Finds targets that answer a printed example whatever is asked, and keeps them from passing.

Documentation portals offer such mocks. What they answer is right for some requests and says
nothing about any: none of their cases counts as passed.
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx

from conformance.exchanges import Purpose, Request, Response
from conformance.plan import PlannedCase
from conformance.plan.withheld import not_testable
from conformance.scenarios.session import Session
from conformance.specs import AUTHORIZATION
from conformance.target.errors import TargetError
from conformance.target.operations import OperationClient

# Nobody has issued it, and no grant is called so.
_MADE_UP = "urn:camara-conformance:made-up"
_NO_JSON = b'{"'
_MENDS = "point the profile at a deployment that reads what it is sent"


def withhold_static(session: Session) -> str | None:
    """Withhold the cases of whatever answers alike whatever it is asked.

    Returns what was found, None where nothing was. Nothing is sent to a target that gets no
    malformed requests, and to any other a single one where it is refused.
    """
    if not session.profile.effective_limits.malformed:
        return None
    static = [api for api in session.contracts if _api_is_static(session, api)]
    if static and _tokens_are_static(session):
        static.append(AUTHORIZATION)
    if not static:
        return None
    session.cases = tuple(_withheld(case, static) for case in session.cases)
    return f"static answers from {' and '.join(static)}: {_MENDS}"


def _withheld(case: PlannedCase, static: list[str]) -> PlannedCase:
    if case.api not in static or case.withheld is not None:
        return case
    reason = (
        "static answers: a malformed request with a made-up token is answered like a good "
        f"one; {_MENDS}"
    )
    return replace(case, withheld=not_testable(reason))


def _api_is_static(session: Session, api: str) -> bool:
    """Whether a request that nobody may serve brings just what a good one brings."""
    operation = _with_body(session, api)
    if operation is None:
        return False
    refusable = _example(session, operation, _NO_JSON)
    return refusable is not None and refusable == _example(session, operation, b"{}")


def _with_body(session: Session, api: str) -> OperationClient | None:
    kind = session.profile.api(api).token_kinds[0]
    every = (
        session.operation(api, name, kind) for name in session.profile.api(api).operations
    )
    return next((operation for operation in every if operation.takes_body), None)


def _example(
    session: Session, operation: OperationClient, body: bytes
) -> dict[str, Any] | None:
    """Return the JSON object of a success, None for everything else."""
    headers = [
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        operation.wire.token_header(_MADE_UP, "Bearer"),
        *operation.wire.correlator_headers(str(uuid4())),
    ]
    request = Request(operation.method, operation.url, tuple(headers), body)
    response = _answer(session, request)
    ok = response is not None and response.status == httpx.codes.OK
    return _object(response.body) if ok and response is not None else None


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _tokens_are_static(session: Session) -> bool:
    """Whether a grant that does not exist brings an access token, to nobody in particular."""
    settings = session.profile.authorization
    if settings is None:
        return False
    try:
        url = session.authorization_server(settings).endpoint("token")
    except TargetError:
        return False
    form = urlencode({"grant_type": _MADE_UP}).encode()
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    response = _answer(session, Request("POST", url, headers, form))
    granted = response is not None and response.status == httpx.codes.OK
    return granted and response is not None and b"access_token" in response.body


def _answer(session: Session, request: Request) -> Response | None:
    try:
        return session.target.send(request, Purpose("discovery")).response
    except TargetError:
        return None
