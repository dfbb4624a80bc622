"""Judges each API exchange as it happens, under the rows that are carried by exchanges."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.checks import (
    contradictions,
    correlator,
    dates,
    disclosure,
    envelope,
    json_text,
    media_type,
)
from conformance.checks.contract import OperationContract
from conformance.exchanges import Exchange, RedactedExchange, Request, Response

# One finding proves a fault, a few show its pattern; a thousand only cost memory.
_KEPT_FINDINGS = 5


@dataclass(frozen=True)
class Judgement:
    """What is looked for in an answer, and in which answers."""

    judge: Callable[[Request, Response, OperationContract], str | None]
    applies: Callable[[Response], bool]


def _of_response(
    judge: Callable[[Response], str | None], applies: Callable[[Response], bool]
) -> Judgement:
    return Judgement(lambda _, response, __: judge(response), applies)


def _of_both(
    judge: Callable[[Request, Response, str], str | None], applies: Callable[[Response], bool]
) -> Judgement:
    """Judge request and response by the release of Commonalities."""
    return Judgement(
        lambda request, response, contract: judge(request, response, contract.commonalities),
        applies,
    )


def _of_exchange(
    judge: Callable[[Request, Response], str | None], applies: Callable[[Response], bool]
) -> Judgement:
    return Judgement(lambda request, response, _: judge(request, response), applies)


def _any(_: Response) -> bool:
    return True


def _contract_problem(
    request: Request, response: Response, contract: OperationContract
) -> str | None:
    return contract.response_problem(response) or correlator.own_value_is_malformed(
        request, response, contract.commonalities
    )


def _code_problem(_: Request, response: Response, contract: OperationContract) -> str | None:
    return envelope.code_does_not_fit_the_status(response, contract.commonalities)


_CONTRACT = Judgement(_contract_problem, _any)
_is_error = envelope.is_error

JUDGEMENTS: Mapping[str, Judgement] = {
    "commonalities.error.body-is-an-error-info": _of_response(
        envelope.body_is_no_error_info, _is_error
    ),
    "commonalities.error.status-equals-http-status": _of_response(
        envelope.status_in_body_differs, _is_error
    ),
    "commonalities.error.code-is-not-numeric": _of_response(
        envelope.code_is_numeric, _is_error
    ),
    "commonalities.error.code-fits-the-status": Judgement(_code_problem, _is_error),
    "commonalities.error.message-is-not-empty": _of_response(
        envelope.message_is_empty, _is_error
    ),
    "commonalities.error.success-is-no-error": _of_response(
        contradictions.success_is_an_error, correlator.is_success
    ),
    "commonalities.error.carries-no-result": _of_response(
        contradictions.error_carries_a_result, _is_error
    ),
    "commonalities.error.nothing-internal-is-told": _of_exchange(
        disclosure.error_tells_its_inside, _is_error
    ),
    "commonalities.error.no-subscriber-data-is-told": _of_exchange(
        disclosure.error_tells_subscriber_data, _is_error
    ),
    "commonalities.success.nothing-sensitive-is-added": _of_exchange(
        disclosure.success_tells_something_sensitive, correlator.is_success
    ),
    "commonalities.json.body-is-strict-json": _of_response(
        json_text.body_is_no_strict_json, _any
    ),
    "commonalities.json.names-are-unique": _of_response(json_text.name_stands_twice, _any),
    "commonalities.media-type.body-is-application-json": _of_response(
        media_type.body_is_not_application_json, _any
    ),
    "commonalities.media-type.body-is-utf-8": _of_response(media_type.body_is_not_utf_8, _any),
    "commonalities.x-correlator.is-echoed-on-success": _of_both(
        correlator.echo_is_lost_on_success, correlator.is_success
    ),
    "commonalities.x-correlator.is-echoed-on-errors": _of_both(
        correlator.echo_is_lost_on_error, correlator.is_application_error
    ),
    "commonalities.x-correlator.is-echoed-by-the-gateway": _of_both(
        correlator.echo_is_lost_by_the_gateway, correlator.is_gateway_error
    ),
    "sim-swap.check.responses-match-the-contract": _CONTRACT,
    "sim-swap.retrieve-date.responses-match-the-contract": _CONTRACT,
    "sim-swap.retrieve-date.latest-sim-change-is-never-absent": _of_response(
        dates.latest_sim_change_is_absent, correlator.is_success
    ),
    "sim-swap.retrieve-date.date-is-plausible": _of_response(
        dates.latest_sim_change_is_implausible, correlator.is_success
    ),
    "number-verification.verify.responses-match-the-contract": _CONTRACT,
    "number-verification.device-phone-number.responses-match-the-contract": _CONTRACT,
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
        self._judged: dict[tuple[str, str], int] = defaultdict(int)
        self._lock = threading.Lock()

    def observe(self, exchange: Exchange, _: RedactedExchange) -> None:
        """Judge one exchange; only answers of API operations are looked at."""
        operation = exchange.purpose.operation
        contract = self._contracts.get(operation or "")
        if operation is None or contract is None or exchange.response is None:
            return
        for requirement, judgement in JUDGEMENTS.items():
            applies = judgement.applies(exchange.response)
            if not (applies and requirement.startswith((f"{operation}.", "commonalities."))):
                continue
            problem = judgement.judge(exchange.request, exchange.response, contract)
            self._note(requirement, operation, exchange.number, problem)

    def findings(self, requirement: str, operation: str) -> list[Finding]:
        """Return what was wrong under a requirement at `<api>.<operation>` so far."""
        return self._findings[requirement, operation]

    def judged(self, requirement: str, operation: str) -> int:
        """Return how many answers of `<api>.<operation>` a requirement applied to so far."""
        return self._judged[requirement, operation]

    def _note(
        self, requirement: str, operation: str, number: int, problem: str | None
    ) -> None:
        with self._lock:
            self._judged[requirement, operation] += 1
            kept = self._findings[requirement, operation]
            if problem is not None and len(kept) < _KEPT_FINDINGS:
                kept.append(Finding(number, problem))
