"""What a target that answers says, or shows, that it offers."""

import httpx

from conformance.run.probes.probing import served_line
from conformance.scenarios.session import Session
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.errors import NotTestable, TargetError
from conformance.target.operations import NO_TOKEN
from conformance.tokens.server import AuthorizationServer

# What answers so to anybody has no such operation, or does not want it called so.
_NOT_THERE = (
    httpx.codes.NOT_FOUND,
    httpx.codes.METHOD_NOT_ALLOWED,
    httpx.codes.NOT_IMPLEMENTED,
)
# A 404 with another code is about the line: something behind the operation has looked it up.
_NO_SUCH_RESOURCE = (None, "NOT_FOUND")
_FLOWS = {
    "declared_ciba": "ciba",
    "declared_authorization_code": "authorization_code",
    "client_credentials": "client_credentials",
    "jwt_bearer": "urn:ietf:params:oauth:grant-type:jwt-bearer",
}
_MEMBERS = {
    "grants": "grant_types_supported",
    "client authentication": "token_endpoint_auth_methods_supported",
    "CIBA delivery": "backchannel_token_delivery_modes_supported",
}


def operation(session: Session, api: str, name: str) -> str:
    """Call an operation without a token, and say whether it is there.

    Raises `TargetError` where it is not though the profile offers it, and where nothing
    answers; `NotTestable` where no good request can be made.
    """
    answered = _without_token(session, api, name)
    declared = name in session.profile.api(api).operations
    if _is_there(answered):
        note = "" if declared else f", though apis.{api}.operations leaves it out"
        return f"answered {answered.status}{note}"
    if not declared:
        return f"answered {answered.status}: not offered, as the profile says"
    raise TargetError(
        f"answered {answered.status}, as if it were not offered: mend apis.{api}.base_url, or "
        f"take {name} out of apis.{api}.operations"
    )


def _without_token(session: Session, api: str, name: str) -> Answer:
    kind = session.profile.api(api).token_kinds[0]
    line = served_line(session, api)
    if line is None and not session.profile.effective_limits.malformed:
        raise NotTestable("add under subscribers a line that is served, for a good request")
    answered = session.operation(api, name, kind).call(line, token=NO_TOKEN)
    if answered.status >= httpx.codes.INTERNAL_SERVER_ERROR and _is_there(answered):
        raise TargetError(f"answered {answered.status}: the server is in trouble")
    return answered


def _is_there(answered: Answer) -> bool:
    if answered.status not in _NOT_THERE:
        return True
    try:
        code = answered.code
    except UnexpectedAnswer:
        code = None
    return answered.status == httpx.codes.NOT_FOUND and code not in _NO_SUCH_RESOURCE


def metadata(server: AuthorizationServer) -> str:
    """Read the metadata document and say what it offers; raises `TargetError`."""
    found = server.metadata
    offered = [f"issuer {found.get('issuer')}"]
    offered += [
        f"{what} {_words(found[member])}"
        for what, member in _MEMBERS.items()
        if member in found
    ]
    missing = _unnamed_grants(server, found.get("grant_types_supported"))
    if missing:
        offered.append(f"not named, though the profile has it: {', '.join(missing)}")
    return "; ".join(offered)


def _unnamed_grants(server: AuthorizationServer, named: object) -> list[str]:
    if not isinstance(named, list):
        return []
    grants = {**_FLOWS, "declared_ciba": server.settings.ciba.grant_type}
    configured = (key for key in grants if getattr(server.settings, key) is not None)
    return [grants[key] for key in configured if grants[key] not in named]


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
