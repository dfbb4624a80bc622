"""Budget and rate are hard limits of every kind of request: counted outside the suite."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.bundled import folder
from conformance.reference import ReferenceProvider
from conformance.report.reading import read_report
from tests.support.command import assert_clear, said_here
from tests.support.counting import Counted, counting_proxy

# Each kind of request: resource calls, generated ones, token requests of every flow,
# polling, discovery, keys, and requests that are sent before the first case.
KINDS = (
    "sim-swap.check.success-matches-the-contract",
    "sim-swap.check.valid-requests-are-accepted",
    "authorization-code.code-brings-an-access-token",
    "ciba.late-approval-brings-a-token",
    "discovery.keys-are-found",
    "parameters.generated-token-requests-are-refused",
    "refresh.new-access-token-works",
)
# Where a budget ends: in the preflight, in its token, among the early requests, in a case.
BUDGETS = (1, 3, 6, 14, 60)


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    """Serve an honest provider."""
    with ReferenceProvider("camara") as serving:
        yield serving


@pytest.fixture
def counted(
    tmp_path: Path, provider: ReferenceProvider, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Counted]:
    """Put a counting proxy between the suite and the provider."""
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    with counting_proxy() as proxy:
        yield proxy


def write(home: Path, proxy: Counted, limits: str) -> None:
    """Write the reference profile with a proxy and other limits."""
    text = (folder("profiles") / "reference.yaml").read_text("utf-8")
    head, _, _ = text.partition("\nlimits:")
    more = f"\nhttp: {{proxy: '{proxy.url}'}}\nlimits: {{{limits}}}\n"
    (home / "my.yaml").write_text(head + more, "utf-8")


@pytest.mark.parametrize("budget", BUDGETS)
def test_run_never_sends_more_than_its_budget(
    budget: int, tmp_path: Path, counted: Counted
) -> None:
    write(tmp_path, counted, f"requests_per_second: 2000, max_requests: {budget}")
    globs = [word for each in KINDS for word in ("--requirement", each)]
    result = said_here(
        "run", "my.yaml", "--output", "out", "--max-examples", "5", *globs, cwd=tmp_path
    )
    assert_clear(result, 3)
    report = read_report(tmp_path / "out")
    assert len(counted.paths) == budget == report.summary.exchanges
    assert report.verdict == "inconclusive"
    # The provider is honest, and an empty purse is no fault of it.
    assert [row.id for row in report.requirements if row.outcome == "failed"] == []
    cases = [case for row in report.requirements for case in row.cases]
    broken = [case for case in cases if case.outcome == "error"]
    assert broken
    for case in broken:
        assert "limits.max_requests" in str(case.reason), case


@pytest.mark.parametrize("budget", [1, 3, 6])
def test_check_never_sends_more_than_its_budget(
    budget: int, tmp_path: Path, counted: Counted
) -> None:
    write(tmp_path, counted, f"requests_per_second: 2000, max_requests: {budget}")
    result = said_here("check", "my.yaml", cwd=tmp_path)
    assert_clear(result, 3)
    assert len(counted.paths) == budget
    failed = [line for line in result.lines if line.startswith("failed")]
    assert failed
    assert [line for line in failed if "limits.max_requests" not in line] == []


def test_rate_holds_for_token_requests_too(tmp_path: Path, counted: Counted) -> None:
    write(tmp_path, counted, "requests_per_second: 25, max_requests: 30")
    said_here(
        *("run", "my.yaml", "--output", "out", "--requirement", "id-token.*"), cwd=tmp_path
    )
    assert any("/token" in path for path in counted.paths)
    # At least: nothing here says how fast it is. The first may have come late by a little.
    assert counted.times[-1] - counted.times[0] >= 0.8 * (len(counted.times) - 1) / 25
