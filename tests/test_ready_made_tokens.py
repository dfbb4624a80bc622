"""An operator who hands out tokens, and no client: what only a token takes is tested."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.plan.authorization_facts import AUTHORIZATION_FACTS
from conformance.profile import Profile, load_profile
from conformance.reference import ReferenceProvider
from conformance.report.model import Report
from conformance.run.execution import execute
from conformance.run.options import Options
from conformance.run.selection import prepare
from tests.profile_support import MINIMAL, only
from tests.support.flows import Tokens
from tests.support.profiles import NUMBER, profile

PROFILE = """\
profile: 1
name: given
environment: local
apis:
  sim-swap: {{base_url: "{url}", operations: [check], tokens: [two-legged]}}
subscribers:
  - {{id: never, phone_number: "+447700900110", sim: {{changed: never}}}}
tokens: {{two-legged: "{token}"{more}}}
limits: {{requests_per_second: 2000, max_requests: 1000}}
"""
ROWS = (
    "sim-swap.check.other-scope-is-refused",
    "sim-swap.check.api-wide-scope-is-accepted",
)
SCOPES = ("sim-swap:check", "sim-swap:retrieve-date")
NOT_GRANTED = ", other-scope: not-granted, api-wide-scope: not-granted"


@pytest.fixture(scope="module")
def provider() -> Iterator[ReferenceProvider]:
    """Run the embedded provider."""
    with ReferenceProvider() as running:
        yield running


def outcomes(provider: ReferenceProvider, home: Path, more: str) -> set[str]:
    """Return the outcomes of the rows about scopes with such tokens beside the usual one."""
    source = Tokens(load_profile("reference", provider.variables)).source
    more = more.format(
        other=source.with_scopes("two-legged", None, ("sim-swap:retrieve-date",)).value,
        wide=source.with_scopes("two-legged", None, ("sim-swap",)).value,
    )
    path = home / "given.yaml"
    url = provider.variables["REFERENCE_SIM_SWAP"]
    token = source.obtain("two-legged", None, SCOPES).value
    path.write_text(PROFILE.format(url=url, token=token, more=more), encoding="utf-8")
    report = _run(path, home)
    for row in report.requirements:
        assert all(case.reason for case in row.cases if case.outcome != "passed")
    return {row.outcome for row in report.requirements}


def _run(path: Path, home: Path) -> Report:
    options = Options(output=home / "report", requirements=ROWS)
    return execute(
        prepare(load_profile(str(path), {}), options), options, lambda _: None
    ).report


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (', other-scope: {{two-legged: "{other}"}}, api-wide-scope: {{two-legged: "{wide}"}}',
         "passed"),
        (', other-scope: {{two-legged: "{wide}"}}, api-wide-scope: {{two-legged: "{other}"}}',
         "failed"),
        (NOT_GRANTED, "not-offered"),
        ("", "not-testable"),
    ],
)  # fmt: skip
def test_tokens_with_other_scopes(
    more: str, expected: str, provider: ReferenceProvider, tmp_path: Path
) -> None:
    assert outcomes(provider, tmp_path, more) == {expected}


def test_neither_a_token_nor_a_word_is_refused(tmp_path: Path) -> None:
    assert only(tmp_path, MINIMAL + "tokens: {other-scope: {}}\n").key == "tokens.other-scope"
    problem = only(tmp_path, MINIMAL + "tokens: {other-scope: never}\n")
    assert "not-granted" in str(problem)


@pytest.mark.parametrize(
    ("hint", "token", "offered"),
    [
        ("tel:{phone_number}", None, True),
        ("operatortoken:{operator_token}", None, False),
        ("operatortoken:{operator_token}", "t", True),
    ],
)
def test_number_that_is_not_served_has_no_operator_token(
    hint: str, token: str | None, offered: bool
) -> None:
    """Where lines are named by such tokens, no hint can name an unknown number."""
    withheld = AUTHORIZATION_FACTS["login-hint-by-number"](_by_hint(hint, token))
    assert (withheld is None) == offered
    assert withheld is None or withheld.outcome == "not-offered"


def _by_hint(hint: str, token: str | None) -> Profile:
    line = {"id": "nobody", "phone_number": NUMBER, "service": "unknown"}
    return profile(
        subscribers=[line if token is None else {**line, "operator_token": token}],
        authorization={"ciba": {"login_hint": hint}},
    )
