"""What holds for every answer, whichever scenario or generated request it answers."""

from conformance.checks.every_exchange import Observer
from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.target.operations import ABSENT, OperationClient


@requirement(
    "commonalities.error.body-is-an-error-info",
    "commonalities.error.status-equals-http-status",
    "commonalities.error.code-is-not-numeric",
    "commonalities.error.code-fits-the-status",
    "commonalities.error.message-is-not-empty",
    "commonalities.media-type.body-is-application-json",
    "commonalities.media-type.body-is-utf-8",
    "commonalities.x-correlator.is-echoed-on-success",
    "commonalities.x-correlator.is-echoed-on-errors",
    "commonalities.x-correlator.is-echoed-by-the-gateway",
    "sim-swap.check.responses-match-the-contract",
    "sim-swap.retrieve-date.responses-match-the-contract",
    "number-verification.verify.responses-match-the-contract",
    "number-verification.device-phone-number.responses-match-the-contract",
)
def test_no_answer_breaks_it(
    case: PlannedCase, operation: OperationClient, line: Subscriber, observer: Observer
) -> None:
    """Runs after all else and judges what was seen; run alone, it asks for itself."""
    if not observer.seen(case.operation_id):
        operation.call(line)
        operation.call(line, token=ABSENT)

    findings = observer.findings(case.requirement.id, case.operation_id)
    assert not findings, "; ".join(
        f"exchange {finding.exchange}: {finding.problem}" for finding in findings
    )
