"""Two-legged tokens: client credentials."""

from conformance.scenarios.expect import refused_with
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT
from conformance.tokens.flows.others import ClientCredentials


@requirement("client-credentials.missing-scope-is-refused")
def test_no_scope(client_credentials: ClientCredentials) -> None:
    """The profile makes the scope mandatory, where RFC 6749 leaves it open."""
    client_credentials.token().granted()

    answer = client_credentials.token(scope=ABSENT)
    refused_with(answer, 400, "invalid_request", "invalid_scope")
