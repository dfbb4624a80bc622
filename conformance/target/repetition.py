"""What a request that was sent again over another connection may have used up the first time.

Codes, assertions, proofs and some tokens count once, and a server that ends a connection
without an answer may have read what came over it.
"""

import httpx

from conformance.exchanges import Purpose, Response

# Said whether or not the request has come before (RFC 6749 section 5.2, CIBA Core 11).
_HELD_ANYHOW = (
    b"authorization_pending",
    b"slow_down",
    b"invalid_scope",
    b"unauthorized_client",
    b"unknown_user_id",
    b"unsupported_grant_type",
)


def may_refuse_the_second(purpose: Purpose, response: Response) -> bool:
    """Whether an answer may be a refusal of what the same request has used up already."""
    if purpose.kind == "api":
        return response.status == httpx.codes.UNAUTHORIZED
    if purpose.kind != "token" or response.status == httpx.codes.TOO_MANY_REQUESTS:
        return False
    if httpx.codes.is_client_error(response.status):
        return not any(error in response.body for error in _HELD_ANYHOW)
    return "error=" in response.headers.get("location", "")
