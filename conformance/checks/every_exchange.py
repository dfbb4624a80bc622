"""Judges each API exchange as it happens, under the rows that are carried by exchanges."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

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
from conformance.exchanges import (
    Exchange,
    Finding,
    Judgements,
    RedactedExchange,
    Request,
    Response,
)

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


def _sensitive_member(
    request: Request, response: Response, contract: OperationContract
) -> str | None:
    declared = contract.success_members
    return disclosure.success_tells_something_sensitive(request, response, declared)


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
    "commonalities.success.nothing-sensitive-is-added": Judgement(
        _sensitive_member, correlator.is_success
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


_NOTHING = Judgements()

Listener = Callable[[RedactedExchange, Judgements], None]


@cache
def _judgements_of(operation: str) -> tuple[tuple[str, Judgement], ...]:
    """Return the rows that hold for `<api>.<operation>`, and how each is judged."""
    prefixes = (f"{operation}.", "commonalities.")
    return tuple(each for each in JUDGEMENTS.items() if each[0].startswith(prefixes))


@dataclass(frozen=True)
class Fault:
    """An exchange that proves a finding, by its number, and what is wrong with it."""

    exchange: int
    problem: str


class Observer:
    """Listens to the recorder, judges, and keeps what is wrong by requirement and operation.

    Each exchange goes on, with the judgements on it, to whoever listens here. `redact` takes
    out of a finding's words what may not be kept.
    """

    def __init__(
        self, contracts: Mapping[str, OperationContract], redact: Callable[[str], str]
    ) -> None:
        self._contracts = contracts
        self._redact = redact
        self._listeners: list[Listener] = []
        self._findings: dict[tuple[str, str], list[Fault]] = defaultdict(list)
        self._judged: dict[tuple[str, str], int] = defaultdict(int)
        self._lock = threading.Lock()

    def listen(self, listener: Listener) -> None:
        """Call the listener with each exchange, redacted, and the judgements on it."""
        self._listeners.append(listener)

    def observe(self, exchange: Exchange, redacted: RedactedExchange) -> None:
        """Judge one exchange and pass it on; only answers of API operations are looked at."""
        judgements = self._judgements(exchange)
        self.note(exchange.number, exchange.purpose.operation, judgements)
        for listener in self._listeners:
            listener(redacted, judgements)

    def note(self, number: int, operation: str | None, judgements: Judgements) -> None:
        """Take over the judgements on an exchange, by whichever process they were made."""
        if operation is None:
            return
        with self._lock:
            for requirement in judgements.judged:
                self._judged[requirement, operation] += 1
            for finding in judgements.findings:
                kept = self._findings[finding.requirement, finding.operation]
                if len(kept) < _KEPT_FINDINGS:
                    kept.append(Fault(number, finding.message))

    def findings(self, requirement: str, operation: str) -> list[Fault]:
        """Return what was wrong under a requirement at `<api>.<operation>` so far."""
        return self._findings[requirement, operation]

    def judged(self, requirement: str, operation: str) -> int:
        """Return how many answers of `<api>.<operation>` a requirement applied to so far."""
        return self._judged[requirement, operation]

    def _judgements(self, exchange: Exchange) -> Judgements:
        operation, response = exchange.purpose.operation, exchange.response
        contract = self._contracts.get(operation or "")
        if operation is None or contract is None or response is None:
            return _NOTHING
        judged = {
            requirement: judgement.judge(exchange.request, response, contract)
            for requirement, judgement in _judgements_of(operation)
            if judgement.applies(response)
        }
        findings = tuple(
            Finding(requirement, operation, self._redact(problem))
            for requirement, problem in judged.items()
            if problem is not None
        )
        return Judgements(tuple(judged), findings)
