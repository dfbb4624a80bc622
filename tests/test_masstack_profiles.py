"""Profiles of MasStack's real deployments, as far as one comes without a network."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from conformance.profile import ProfileError, load_profile
from tests.support.command import said_here
from tests.support.filled import elsewhere, variables_of

REAL = ("masstack-production", "masstack-staging", "masstack-public")


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("masstack-production", "https://opengateway.masstack.com/v2"),
        ("masstack-staging", "https://opengateway.sta.masstack.com/v2"),
    ],
)
def test_base_addresses(name: str, base: str, tmp_path: Path) -> None:
    profile = load_profile(name, variables_of(name, tmp_path))

    assert profile.api("number-verification").base_url == base
    assert profile.environment == name.removeprefix("masstack-")
    assert profile.deviations == (), "only the operator admits what its deployment does"


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_client_may_have_an_rsa_key(name: str, algorithm: str, tmp_path: Path) -> None:
    variables = dict(variables_of(name, tmp_path))
    (key,) = (each for each in variables if each.endswith("_CLIENT_KEY"))
    pem = tmp_path / "rsa.pem"
    pem.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    variables[key] = str(pem)

    with pytest.raises(ProfileError, match="or write algorithm: RS256 or PS256"):
        load_profile(name, variables)
    told = load_profile(name, {**variables, f"{key.removesuffix('KEY')}ALGORITHM": algorithm})

    assert told.authorization is not None
    main = told.authorization.clients.main
    assert main is not None
    assert main.key is not None
    assert main.key.algorithm == algorithm


@pytest.fixture
def set_variables(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Set what a profile needs; returns its name."""
    name: str = request.param
    variables: Mapping[str, str] = variables_of(name, tmp_path)
    for variable, value in variables.items():
        unreachable = value.replace("https://deployment.example", "http://127.0.0.1:1")
        monkeypatch.setenv(variable, unreachable)
    return name


@pytest.mark.parametrize("set_variables", REAL, indirect=True)
def test_check_comes_as_far_as_the_network(set_variables: str, tmp_path: Path) -> None:
    path = elsewhere(set_variables, "http://127.0.0.1:1", tmp_path)
    said = said_here("check", path, cwd=tmp_path)

    assert said.code == 3, said
    assert "is valid" in said.lines[0]
    assert "number-verification reachable: no connection to http://127.0.0.1:1" in said.out


@pytest.mark.parametrize("set_variables", REAL, indirect=True)
def test_plan_lists_what_each_would_test(set_variables: str, tmp_path: Path) -> None:
    said = said_here("plan", set_variables, cwd=tmp_path)

    assert said.code == 0, said
    runs = [line.split()[1] for line in said.lines if line.startswith("  run ")]
    assert "number-verification.verify.own-number-is-verified/three-legged" in runs
    generated = "number-verification.verify.valid-requests-are-accepted/three-legged"
    assert (generated in runs) is (set_variables != "masstack-production")
    assert "requirements would run" in said.out
