"""`init`: what it writes loads and can be planned, and holds no secret and no number."""

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.profile import load_profile
from conformance.profile.clients import Grant
from conformance.profile.starter import Answers, starter_profile, variables
from conformance.reference import ReferenceProvider
from tests.support.command import COMMAND, assert_clear, environment, said_here
from tests.support.keys import client_key, private_key_pem

SIM_SWAP = ("--sim-swap", "https://api.example.com/sim-swap/v2")
VERIFICATION = ("--number-verification", "https://api.example.com/number-verification/v2")
DISCOVERY = ("--discovery", "https://auth.example.com/.well-known/openid-configuration")
OPERATIONS = {
    SIM_SWAP: ("sim-swap.check", "sim-swap.retrieve-date"),
    (*SIM_SWAP, *VERIFICATION): ("sim-swap.check", "number-verification.verify"),
}
FLOWS: tuple[Grant, ...] = ("ciba", "authorization_code", "client_credentials", "jwt_bearer")
AUTHENTICATION = ("private_key_jwt", "client_secret_basic", "client_secret_post")
SECRET = "hunter2-of-the-client"


def values(home: Path) -> dict[str, str]:
    """Return what a user sets before the profile is used."""
    client_key(home)
    return {
        "CLIENT_ID": "a-client",
        "CLIENT_SECRET": SECRET,
        "CLIENT_KEY": "./client.pem",
        "CLIENT_REDIRECT_URI": "https://client.example.com/callback",
        "LINE_SWAPPED": "+34666111222",
        "LINE_NEVER": "+34666111223",
    }


@pytest.mark.parametrize("authentication", AUTHENTICATION[:2])
@pytest.mark.parametrize("apis", [SIM_SWAP, VERIFICATION, (*SIM_SWAP, *VERIFICATION)])
@pytest.mark.parametrize("lines", [(), ("--line", "swapped", "--line", "never")])
def test_what_it_writes_loads_and_can_be_planned(
    authentication: str,
    apis: tuple[str, ...],
    lines: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in values(tmp_path).items():
        monkeypatch.setenv(name, value)
    flows = [word for flow in FLOWS for word in ("--flow", flow)]
    said = said_here(
        *("init", "--output", "my.yaml", "--environment", "staging", "--name", "acme"),
        *(*apis, *DISCOVERY, *flows, *lines, "--client-authentication", authentication),
        cwd=tmp_path,
    )
    assert_clear(said, 0)
    assert "next: camara-conformance plan my.yaml (after setting CLIENT_ID" in said.out
    text = (tmp_path / "my.yaml").read_text("utf-8")
    assert SECRET not in text
    assert re.search(r"\+\d{5}", text) is None
    profile = load_profile(str(tmp_path / "my.yaml"))
    assert (profile.name, profile.environment) == ("acme", "staging")
    assert profile.authorization is not None
    assert profile.authorization.purpose == "dpv:FraudPreventionAndDetection"
    assert len(profile.subscribers) == len(lines) / 2
    planned = said_here("plan", "my.yaml", cwd=tmp_path)
    assert_clear(planned, 0)
    assert re.search(r"^\d+ of \d+ cases of", planned.out, re.MULTILINE)


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("authentication", AUTHENTICATION)
def test_each_flow_by_itself_makes_tokens_as_far_as_a_plan_can_tell(
    flow: Grant, authentication: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values(tmp_path).items():
        monkeypatch.setenv(name, value)
    api = SIM_SWAP if flow == "client_credentials" else (*SIM_SWAP, *VERIFICATION)
    said = said_here(
        *("init", "--output", "my.yaml", "--environment", "staging", *api, *DISCOVERY),
        *("--flow", flow, "--client-authentication", authentication, "--line", "swapped"),
        cwd=tmp_path,
    )
    assert_clear(said, 0)
    planned = said_here("plan", "my.yaml", "--json", cwd=tmp_path)
    assert_clear(planned, 0)
    cases = json.loads(planned.out)
    runs = {case["requirement"] for case in cases if case["runs"]}
    assert {f"{name}.success-matches-the-contract" for name in OPERATIONS[api]} <= runs
    missing = {case["reason"] for case in cases if case["outcome"] == "not-testable"}
    assert [each for each in missing if "flow" in each] == []
    signs = "jwt_bearer" in flow or authentication == "private_key_jwt"
    assert ("CLIENT_KEY" in said.out) == signs


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    """Run an honest provider, which refuses a token without a purpose."""
    with ReferenceProvider() as running:
        yield running


@pytest.mark.parametrize("flow", FLOWS)
def test_tokens_are_obtained_once_the_variables_are_set(
    flow: Grant, provider: ReferenceProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = provider.variables
    monkeypatch.setenv("CLIENT_ID", "reference-main")
    monkeypatch.setenv("CLIENT_KEY", here["REFERENCE_CLIENT_KEY"])
    monkeypatch.setenv("CLIENT_REDIRECT_URI", "https://client.example/callback")
    monkeypatch.setenv("LINE_NEVER", "+447700900110")
    said = said_here(
        *("init", "--output", "my.yaml", "--environment", "local", "--flow", flow),
        *("--sim-swap", here["REFERENCE_SIM_SWAP"], "--line", "never"),
        *("--discovery", here["REFERENCE_DISCOVERY"]),
        cwd=tmp_path,
    )
    assert_clear(said, 0)
    written = (tmp_path / "my.yaml").read_text("utf-8")
    # Nobody opens a request by hand here: the other form, which stands beside it.
    by_header = re.sub(r"    device: interactive.*\n    # device", "    device", written)
    assert (by_header != written) == (flow == "authorization_code")
    (tmp_path / "my.yaml").write_text(by_header, "utf-8")

    checked = said_here("check", "my.yaml", cwd=tmp_path)

    assert_clear(checked, 0)
    kind = "two-legged" if flow == "client_credentials" else "three-legged"
    assert f"ok         sim-swap {kind} token: obtained" in checked.out


def test_least_that_it_takes_loads_at_once_and_is_careful(tmp_path: Path) -> None:
    said = said_here("init", *SIM_SWAP, cwd=tmp_path)
    assert_clear(said, 0)
    (tmp_path / "my.yaml").write_text(said.out)
    profile = load_profile(str(tmp_path / "my.yaml"), {})
    assert (profile.environment, tuple(profile.apis)) == ("production", ("sim-swap",))
    # What a profile may hold besides stands there to be uncommented.
    for key in ("authorization", "subscribers", "tokens", "http", "limits", "deviations"):
        assert f"# {key}:" in said.out


def test_commented_parts_are_right_too(tmp_path: Path) -> None:
    """Uncommenting the test lines gives a profile as well."""
    text = said_here("init", *SIM_SWAP, cwd=tmp_path).out
    live = re.sub(r"^# (subscribers:|  - \{id)", r"\1", text, flags=re.MULTILINE)
    live = live.replace("#   - {id", "  - {id")
    names = re.findall(r"\$\{([A-Z]+)\}", live)
    numbers = {name: f"+3466611122{index}" for index, name in enumerate(names)}
    (tmp_path / "my.yaml").write_text(live)
    assert len(load_profile(str(tmp_path / "my.yaml"), numbers).subscribers) == 4


def test_file_is_overwritten_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text("mine")
    refused = said_here("init", *SIM_SWAP, "--output", "my.yaml", cwd=tmp_path)
    assert_clear(refused, 2)
    assert "my.yaml exists already: name another file, or add --force" in refused.err
    assert (tmp_path / "my.yaml").read_text() == "mine"
    forced = said_here("init", *SIM_SWAP, "--output", "my.yaml", "--force", cwd=tmp_path)
    assert_clear(forced, 0)
    assert "sim-swap:" in (tmp_path / "my.yaml").read_text()


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ((), "name --sim-swap URL or --number-verification URL"),
        (("--sim-swap", "api.example.com"), "--sim-swap is not an http or https URL"),
        (("--sim-swap", "https://me:pw@api.example.com"), "user name or a password"),
        ((*SIM_SWAP, "--name", "two words"), "--name holds other characters"),
        ((*SIM_SWAP, "--operator", "A", "--country", "Spain"), "two capital letters"),
        ((*SIM_SWAP, "--country", "ES"), "--country takes --operator"),
        ((*SIM_SWAP, "--flow", "ciba"), "--flow takes --discovery"),
        ((*SIM_SWAP, "--line", "a b"), "--line holds other characters"),
        ((*SIM_SWAP, "--line", "a-b", "--line", "a.b"), "the same name, or nearly"),
        ((*SIM_SWAP, "--environment", "live"), "'live' is not one of"),
        ((*SIM_SWAP, "--output", "no/such.yaml"), "no/such.yaml can't be written"),
    ],
)
def test_what_no_profile_can_hold(flags: tuple[str, ...], words: str, tmp_path: Path) -> None:
    result = said_here("init", *flags, cwd=tmp_path)
    assert_clear(result, 2)
    assert words in result.err
    assert "pw@" not in result.err
    assert not any(tmp_path.iterdir())


def test_questions_are_asked_at_a_terminal(tmp_path: Path) -> None:
    """A pseudo-terminal answers them; a wrong answer is asked again, a secret never is."""
    told = answered(
        *("acme", "Acme", "nonsense", "https://api.example.com/v2", "", "", "staging"),
        cwd=tmp_path,
    )
    assert "is not an http or https URL" in told
    assert not re.search("secret|phone", told.split("is written")[0], re.IGNORECASE)
    profile = load_profile(str(tmp_path / "my.yaml"), {})
    assert (profile.name, profile.environment) == ("acme", "staging")
    assert profile.operator is not None
    assert profile.operator.name == "Acme"


def test_flows_are_asked_for_where_there_is_a_server_for_them(tmp_path: Path) -> None:
    told = answered(
        *("acme", "", "https://api.example.com/v2", "", DISCOVERY[1]),
        *("ciba, oauth", "client_credentials, ciba", "staging"),
        cwd=tmp_path,
    )
    assert "oauth is none of them" in told
    profile = load_profile(str(tmp_path / "my.yaml"), values(tmp_path))
    assert profile.authorization is not None
    assert profile.authorization.client_credentials is not None
    assert profile.authorization.declared_ciba is not None
    assert profile.authorization.declared_authorization_code is None


def answered(*answers: str, cwd: Path) -> str:
    """Answer the questions of `init` at a pseudo-terminal; return what it showed."""
    script = (
        "import pty, sys\n"
        "sys.exit(pty.spawn([sys.argv[1], 'init', '--output', 'my.yaml']) >> 8)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, COMMAND],
        input="".join(f"{each}\n" for each in answers),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    operator=st.text(min_size=1).filter(str.isprintable),
    flows=st.sampled_from([c for n in range(5) for c in itertools.combinations(FLOWS, n)]),
    line=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True),
)
def test_any_answer_comes_back_as_it_was_given(
    operator: str,
    flows: tuple[Grant, ...],
    line: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = starter_profile(
        Answers(
            name="acme",
            environment="staging",
            operator=operator,
            sim_swap=SIM_SWAP[1],
            discovery=DISCOVERY[1],
            authentication="client_secret_post",
            flows=flows,
            lines=(line,),
        )
    )
    path = tmp_path_factory.getbasetemp() / "init.yaml"
    path.write_text(text, "utf-8")
    key = tmp_path_factory.getbasetemp() / "client.pem"
    key.write_bytes(private_key_pem())
    given_ = dict.fromkeys(variables(text), "https://a.example/b") | {"CLIENT_KEY": str(key)}
    numbers = {name: "+34666111222" for name in given_ if name.startswith("LINE_")}
    profile = load_profile(str(path), {**given_, **numbers})
    assert profile.operator is not None
    assert profile.operator.name == operator
    assert [each.id for each in profile.subscribers] == [line]


@pytest.mark.parametrize(
    ("flags", "sim_swap", "verification"),
    [
        ((), "1.0.0", "2.1.0"),
        (("--release", "2.0.0"), "2.0.0", "2.0.0"),
    ],
)
def test_release_is_the_one_that_the_url_names(
    flags: tuple[str, ...], sim_swap: str, verification: str, tmp_path: Path
) -> None:
    apis = ("--sim-swap", "https://api.example.com/sim-swap/v1", *VERIFICATION)
    assert said_here("init", "--output", "my.yaml", *apis, *flags, cwd=tmp_path).code == 0
    profile = load_profile(str(tmp_path / "my.yaml"), {})
    assert profile.api("sim-swap").release == sim_swap
    assert profile.api("number-verification").release == verification
    planned = said_here("plan", "my.yaml", cwd=tmp_path).out
    contradicted = "apis.sim-swap: base_url ends in v1, and release is 2.0.0" in planned
    assert contradicted == bool(flags)


def test_release_that_an_api_does_not_have_is_refused(tmp_path: Path) -> None:
    said = said_here("init", *SIM_SWAP, "--release", "0.3.1", cwd=tmp_path)
    assert_clear(said, 2)
    assert "--release 0.3.1: sim-swap has 0.4.0, 1.0.0" in said.err


@pytest.mark.parametrize("spelled", ["authorization_code", "authorization-code"])
def test_flow_in_either_spelling(spelled: str, tmp_path: Path) -> None:
    said = said_here("init", *VERIFICATION, *DISCOVERY, "--flow", spelled, cwd=tmp_path)
    assert "\n  authorization_code:\n" in said.out
    assert "\n  release: 0.5.0 " in said.out
