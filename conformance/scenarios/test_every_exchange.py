"""What holds for every answer, whichever scenario or generated request it answers."""

from conformance.plan import PlannedCase
from conformance.profile import Subscriber
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.target.errors import NotOffered, NotTestable
from conformance.target.operations import ABSENT, FITTING, OperationClient


@requirement(
    "commonalities.error.body-is-an-error-info",
    "commonalities.error.status-equals-http-status",
    "commonalities.error.code-is-not-numeric",
    "commonalities.error.code-fits-the-status",
    "commonalities.error.message-is-not-empty",
    "commonalities.error.success-is-no-error",
    "commonalities.error.carries-no-result",
    "commonalities.error.nothing-internal-is-told",
    "commonalities.error.no-subscriber-data-is-told",
    "commonalities.success.nothing-sensitive-is-added",
    "commonalities.json.body-is-strict-json",
    "commonalities.json.names-are-unique",
    "commonalities.media-type.body-is-application-json",
    "commonalities.media-type.body-is-utf-8",
    "commonalities.x-correlator.is-echoed-on-success",
    "commonalities.x-correlator.is-echoed-on-errors",
    "commonalities.x-correlator.is-echoed-by-the-gateway",
    "sim-swap.check.responses-match-the-contract",
    "sim-swap.retrieve-date.responses-match-the-contract",
    "sim-swap.retrieve-date.latest-sim-change-is-never-absent",
    "sim-swap.retrieve-date.date-is-plausible",
    "number-verification.verify.responses-match-the-contract",
    "number-verification.device-phone-number.responses-match-the-contract",
)
def test_no_answer_breaks_it(
    run: Session,
    case: PlannedCase,
    operation: OperationClient,
    line: Subscriber,
) -> None:
    """Runs after all else and judges what was seen; run alone, it asks for itself."""
    judged = run.observer.judged
    if not judged(case.requirement.id, case.operation_id):
        ask_for_a_success_and_refusals(run, operation, line)
    if not judged(case.requirement.id, case.operation_id):
        raise _without_an_answer(run)

    findings = run.observer.findings(case.requirement.id, case.operation_id)
    assert not findings, "; ".join(
        f"exchange {finding.exchange}: {finding.problem}" for finding in findings
    )


def _without_an_answer(run: Session) -> NotOffered | NotTestable:
    """Return why there is nothing to judge: what was left out on purpose is not missing."""
    if run.selected:
        return NotOffered(
            "no request of this selection brought an answer that it applies to: select more"
        )
    return NotTestable("the target gave no answer that the requirement applies to")


def ask_for_a_success_and_refusals(
    run: Session, operation: OperationClient, line: Subscriber
) -> None:
    """Make the calls whose answers most rows can be judged by."""
    operation.call(line)
    operation.call(line, token=ABSENT)
    if run.profile.effective_limits.malformed:
        operation.call(line, body=[] if operation.takes_body else ABSENT, correlator=FITTING)
