"""Authorization servers that are broken: an outcome for each case, and never a traceback."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from tests.support.fronts import Front, Page, front
from tests.support.suite import Seen, run_profile

METADATA = "/.well-known/openid-configuration"
# A few rows that look at each thing that a page can be wrong about: the variants of a mistake
# are tried with these, the mistake itself with every row.
SOME = ("discovery.*", "client-credentials.*", "dpop.*", "id-token.*", "token-response.*")
JSON = dict[str, Any]


@dataclass
class Runs:
    """Runs the rows of the authorization server with some of its pages replaced."""

    honest: JSON
    """The embedded provider's own metadata."""
    jwks: JSON
    variables: Mapping[str, str]
    stack: ExitStack

    def against(
        self,
        pages: Callable[[str], Mapping[str, Page]],
        rows: tuple[str, ...] = (),
        timeout: float = 10,
    ) -> tuple[Seen, Front]:
        """Return what a run of these rows, or of all, showed, and the broken server."""
        broken = self.stack.enter_context(front(pages))
        found = {**self.variables, "REFERENCE_DISCOVERY": broken.url + METADATA}
        profile = load_profile("reference", found)
        http = profile.http.model_copy(update={"timeout": timeout})
        options = Options(apis=("authorization",), requirements=rows, max_examples=0)
        seen = run_profile(profile.model_copy(update={"http": http}), options)
        broke = [each for each in seen.results if "the suite broke" in str(each.reason)]
        assert broke == []
        return seen, broken

    def told(self, **members: object) -> Callable[[str], Mapping[str, Page]]:
        """Return pages with other metadata; None takes a member out, `URL` is the server's."""

        def pages(url: str) -> Mapping[str, Page]:
            text = json.dumps({**self.honest, **members}).replace("URL", url)
            kept = {k: v for k, v in json.loads(text).items() if v is not None}
            return {METADATA: Page(json.dumps(kept).encode())}

        return pages

    def token_endpoint(self, page: Page) -> Callable[[str], Mapping[str, Page]]:
        """Return pages whose token endpoint answers everything alike."""
        metadata = self.told(token_endpoint="URL/token")
        return lambda url: {**metadata(url), "/token": page}


@pytest.fixture
def runs() -> Any:
    """Yield runs against the embedded provider, its metadata in a broken server's hands."""
    with ReferenceProvider() as provider, ExitStack() as stack:
        honest = httpx.get(provider.variables["REFERENCE_DISCOVERY"]).json()
        jwks = httpx.get(honest["jwks_uri"]).json()
        yield Runs(honest, jwks, provider.variables, stack)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<html>Sign in</html>", "text/html"),
        (b'["not", "an", "object"]', "application/json"),
        (b'{"issuer": "https://auth.example', "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
    ids=["a page", "a list", "cut off", "nested too deeply"],
)
def test_metadata_that_are_none(runs: Runs, body: bytes, media_type: str) -> None:
    rows = () if media_type == "text/html" else SOME
    seen, _ = runs.against(lambda _: {METADATA: Page(body, media_type=media_type)}, rows)
    assert seen.outcomes["discovery.metadata-is-a-json-object"] == "failed"
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "error"


def test_metadata_without_endpoints(runs: Runs) -> None:
    missing = {name: None for name in runs.honest if name.endswith(("_endpoint", "_uri"))}
    seen, _ = runs.against(runs.told(**missing))
    assert seen.outcomes["discovery.metadata-is-a-json-object"] == "passed"
    assert seen.outcomes["discovery.endpoints-are-named"] == "failed"
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "error"


def test_metadata_of_the_wrong_types(runs: Runs) -> None:
    seen, _ = runs.against(
        runs.told(
            issuer=42,
            token_endpoint=["URL/token"],
            grant_types_supported="authorization_code",
            token_endpoint_auth_methods_supported={"private_key_jwt": True},
            backchannel_token_delivery_modes_supported=[None],
            dpop_signing_alg_values_supported="ES256",
            camara_dpop_claims_required=7,
        ),
        SOME,
    )
    for row in (
        "discovery.issuer-is-the-prefix-of-the-address",
        "discovery.endpoints-are-named",
        "discovery.grant-types-are-those-offered",
        "discovery.private-key-jwt-is-listed",
        "discovery.poll-mode-is-listed",
    ):
        assert seen.outcomes[row] == "failed", row


def test_metadata_that_name_another_host(runs: Runs) -> None:
    # Nobody listens there: the discard port of another address of this machine.
    nowhere = "http://127.0.0.3:9"
    seen, _ = runs.against(
        runs.told(token_endpoint=f"{nowhere}/token", jwks_uri=f"{nowhere}/jwks")
    )
    assert seen.outcomes["discovery.endpoints-are-named"] == "passed"
    assert seen.outcomes["discovery.keys-are-found"] == "error"
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "error"
    told = [str(each.reason) for each in seen.results if each.outcome == "error"]
    assert any("refused 3 connections in a row" in each for each in told)


def test_unknown_key_types_are_ignored(runs: Runs) -> None:
    strange = [{"kty": "XMSS", "pub": 1}, {"kty": "OKP", "crv": "Ed9999", "x": "AA"}, {}]
    keys = json.dumps({"keys": [*strange, *runs.jwks["keys"]]}).encode()
    metadata = runs.told(jwks_uri="URL/jwks")
    seen, _ = runs.against(lambda url: {**metadata(url), "/jwks": Page(keys)}, SOME)
    # The metadata stand at another address than the issuer's: that is the test's own doing.
    wrong = [row for row, outcome in seen.outcomes.items() if outcome in ("failed", "error")]
    assert wrong == ["discovery.issuer-is-the-prefix-of-the-address"]


@pytest.mark.parametrize(
    "keys",
    [{"keys": [{"kty": "XMSS"}]}, {"keys": [None]}, {"keys": {}}, []],
    ids=["unknown types alone", "null", "an object", "a list"],
)
def test_key_sets_without_a_key(runs: Runs, keys: object) -> None:
    metadata = runs.told(jwks_uri="URL/jwks")
    page = Page(json.dumps(keys).encode())
    seen, _ = runs.against(lambda url: {**metadata(url), "/jwks": page}, SOME)
    assert seen.outcomes["discovery.a-key-is-usable"] == "failed"


def test_token_endpoint_that_redirects(runs: Runs) -> None:
    away = Page(b"", 307, headers={"Location": "/elsewhere"})
    seen, broken = runs.against(runs.token_endpoint(away))
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "failed"
    assert seen.outcomes["dpop.proof-is-harmless"] == "failed"
    # An assertion must not be carried to wherever a redirect leads.
    assert "/token" in broken.asked
    assert "/elsewhere" not in broken.asked


def test_token_endpoint_that_hangs(runs: Runs) -> None:
    seen, broken = runs.against(runs.token_endpoint(Page(b"{}", delay=30)), timeout=1)
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "error"
    assert seen.outcomes["discovery.metadata-is-a-json-object"] == "passed"
    # After five that were never answered no case waits for another; each of the other three
    # workers may have had a request on its way by then.
    assert 5 <= broken.asked.count("/token") <= 5 + 3


@pytest.mark.parametrize(
    "page",
    [
        Page(b'{"error": "server_error"}'),
        Page(b"null"),
        Page(b"<html>Welcome</html>", media_type="text/html"),
        Page(b'{"access_token": 7, "token_type": [], "expires_in": "soon", "scope": {}}'),
        Page(b"[" * 100_000),
    ],
    ids=[
        "an error",
        "null",
        "a page",
        "wrong types",
        "nested too deeply",
    ],
)
def test_token_endpoint_that_answers_nonsense(runs: Runs, page: Page) -> None:
    rows = () if page.body == b'{"error": "server_error"}' else SOME
    seen, _ = runs.against(runs.token_endpoint(page), rows)
    assert seen.outcomes["client-credentials.missing-scope-is-refused"] == "failed"
    assert seen.outcomes["dpop.proof-is-harmless"] == "failed"
    assert seen.outcomes["discovery.metadata-is-a-json-object"] == "passed"
