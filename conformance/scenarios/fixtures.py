"""What a scenario is given: its case, the line it is about, typed clients to speak through."""

from collections.abc import Mapping
from typing import Any

import pytest

from conformance.checks.contract import OperationContract
from conformance.plan import PlannedCase
from conformance.profile import ApiProfile, Subscriber, TokenKind
from conformance.scenarios.plugin import SESSION
from conformance.scenarios.session import Session
from conformance.target.number_verification import NumberVerification
from conformance.target.operations import OperationClient
from conformance.target.sim_swap import SimSwap
from conformance.tokens.source import TokenSource


@pytest.fixture
def run(pytestconfig: pytest.Config, case: PlannedCase) -> Session:  # noqa: ARG001
    """Return the run that the case belongs to; whatever takes the run takes a case."""
    return pytestconfig.stash[SESSION]


@pytest.fixture
def token_kind(case: PlannedCase) -> TokenKind:
    """Return the kind of access token that the case calls with."""
    assert case.token is not None, "the requirement's row must say needs.token"
    return case.token


@pytest.fixture
def example(case: PlannedCase) -> Mapping[str, Any]:
    """Return the values of the case's example."""
    return case.values


@pytest.fixture
def line(case: PlannedCase) -> Subscriber:
    """Return the test line that has the trait which the requirement's row asks for."""
    assert case.line is not None, "the requirement's row must say needs.subscriber"
    return case.line


@pytest.fixture
def other_line(case: PlannedCase) -> Subscriber:
    """Return the second test line of the requirement's row, with another number."""
    assert case.other_line is not None, "the row must say needs.other_subscriber"
    return case.other_line


@pytest.fixture
def operation(run: Session, case: PlannedCase, token_kind: TokenKind) -> OperationClient:
    """Return a client of the operation that the case is about."""
    return run.operation(case.api, case.operation, token_kind)


@pytest.fixture
def sim_swap(run: Session, token_kind: TokenKind) -> SimSwap:
    """Return SIM Swap under the case's kind of token."""
    return SimSwap(run.operations("sim-swap", token_kind))


@pytest.fixture
def number_verification(run: Session, token_kind: TokenKind) -> NumberVerification:
    """Return Number Verification under the case's kind of token."""
    return NumberVerification(run.operations("number-verification", token_kind))


@pytest.fixture
def tokens(run: Session, case: PlannedCase) -> TokenSource:
    """Return where the case's API gets its access tokens."""
    return run.tokens[case.api]


@pytest.fixture
def contract(run: Session, case: PlannedCase) -> OperationContract:
    """Return the contract of the operation that the case is about."""
    return run.operation_contracts[case.operation_id]


@pytest.fixture
def api(run: Session, case: PlannedCase) -> ApiProfile:
    """Return what the profile says of the case's API."""
    return run.profile.api(case.api)
