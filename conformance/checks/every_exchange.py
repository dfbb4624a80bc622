"""Judges each API exchange as it happens, under the rows that are carried by exchanges."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.checks import correlator, envelope, media_type
from conformance.checks.contract import OperationContract
from conformance.exchanges import Exchange, RedactedExchange, Request, Response

Judgement = Callable[[Request, Response, OperationContract], str | None]

# One finding proves a fault, a few show its pattern; a thousand only cost memory.
_KEPT_FINDINGS = 5


def _of_response(judge: Callable[[Response], str | None]) -> Judgement:
    return lambda _, response, __: judge(response)


def _of_both(judge: Callable[[Request, Response], str | None]) -> Judgement:
    return lambda request, response, _: judge(request, response)


def _contract(request: Request, response: Response, contract: OperationContract) -> str | None:
    return contract.response_problem(response) or correlator.own_value_is_malformed(
        request, response
    )


JUDGEMENTS: Mapping[str, Judgement] = {
    "commonalities.error.body-is-an-error-info": _of_response(envelope.body_is_no_error_info),
    "commonalities.error.status-equals-http-status": _of_response(
        envelope.status_in_body_differs
    ),
    "commonalities.error.code-is-not-numeric": _of_response(envelope.code_is_numeric),
    "commonalities.error.code-fits-the-status": _of_response(
        envelope.code_does_not_fit_the_status
    ),
    "commonalities.error.message-is-not-empty": _of_response(envelope.message_is_empty),
    "commonalities.media-type.body-is-application-json": _of_response(
        media_type.body_is_not_application_json
    ),
    "commonalities.media-type.body-is-utf-8": _of_response(media_type.body_is_not_utf_8),
    "commonalities.x-correlator.is-echoed-on-success": _of_both(
        correlator.echo_is_lost_on_success
    ),
    "commonalities.x-correlator.is-echoed-on-errors": _of_both(
        correlator.echo_is_lost_on_error
    ),
    "commonalities.x-correlator.is-echoed-by-the-gateway": _of_both(
        correlator.echo_is_lost_by_the_gateway
    ),
    "sim-swap.check.responses-match-the-contract": _contract,
    "sim-swap.retrieve-date.responses-match-the-contract": _contract,
    "number-verification.verify.responses-match-the-contract": _contract,
    "number-verification.device-phone-number.responses-match-the-contract": _contract,
}


@dataclass(frozen=True)
class Finding:
    """What is wrong with an exchange, and which one it is."""

    exchange: int
    problem: str


class Observer:
    """Listens to the recorder and keeps what is wrong, by requirement and operation."""

    def __init__(self, contracts: Mapping[str, OperationContract]) -> None:
        self._contracts = contracts
        self._findings: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        self._seen: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def observe(self, exchange: Exchange, _: RedactedExchange) -> None:
        """Judge one exchange; only answers of API operations are looked at."""
        operation = exchange.purpose.operation
        contract = self._contracts.get(operation or "")
        if operation is None or contract is None or exchange.response is None:
            return
        with self._lock:
            self._seen[operation] += 1
        for requirement, judgement in JUDGEMENTS.items():
            if _concerns(requirement, operation):
                problem = judgement(exchange.request, exchange.response, contract)
                if problem is not None:
                    self._keep(requirement, operation, Finding(exchange.number, problem))

    def findings(self, requirement: str, operation: str) -> list[Finding]:
        """Return what was wrong under a requirement at `<api>.<operation>` so far."""
        return self._findings[requirement, operation]

    def seen(self, operation: str) -> int:
        """Return how many answers of `<api>.<operation>` have been judged so far."""
        return self._seen[operation]

    def _keep(self, requirement: str, operation: str, finding: Finding) -> None:
        with self._lock:
            kept = self._findings[requirement, operation]
            if len(kept) < _KEPT_FINDINGS:
                kept.append(finding)


def _concerns(requirement: str, operation: str) -> bool:
    return requirement.startswith((f"{operation}.", "commonalities."))
