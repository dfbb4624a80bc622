"""A mock that answers printed examples whatever is asked is told apart, and proves nothing."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conformance.profile import load_profile
from conformance.reference import ReferenceProvider
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.scopes import API_SCOPES
from conformance.reference.dialects import Dialect
from conformance.reference.rules import Rules
from conformance.run.execution import open_session
from conformance.run.options import Options
from conformance.run.probes.static_answers import withhold_static
from conformance.run.selection import prepare
from tests.support.command import said_here
from tests.support.filled import elsewhere, text_of
from tests.support.suite import run_profile

EXAMPLES: dict[str, dict[str, Any]] = {
    "check": {"swapped": True},
    "retrieve-date": {"latestSimChange": "2024-01-14T13:16:33.167Z"},
    "bc-authorize": {"auth_req_id": "1a2b3c4d-0000", "expires_in": 300, "interval": 0},
    "token": {"access_token": "printed-example-token", "token_type": "Bearer"},
}


class Printed(BaseHTTPRequestHandler):
    """Answers the example of the path's last part to everybody."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._say(404, {})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say(200, EXAMPLES[self.path.rsplit("/", 1)[-1]])

    def _say(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """Yield the root of a server that answers examples."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Printed)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def report(mock: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the report of the bundled mock profile, its portal being the server above."""
    monkeypatch.setenv("U_MOBILE_CLIENT_SECRET", "looked-at-by-nobody")
    faster = ("requests_per_second: 2,", "requests_per_second: 200,")
    profile = elsewhere("u-mobile-mock", mock, tmp_path, faster)
    said = said_here("run", str(profile), "--output", "out", cwd=tmp_path)

    assert said.code == 3, said.out
    assert "static answers" in said.out
    found: dict[str, Any] = json.loads((tmp_path / "out" / "report.json").read_text())
    return found


def test_nothing_of_a_mock_passes(report: dict[str, Any]) -> None:
    cases = [case for row in report["requirements"] for case in row["cases"]]

    assert report["verdict"] == "inconclusive"
    assert "static answers" in report["verdict_reasons"][0]
    assert {case["outcome"] for case in cases} == {"not-testable", "not-offered"}
    withheld = [case["reason"] for case in cases if "static answers" in (case["reason"] or "")]
    assert len(withheld) > 40
    # Reached, two tries of the operation and one of the token endpoint, and the flow's two.
    assert report["summary"]["exchanges"] <= 6


def any_token_is_good(rules: Rules) -> None:
    """Look at no token at all."""
    rules.grant_of = lambda _world, _token: Grant("anybody", API_SCOPES, Method.CLIENT)


def test_a_provider_that_reads_requests_is_none() -> None:
    """Not even one that looks at no token: it still reads what is asked."""
    row = "sim-swap.check.success-matches-the-contract"
    with ReferenceProvider(Dialect("open", None, shape=any_token_is_good)) as provider:
        profile = load_profile("reference", provider.variables)
        seen = run_profile(profile, Options(apis=("sim-swap",), requirements=(row,)))

    assert "passed" in {each.outcome for each in seen.results}
    assert not [each for each in seen.results if "static" in (each.reason or "")]


def test_nothing_malformed_is_sent_to_find_out(tmp_path: Path) -> None:
    """A deployment that is spared malformed requests is spared this one."""
    with ReferenceProvider() as provider:
        text = text_of("reference").replace("fuzzing: true", "malformed: false")
        (tmp_path / "spared.yaml").write_text(text)
        profile = load_profile(str(tmp_path / "spared.yaml"), provider.variables)
        session = open_session(prepare(profile, Options()), Options())
        try:
            assert withhold_static(session) is None
            assert session.recorder.count == 0
        finally:
            session.close()
