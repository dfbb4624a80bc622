"""What a production deployment is spared, by which key it is let out, and the wire's proof."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.bundled import folder
from conformance.plan import PlannedCase
from conformance.plan.asking import lines_to_authenticate
from conformance.profile import Profile, Subscriber, load_profile
from conformance.reference import ReferenceProvider
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.support.command import assert_clear, said_here
from tests.support.counting import counting_proxy

MESSAGES = "limits.messages: true lets it out"


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    """Serve an honest provider."""
    with ReferenceProvider("camara") as serving:
        yield serving


def production(provider: ReferenceProvider, tmp_path: Path, limits: str, consent: str) -> Path:
    """Write the reference profile as if it were production; `consent` is of its first line."""
    text = (folder("profiles") / "reference.yaml").read_text("utf-8")
    head, _, _ = text.partition("\nlimits:")
    head = head.replace("environment: local", "environment: production")
    for name, value in provider.variables.items():
        if "TOKEN" not in name:
            head = head.replace(f"${{{name}}}", value)
    first = "- {id: swapped-3h,"
    assert first in head
    head = head.replace(first, f"{first}{consent}")
    path = tmp_path / "production.yaml"
    path.write_text(f"{head}\nlimits: {{{limits}}}\n", "utf-8")
    return path


def planned(profile: Profile) -> dict[str, list[PlannedCase]]:
    """Return the cases by whether they run, and why not."""
    found: dict[str, list[PlannedCase]] = {"runs": [], "withheld": []}
    for case in prepare(profile, Options()).cases:
        found["runs" if case.withheld is None else "withheld"].append(case)
    return found


def loaded(
    provider: ReferenceProvider, tmp_path: Path, limits: str = "", consent: str = ""
) -> Profile:
    path = production(provider, tmp_path, limits, consent)
    return load_profile(str(path), provider.variables)


def test_nothing_malformed_or_generated_runs(
    provider: ReferenceProvider, tmp_path: Path
) -> None:
    runs = planned(loaded(provider, tmp_path))["runs"]
    assert runs
    assert {case.requirement.sends for case in runs} == {"good"}


def test_nobody_is_asked_unless_the_line_says_that_nobody_is(
    provider: ReferenceProvider, tmp_path: Path
) -> None:
    found = planned(loaded(provider, tmp_path))
    flows = [c for c in found["runs"] if c.token == "three-legged" or c.operation == "ciba"]
    lines = {case.line.id for case in flows if case.line is not None}
    # Nobody's number, a machine's and one without a SIM have no user to get a message.
    assert lines <= {"nobody", "iot", "no-sim"}
    held = [c for c in found["withheld"] if c.withheld and MESSAGES in c.withheld.reason]
    assert {case.withheld.outcome for case in held if case.withheld} == {"not-testable"}
    assert any("write consent: given" in c.withheld.reason for c in held if c.withheld)


def test_line_with_consent_written_out_is_authenticated(
    provider: ReferenceProvider, tmp_path: Path
) -> None:
    profile = loaded(provider, tmp_path, consent=" consent: given,")
    flows = [case for case in planned(profile)["runs"] if case.token == "three-legged"]
    assert {case.line.id for case in flows if case.line is not None} >= {"swapped-3h"}
    assert {line.id for line in lines_to_authenticate(profile)} == {
        *("swapped-3h", "nobody", "iot", "no-sim")
    }


def test_limits_by_name_let_everything_out(
    provider: ReferenceProvider, tmp_path: Path
) -> None:
    limits = "messages: true, malformed: true, fuzzing: true"
    withheld = planned(loaded(provider, tmp_path, limits))["withheld"]
    assert [c.id for c in withheld if c.withheld and "held back" in c.withheld.reason] == []


@pytest.mark.parametrize("key", ["messages", "malformed", "fuzzing"])
def test_plan_says_what_is_held_back_and_by_which_key(
    key: str, provider: ReferenceProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    production(provider, tmp_path, "", "")
    result = said_here("plan", "production.yaml", cwd=tmp_path)
    assert_clear(result, 0)
    totals = [line for line in result.lines if "not-testable: held back: " in line]
    assert any(f"limits.{key}: true lets it out" in line for line in totals)
    assert result.lines[-1].startswith("At best partial: ")


@pytest.mark.parametrize("command", ["run", "check"])
def test_no_authentication_request_leaves(
    command: str, provider: ReferenceProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    path = production(provider, tmp_path, "requests_per_second: 2000", "")
    only = ("--output", "out", "--requirement", "sim-swap.check.s*", "--requirement", "ciba.*")
    with counting_proxy() as counted:
        path.write_text(f"{path.read_text()}http: {{proxy: '{counted.url}'}}\n")
        said_here(command, path.name, *(only if command == "run" else ()), cwd=tmp_path)
    assert any("/sim-swap/" in each for each in counted.paths)
    flows = [
        path + body.decode()
        for path, body in zip(counted.paths, counted.bodies, strict=True)
        if "authorize" in path
    ]
    users = [line.phone_number[1:] for line in _with_a_user(path, provider)]
    assert [each for each in flows if any(number in each for number in users)] == []


def _with_a_user(path: Path, provider: ReferenceProvider) -> list[Subscriber]:
    lines = load_profile(str(path), provider.variables).subscribers
    return [line for line in lines if line.service == "normal" and not line.has_no_sim]


def test_rate_of_the_command_line_is_no_way_around(
    provider: ReferenceProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert loaded(provider, tmp_path).effective_limits.requests_per_second < 1
    production(provider, tmp_path, "", "")
    for name, value in provider.variables.items():
        monkeypatch.setenv(name, value)
    result = said_here("run", "production.yaml", "--rate", "5/s", cwd=tmp_path)
    assert_clear(result, 2)
    assert "limits.requests_per_second" in result.err
