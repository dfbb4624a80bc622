"""`serve`: the embedded provider for other processes."""

import signal
import socket
from pathlib import Path

import pytest

from conformance.report.reading import read_report
from tests.support.command import assert_refused, said, serving


class TestServe:
    """`serve` runs the provider for other processes, until a signal."""

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_until_a_signal(self, number: signal.Signals, tmp_path: Path) -> None:
        with serving(tmp_path) as provider:
            key = Path(provider.variables["REFERENCE_CLIENT_KEY"])
            assert key.exists()
            result = provider.stop(number)
        assert (result.code, result.err) == (0, "")
        assert not key.exists()

    def test_its_variables_make_run_work_elsewhere(self, tmp_path: Path) -> None:
        with serving(tmp_path) as provider:
            options = ("--requirement", "sim-swap.check.success*", "--output", "out")
            result = said("run", *options, cwd=tmp_path, variables=provider.variables)
        assert result.code == 0, result
        (api, _) = read_report(tmp_path / "out").target.apis
        assert api.base_url == provider.variables["REFERENCE_SIM_SWAP"]

    def test_a_fault_is_found(self, tmp_path: Path) -> None:
        with serving(tmp_path, "--fault", "max-age-in-days") as provider:
            result = said(
                *("run", "--requirement", "sim-swap.check.*hours"),
                cwd=tmp_path,
                variables=provider.variables,
            )
        assert result.code == 1, result
        assert "\nFailed:\n  sim-swap.check.max-age-is-in-hours\n" in result.out
        assert "non-conformant with SIM Swap 2.1.0" in result.lines[-2]

    @pytest.mark.parametrize(
        "options",
        [
            ("--release", "sim-swap=1.0.0"),
            ("--fault", "phone-number-beside-token-not-compared"),
        ],
    )
    def test_an_older_release(self, options: tuple[str, str], tmp_path: Path) -> None:
        """It is named, or it is the one in which the fault shows."""
        with serving(tmp_path, *options) as provider:
            assert provider.variables["REFERENCE_SIM_SWAP"].endswith("/sim-swap/v1")

    @pytest.mark.parametrize(
        ("named", "told"),
        [("sim-swap", "write API=RELEASE"), ("sim-swap=9.9.9", "there are: 1.0.0")],
    )
    def test_an_unknown_release(self, named: str, told: str, tmp_path: Path) -> None:
        assert_refused(said("serve", "--release", named, cwd=tmp_path), told)

    def test_a_port_that_is_taken(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            result = said("serve", "--port", port, cwd=tmp_path)
        assert_refused(result, f"port {port} can't be had", "--port")

    def test_lists_its_faults(self, tmp_path: Path) -> None:
        result = said("serve", "--list-faults", cwd=tmp_path)
        assert result.code == 0
        assert len(result.lines) > 100
        assert any(line.startswith("max-age-in-days ") for line in result.lines)
