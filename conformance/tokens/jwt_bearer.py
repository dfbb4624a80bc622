"""Three-legged tokens by JWT bearer (RFC 7523), the assertion being the client's proof."""

import time
from uuid import uuid4

from conformance.exchanges import Purpose
from conformance.profile.model import Client, Subscriber
from conformance.target.errors import NoToken
from conformance.tokens.client_authentication import signed
from conformance.tokens.server import AuthorizationServer

_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Security profile, JWT bearer flow: an assertion that lives longer than 300 s is refused.
_ASSERTION_SECONDS = 120


def token_response(
    server: AuthorizationServer, client: Client, line: Subscriber, scope: str
) -> dict[str, object]:
    """Return the token endpoint's answer to an assertion about the line."""
    if client.key is None:
        raise NoToken("the client signs no assertion: add authorization.clients.main.key")
    now = int(time.time())
    claims = {
        "iss": client.id,
        "sub": _subject(line),
        "aud": server.endpoint("token"),
        "iat": now,
        "exp": now + _ASSERTION_SECONDS,
        "jti": str(uuid4()),
        "scope": scope,
    }
    assertion = signed(claims, client)
    server.target.recorder.redactor.add_secret("assertion", assertion)
    form = {"grant_type": _GRANT_TYPE, "assertion": assertion}
    purpose = Purpose("token", subscriber=line.id, token="three-legged")
    return server.post("token", form, None, purpose)


def _subject(line: Subscriber) -> str:
    if line.operator_token is not None:
        return f"operatortoken:{line.operator_token.get_secret_value()}"
    return f"tel:{line.phone_number}"
