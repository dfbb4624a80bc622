"""What is wrong outside of the suite: one clear message, exit 2 or 3, nothing lost."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from conformance.report.model import Report
from conformance.report.reading import read_report
from tests.support.command import Said, assert_clear, said, said_here
from tests.support.keys import client_key

TOKEN_PAGE = b"<!doctype html><title>Sign in</title>"

PROFILE = """\
profile: 1
name: mine
environment: local
apis:
  sim-swap:
    base_url: {base_url}/sim-swap/v2
    tokens: [two-legged]
authorization:
  endpoints: {{token: "{base_url}/token"}}
  clients: {{main: {{id: a-client, key: {{file: ./client.pem, kid: k1}}}}}}
  client_credentials: {{}}
subscribers:
  - {{id: line, phone_number: "+447700900101", sim: {{changed: {{hours_ago: 30}}}}}}
http: {{timeout: 5}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a profile that is fine, but for a target that nobody runs."""
    client_key(tmp_path)
    write(tmp_path, "http://127.0.0.1:9")
    return tmp_path


def write(folder: Path, base_url: str) -> None:
    """Write the profile for a target."""
    (folder / "my.yaml").write_text(PROFILE.format(base_url=base_url))


def change(folder: Path, old: str, new: str) -> None:
    """Change the profile; AssertionError if it does not hold what shall be changed."""
    text = (folder / "my.yaml").read_text()
    assert old in text
    (folder / "my.yaml").write_text(text.replace(old, new))


def assert_told_once(result: Said, message: str) -> None:
    """One message, told once."""
    assert (result.out + result.err).count(message) == 1, result


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "base_url:",
            "base_urll:",
            "my.yaml:6: apis.sim-swap.base_urll: this key is not known here; write base_url",
        ),
        (
            "environment: local\n",
            "",
            "my.yaml:1: environment: it is missing; write environment: staging",
        ),
        ("[two-legged]", "[two-leg]", "my.yaml:7: apis.sim-swap.tokens[0]: "),
        ("profile: 1", "profile: [1", "my.yaml:"),
        ("./client.pem", "./absent.pem", "it names a file that does not exist"),
        ("./client.pem", "./", "it names a folder; name a file"),
        ("./client.pem", "./my.yaml", "my.yaml:10: authorization.clients.main.key.file: "),
    ],
)
def test_profile(old: str, new: str, message: str, folder: Path) -> None:
    change(folder, old, new)
    result = said_here("run", "my.yaml", cwd=folder)
    assert_clear(result, 2)
    assert_told_once(result, message)
    assert len(result.err.splitlines()) == 1, result.err
    assert sorted(path.name for path in folder.iterdir()) == ["client.pem", "my.yaml"]


@pytest.mark.parametrize("command", ["plan", "check"])
def test_profile_of_other_commands(command: str, folder: Path) -> None:
    change(folder, "environment: local\n", "")
    result = said_here(command, "my.yaml", cwd=folder)
    assert_clear(result, 2)
    assert_told_once(result, "my.yaml:1: environment: it is missing")


@pytest.mark.parametrize("command", ["run", "plan", "check"])
def test_releases_that_are_not_bundled_are_listed_with_their_places(
    command: str, folder: Path
) -> None:
    change(folder, "    tokens:", "    release: 2.1.1\n    tokens:")
    change(folder, "authorization:\n", "authorization:\n  release: 7.0.0\n")
    result = said_here(command, "my.yaml", cwd=folder)
    assert_clear(result, 2)
    swap, security = result.err.splitlines()
    assert swap.startswith(
        f'{folder}/my.yaml:7: apis.sim-swap.release: "2.1.1" is not bundled (0.4.0, '
    )
    assert swap.endswith("; did you mean 2.1.0? write one of these")
    assert security == (
        f'{folder}/my.yaml:10: authorization.release: "7.0.0" is not bundled '
        "(0.3.0, 0.4.0, 0.5.0 are); did you mean 0.5.0? write one of these"
    )


def test_release_beside_a_contract_of_ones_own_is_refused_as_well(folder: Path) -> None:
    change(folder, "    tokens:", "    release: 9.0.0\n    contract: ./a.yaml\n    tokens:")
    (folder / "a.yaml").write_text("openapi: 3.0.3\n")
    result = said_here("plan", "my.yaml", cwd=folder)
    assert_clear(result, 2)
    assert_told_once(result, 'apis.sim-swap.release: "9.0.0" is not bundled')


def test_unset_variables_are_listed_at_once(folder: Path) -> None:
    change(folder, "id: a-client", 'id: "${MY_CLIENT}"')
    change(folder, '"+447700900101"', '"${MY_LINE}"')
    change(folder, "timeout: 5", 'timeout: "${MY_TIMEOUT:-5}"')
    result = said_here("run", "my.yaml", cwd=folder)
    assert_clear(result, 2)
    assert_told_once(result, "the environment variable MY_CLIENT is not set")
    assert_told_once(result, "the environment variable MY_LINE is not set")
    assert len(result.err.splitlines()) == 2


def test_a_profile_that_is_no_file(folder: Path) -> None:
    result = said_here("run", "./other.yaml", cwd=folder)
    assert_clear(result, 2)
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [
        "swagger: '2.0'\ninfo: {title: old, version: '1'}\npaths: {}\n",
        "just a sentence",
        "openapi: 3.0.3\ninfo: {title: x}\npaths: {/check: {post: 5}}\n",
        '{"openapi": "3.0.3"',
        "openapi: 3.0.3\ninfo: {title: another API, version: 1.0.0}\npaths: {}\n",
    ],
)
def test_a_contract_that_is_none(content: str, folder: Path) -> None:
    (folder / "contract.yaml").write_text(content)
    change(folder, "    tokens:", "    contract: ./contract.yaml\n    tokens:")
    result = said_here("run", "my.yaml", cwd=folder)
    assert_clear(result, 2)
    assert "contract.yaml" in result.err
    assert len(result.err.splitlines()) == 1, result.err
    assert not (folder / "camara-conformance-reports").exists()


def test_unknown_requirement(folder: Path) -> None:
    result = said_here(
        "run", "my.yaml", "--requirement", "sim-swap.retrieve-dat.*", cwd=folder
    )
    assert_clear(result, 2)
    assert_told_once(result, "did you mean sim-swap.retrieve-date.")


def assert_no_verdict(result: Said, folder: Path, message: str) -> Report:
    """Inconclusive, for a reason told once, in a report that holds it, too."""
    assert_clear(result, 3)
    assert_told_once(result, message)
    assert result.lines[-2].startswith("mine: no verdict on SIM Swap 2.1.0: ")
    report = read_report(folder / "out")
    assert report.verdict == "inconclusive"
    assert message in report.verdict_reasons[0]
    assert (folder / "out/report.html").exists()
    return report


def assert_check_fails(folder: Path, message: str) -> None:
    """`check` tells the same without a run."""
    result = said("check", "my.yaml", cwd=folder)
    assert_clear(result, 3)
    assert any(line.startswith("failed ") and message in line for line in result.lines), result


@pytest.mark.parametrize(
    ("base_url", "message"),
    [
        ("http://127.0.0.1:9", "no connection to http://127.0.0.1:9: "),
        # RFC 6761: a name below .invalid never resolves.
        ("http://nobody.invalid", "no connection to http://nobody.invalid: "),
    ],
)
def test_unreachable(base_url: str, message: str, folder: Path) -> None:
    write(folder, base_url)
    if base_url.endswith(".invalid"):
        # Plain http is for this machine only.
        change(folder, "http://nobody", "https://nobody")
        message = message.replace("http:", "https:")
    assert_no_verdict(said("run", "my.yaml", "--output", "out", cwd=folder), folder, message)
    assert_check_fails(folder, message)


class AnswersPages(http.server.BaseHTTPRequestHandler):
    """Answers every request with a page for people."""

    def do_POST(self) -> None:
        """Answer with HTML, as a portal does that wants a sign-in."""
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(TOKEN_PAGE)))
        self.end_headers()
        self.wfile.write(TOKEN_PAGE)

    do_GET = do_POST  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the test's output is not the place."""


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a server on loopback, with TLS if a context is given, and yield its port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), AnswersPages)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class TestTls:
    """A certificate that nobody trusts stops a run; one that the profile trusts does not."""

    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def port(self, authority: trustme.CA) -> Iterator[int]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        with listening(context) as port:
            yield port

    def test_not_trusted(self, port: int, folder: Path) -> None:
        write(folder, f"https://localhost:{port}")
        message = (
            f"no connection to https://localhost:{port}: [SSL: CERTIFICATE_VERIFY_FAILED]"
        )
        result = said("run", "my.yaml", "--output", "out", cwd=folder)
        assert_no_verdict(result, folder, message)
        assert_check_fails(folder, message)

    def test_trusted(self, port: int, authority: trustme.CA, folder: Path) -> None:
        authority.cert_pem.write_to_path(folder / "ca.pem")
        write(folder, f"https://localhost:{port}")
        change(folder, "http: {", "http: {ca: ./ca.pem, ")
        result = said("check", "my.yaml", cwd=folder)
        assert (
            f"answered 200\nfailed     sim-swap two-legged token: https://localhost:{port}"
            in (result.out)
        )


def test_token_endpoint_that_answers_html(folder: Path) -> None:
    with listening() as port:
        write(folder, f"http://127.0.0.1:{port}")
        message = f"http://127.0.0.1:{port}/token answered 200 with text/html"
        result = said("run", "my.yaml", "--output", "out", cwd=folder)
        report = assert_no_verdict(result, folder, message)
        assert_check_fails(folder, message)
    assert len(report.exchanges) == 2, "the same question was asked over and over"


def test_no_api_at_the_base_url(folder: Path) -> None:
    """Tokens come ready-made, and whatever answers is no CAMARA API: that is for the cases."""
    with listening() as port:
        write(folder, f"http://127.0.0.1:{port}")
        text = (folder / "my.yaml").read_text()
        head, _, rest = text.partition("authorization:")
        rest = rest[rest.index("subscribers:") :]
        (folder / "my.yaml").write_text(
            f"{head}tokens: {{two-legged: a-token-of-mine}}\n{rest}"
        )
        result = said("run", "my.yaml", "--output", "out", "-k", "success", cwd=folder)
    assert_clear(result, 1)
    assert read_report(folder / "out").verdict == "non-conformant"
    assert "a-token-of-mine" not in "".join(
        path.read_text() for path in (folder / "out").rglob("*") if path.is_file()
    )
