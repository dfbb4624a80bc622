"""Authorization code: the good signed request that others are measured against."""

from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.scenarios.redirects import understood
from conformance.target.errors import NotOffered
from conformance.tokens.flows.authorization_code import Attempt, AuthorizationCode

OPTIONAL_UNTIL = "0.3.0"
"""The last release that leaves it to the server whether it takes request objects."""


def good(
    authorization_code: AuthorizationCode, settings: Authorization, line: Subscriber | None
) -> Attempt:
    """Expect that a good signed request is understood, where the release asks for it.

    The issuer will do as its audience: whether the endpoint does is another row's matter.
    """
    attempt = offered(authorization_code, settings, line)
    if attempt.parameters.get("error") in ("invalid_request_object", "invalid_request"):
        authorization_code.audience = authorization_code.endpoints.server.issuer
        attempt = authorization_code.authorize_signed(line)
    return understood(attempt)


def offered(
    authorization_code: AuthorizationCode, settings: Authorization, line: Subscriber | None
) -> Attempt:
    """Send a good signed request; raises `NotOffered` where a server may take none."""
    attempt = authorization_code.authorize_signed(line)
    error = attempt.parameters.get("error")
    if error == "request_not_supported" and settings.release == OPTIONAL_UNTIL:
        raise NotOffered("the server takes no request objects, which 0.3.0 leaves to it")
    return attempt
