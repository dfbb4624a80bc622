"""Requests made from the contract: each valid one is served, each invalid one refused."""

from collections.abc import Iterator

from conformance.checks.contract import OperationContract
from conformance.plan import PlannedCase
from conformance.profile import ApiProfile, Subscriber
from conformance.properties.generation import GeneratedRequest, Mode
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


def lengths_of_a_number(operation: str, mode: Mode) -> Iterator[GeneratedRequest]:
    """Return requests about the shortest and the longest number that E.164 allows.

    The generator takes a pattern's boundaries only by chance.
    """
    if mode == "valid" and operation.startswith("sim-swap."):
        for digits in (5, 15):
            body = {"phoneNumber": "+" + "9" * digits}
            yield GeneratedRequest("POST", True, body, correlator=None, content_type=None)


def generate(run: Session, case: PlannedCase, mode: Mode, judge: Judge) -> None:
    """Judge the listed boundary cases first, then as many drawn ones as the run allows."""
    generator = run.generator(case.api)
    operation = run.contracts[case.api].operations[case.operation]
    listed = generator.listed(operation.method, operation.path, mode)
    for generated in (*lengths_of_a_number(case.operation_id, mode), *listed):
        judge(generated)
    generator.drawn(
        operation.method,
        operation.path,
        mode,
        judge,
        seed=run.generation.seed,
        examples=run.generation.max_examples,
    )
