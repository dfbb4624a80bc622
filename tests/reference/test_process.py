"""The reference provider starts, stops, and leaves nothing behind."""

import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from conformance.reference import ReferenceProvider


def test_start_stop_and_keys() -> None:
    provider = ReferenceProvider()
    provider.start()
    paths = [Path(v) for k, v in provider.variables.items() if k.endswith("_KEY")]
    assert len(paths) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    url = provider.base_url
    assert httpx.get(f"{url}/jwks").status_code == 200
    provider.stop()
    assert not any(path.exists() for path in paths)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/jwks")
    provider.stop()


def test_names_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match=r"no dialect 'klingon'.*camara-limited"):
        ReferenceProvider("klingon")
    with pytest.raises(ValueError, match="no fault 'x'"):
        ReferenceProvider(faults=["x"])
    with pytest.raises(RuntimeError, match="not running"):
        _ = ReferenceProvider().base_url


SERVE = """
import sys
from conformance.reference import serve_forever

def announce(provider):
    print(provider.base_url, provider.variables["REFERENCE_CLIENT_KEY"], flush=True)

serve_forever(announce, dialect="camara-limited", faults=["text-json"], port=int(sys.argv[1]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_until_interrupted(number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, key = process.stdout.readline().split()
        assert url == f"http://127.0.0.1:{port}"
        assert Path(key).exists()
        answer = httpx.get(f"{url}/nowhere")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/json")
        with pytest.raises(OSError, match="in use"), ReferenceProvider(port=port):
            pass
        process.send_signal(number)
        assert process.wait(10) == 0
        assert not Path(key).exists()
