"""Two-legged tokens: client credentials."""

from collections.abc import Mapping
from typing import Any

from conformance.scenarios.expect import refused_with, without_refresh_token
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT
from conformance.tokens.flows.endpoint import Endpoints
from conformance.tokens.flows.others import ClientCredentials


@requirement("client-credentials.missing-scope-is-refused")
def test_no_scope(client_credentials: ClientCredentials) -> None:
    """The profile makes the scope mandatory, where RFC 6749 leaves it open."""
    client_credentials.token().granted()

    answer = client_credentials.token(scope=ABSENT)
    refused_with(answer, 400, "invalid_request", "invalid_scope")


@requirement("client-credentials.client-without-the-grant-is-refused")
def test_grant_not_agreed(client_credentials: ClientCredentials, endpoints: Endpoints) -> None:
    """A client that the server knows, and that may do something else."""
    client_credentials.token().granted()

    answer = client_credentials.token(client=endpoints.client("limited"))
    refused_with(answer, 400, "unauthorized_client")


@requirement("client-credentials.no-refresh-token")
def test_no_refresh_token(
    client_credentials: ClientCredentials, example: Mapping[str, Any]
) -> None:
    """Not even for a client that asks for one."""
    good = client_credentials.token()
    good.granted()
    if not example["offline_access"]:
        without_refresh_token(good)
        return

    answer = client_credentials.token(scope=f"{client_credentials.scope} offline_access")
    if answer.status == 200:
        without_refresh_token(answer)
