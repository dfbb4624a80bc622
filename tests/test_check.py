"""`check`: what a target that answers offers, and how soon one that does not is given up."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from conformance.profile import load_profile
from conformance.run.options import Options
from conformance.run.probes.check import Checked, check
from conformance.run.selection import prepare
from tests.support.command import assert_clear, said_here
from tests.support.fronts import Page, front
from tests.support.servers import web_server

PROFILE = """\
profile: 1
name: mine
environment: local
apis:
  sim-swap: {{base_url: "{url}", tokens: [none], operations: {operations}}}
subscribers:
  - {{id: line, phone_number: "+447700900101"}}
http: {{timeout: {timeout}}}
limits: {{requests_per_second: 1000}}
"""


def checked(home: Path, url: str, operations: str, timeout: float = 5) -> dict[str, Checked]:
    """Return what `check` finds out about a SIM Swap at this address."""
    path = home / "my.yaml"
    path.write_text(PROFILE.format(url=url, operations=operations, timeout=timeout))
    found = check(prepare(load_profile(str(path), {}), Options()), Options())
    return {each.what: each for each in found}


@contextmanager
def answering(status: int, body: object) -> Iterator[str]:
    """Serve one answer at every path."""

    async def answer(_: Request) -> Response:
        return JSONResponse(body, status)

    with web_server(anything=answer) as url:
        yield url


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, {"swapped": False}, "ok"),
        (401, {"status": 401, "code": "UNAUTHENTICATED", "message": "no"}, "ok"),
        (403, {}, "ok"),
        (404, {}, "failed"),
        (404, {"status": 404, "code": "NOT_FOUND", "message": "no"}, "failed"),
        (404, {"status": 404, "code": "IDENTIFIER_NOT_FOUND", "message": "no"}, "ok"),
        (404, ["no object"], "failed"),
        (405, {}, "failed"),
        (405, {"status": 405, "code": "METHOD_NOT_ALLOWED", "message": "no"}, "failed"),
        (501, {"status": 501, "code": "NOT_IMPLEMENTED", "message": "no"}, "failed"),
        (500, {}, "failed"),
    ],
)
def test_operation_that_the_profile_offers(
    status: int, body: object, state: str, tmp_path: Path
) -> None:
    with answering(status, body) as url:
        found = checked(tmp_path, url, "[check]")
    assert found["sim-swap check"].state == state
    assert f"answered {status}" in found["sim-swap check"].detail
    if state == "failed" and status != 500:
        assert "take check out of apis.sim-swap.operations" in found["sim-swap check"].detail


def test_operation_that_the_profile_leaves_out(tmp_path: Path) -> None:
    with answering(404, {}) as url:
        missing = checked(tmp_path, url, "[check]")["sim-swap retrieve-date"]
    assert (missing.state, missing.detail) == (
        "ok",
        "answered 404: not offered, as the profile says",
    )
    with answering(401, {}) as url:
        there = checked(tmp_path, url, "[check]")["sim-swap retrieve-date"]
    assert there.state == "ok"
    assert there.detail.endswith("though apis.sim-swap.operations leaves it out")


METADATA = b"""{"issuer": "https://auth.example.com",
 "grant_types_supported": ["client_credentials"],
 "token_endpoint_auth_methods_supported": ["client_secret_basic"],
 "token_endpoint": "%s/token"}"""
AUTHORIZATION = """\
authorization:
  discovery: {url}/metadata
  clients: {{main: {{id: a, authentication: client_secret_basic, secret: b}}}}
  client_credentials: {{}}
  ciba: {{}}
"""


def with_metadata(home: Path, page: Page) -> list[str]:
    """Return what `check` prints of a server with such a metadata document."""
    with front(lambda url: {"/metadata": with_url(page, url)}) as served:
        text = PROFILE.format(url=f"{served.url}/v2", operations="[check]", timeout=5)
        more = AUTHORIZATION.format(url=served.url)
        (home / "my.yaml").write_text(text.replace("tokens: [none], ", "") + more)
        result = said_here("check", "my.yaml", cwd=home)
    assert_clear(result, 3)
    return result.lines


def with_url(page: Page, url: str) -> Page:
    """Put the server's own address into a page."""
    return Page(page.body.replace(b"%s", url.encode()), page.status)


def test_metadata_tell_what_is_offered(tmp_path: Path) -> None:
    lines = with_metadata(tmp_path, Page(METADATA))
    told = next(line for line in lines if "authorization offers" in line)
    assert told.startswith("ok ")
    assert "grants client_credentials" in told
    assert "client authentication client_secret_basic" in told
    assert "not named, though the profile has it: urn:openid:params:grant-type:ciba" in told


@pytest.mark.parametrize("page", [Page(b"{}", 404), Page(b"[]"), Page(b"<html>")])
def test_metadata_that_are_none(page: Page, tmp_path: Path) -> None:
    lines = with_metadata(tmp_path, page)
    assert any(line.startswith("failed") and "authorization offers" in line for line in lines)


def test_hostile_metadata_steer_no_terminal(tmp_path: Path) -> None:
    body = b'{"issuer": "\\u001b[2J", "grant_types_supported": {"a": [1]}}'
    lines = with_metadata(tmp_path, Page(body))
    assert all(line.isprintable() for line in lines)


def test_targets_that_keep_silent_are_given_up_together(tmp_path: Path) -> None:
    """Three hosts that take connections and never answer cost one time-out, not three."""
    silent = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    first, second, third = (f"http://127.0.0.1:{s.getsockname()[1]}" for s in silent)
    text = PROFILE.format(url=first, operations="[check]", timeout=1)
    nv = f'  number-verification: {{base_url: "{second}"}}\nsubscribers:'
    text = text.replace("subscribers:", nv) + AUTHORIZATION.format(url=third)
    (tmp_path / "my.yaml").write_text(text)
    result = said_here("check", "my.yaml", cwd=tmp_path)
    for each in silent:
        each.close()
    assert_clear(result, 3)
    assert len(result.lines) == 4
    assert [line for line in result.lines[1:] if not line.startswith("failed")] == []
    assert all("1 s" in line for line in result.lines[1:])


def test_what_lies_on_a_host_that_is_away_is_not_tried(tmp_path: Path) -> None:
    with answering(401, {}) as url:
        text = PROFILE.format(url=url, operations="[check]", timeout=2)
        text = text.replace("tokens: [none], ", "")
        (tmp_path / "my.yaml").write_text(
            text + AUTHORIZATION.format(url="http://127.0.0.1:9")
        )
        result = said_here("check", "my.yaml", cwd=tmp_path)
    assert_clear(result, 3)
    told = [line for line in result.lines if line.startswith("not tried")]
    assert len(told) == 3
    assert all("see authorization reachable" in line for line in told)


@pytest.mark.parametrize("release", ["", "release: 1.0.0, "])
def test_release_that_the_url_contradicts_is_told(release: str, tmp_path: Path) -> None:
    text = PROFILE.format(
        url="http://127.0.0.1:1/sim-swap/v1", operations="[check]", timeout=5
    )
    written = text.replace("{base_url", f"{{{release}base_url")
    (tmp_path / "my.yaml").write_text(written, encoding="utf-8")
    said = said_here("check", "my.yaml", cwd=tmp_path)
    assert_clear(said, 3)
    told = "warning    apis.sim-swap: base_url ends in v1, and release is 2.1.0: write release"
    assert any(line.startswith(told) for line in said.lines) == (not release)
