"""Requests made from the contract: each valid one is served, each invalid one refused."""

from conformance.checks.contract import OperationContract
from conformance.plan import PlannedCase
from conformance.profile import ApiProfile, Subscriber
from conformance.properties.generation import Mode
from conformance.properties.judge import Judge
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient


@requirement(
    "sim-swap.check.valid-requests-are-accepted",
    "sim-swap.retrieve-date.valid-requests-are-accepted",
    "number-verification.verify.valid-requests-are-accepted",
    "number-verification.device-phone-number.valid-requests-are-accepted",
)
def test_valid_requests(
    run: Session,
    case: PlannedCase,
    operation: OperationClient,
    contract: OperationContract,
    api: ApiProfile,
    line: Subscriber,
) -> None:
    """Whatever the contract allows is answered with success."""
    judge = Judge(operation, contract, api, line, valid=True)
    generate(run, case, "valid", judge)


@requirement(
    "sim-swap.check.invalid-requests-are-refused",
    "sim-swap.retrieve-date.invalid-requests-are-refused",
    "number-verification.verify.invalid-requests-are-refused",
    "number-verification.device-phone-number.invalid-requests-are-refused",
)
def test_invalid_requests(
    run: Session,
    case: PlannedCase,
    operation: OperationClient,
    contract: OperationContract,
    api: ApiProfile,
    line: Subscriber,
) -> None:
    """Whatever the contract rules out is refused."""
    judge = Judge(operation, contract, api, line, valid=False)
    generate(run, case, "invalid", judge)


def generate(run: Session, case: PlannedCase, mode: Mode, judge: Judge) -> None:
    """Judge the listed boundary cases first, then as many drawn ones as the run allows."""
    generator = run.generator(case.api)
    operation = run.contracts[case.api].operations[case.operation]
    for generated in generator.listed(operation.method, operation.path, mode):
        judge(generated)
    generator.drawn(
        operation.method,
        operation.path,
        mode,
        judge,
        seed=run.generation.seed,
        examples=run.generation.max_examples,
    )
