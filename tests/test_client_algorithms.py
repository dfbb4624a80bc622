"""Clients with keys of every algorithm, and clients with a secret, against the provider."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from conformance.bundled import folder
from conformance.outcomes import CaseResult
from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.authorization.clients import Client
from conformance.run.execution import carry_out, open_session
from conformance.run.options import Options
from conformance.run.selection import prepare

BY_KEY = """\
authentication: private_key_jwt
      key: {file: "${REFERENCE_CLIENT_KEY}", kid: main-1}"""
SECRET = "a-secret with: signs & more %"
ROWS = Options(
    apis=("authorization",),
    requirements=("client-authentication.*", "jwt-bearer.*", "token-response.*"),
)


@pytest.fixture
def provider() -> Iterator[ReferenceProvider]:
    """Start a provider whose main client a test may register anew."""
    with ReferenceProvider() as provider:
        yield provider


def run(provider: ReferenceProvider, path: Path, authentication: str) -> dict[str, str]:
    """Run the rows as a main client that authenticates so; return outcomes of cases."""
    text = (folder("profiles") / "reference.yaml").read_text(encoding="utf-8")
    assert text.count(BY_KEY) == 1
    path.write_text(text.replace(BY_KEY, authentication), encoding="utf-8")
    results: list[CaseResult] = []
    session = open_session(prepare(load_profile(str(path), provider.variables), ROWS), ROWS)
    try:
        carry_out(session, ROWS, results.append)
    finally:
        session.close()
    return {result.case: result.outcome for result in results}


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_rsa_keys(provider: ReferenceProvider, tmp_path: Path, algorithm: str) -> None:
    """A client with an RSA key passes every row as one with an EC key does."""
    key = RSAKey.generate_key(2048)
    public = RSAKey.import_key(key.as_dict(private=False))
    provider.register(Client("reference-main", public, "rsa-1"))
    (tmp_path / "rsa.pem").write_bytes(key.as_pem(private=True))

    signing = f"key: {{file: ./rsa.pem, kid: rsa-1, algorithm: {algorithm}}}"
    outcomes = run(provider, tmp_path / "profile.yaml", signing)

    assert set(outcomes.values()) == {"passed"}


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_secrets(provider: ReferenceProvider, tmp_path: Path, method: str) -> None:
    """A client with a secret is driven, and reported: the profile knows private_key_jwt."""
    key = ECKey.generate_key("P-256")
    provider.register(Client("reference-main", key, "none", secret=SECRET))

    authentication = f"authentication: {method}\n      secret: '{SECRET}'"
    outcomes = run(provider, tmp_path / "profile.yaml", authentication)

    failed = {case for case, outcome in outcomes.items() if outcome == "failed"}
    row = "client-authentication.private-key-jwt-is-accepted"
    assert failed == {f"{row}/token", f"{row}/backchannel"}
    assert outcomes["token-response.access-token-is-a-string/three-legged"] == "passed"
    refused = "client-authentication.missing-authentication-is-refused/token"
    assert outcomes[refused] == "passed"
    forged = "client-authentication.foreign-key-is-refused/token"
    assert outcomes[forged] == "not-testable"
