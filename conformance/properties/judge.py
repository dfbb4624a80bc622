"""Sends generated requests and judges what comes back."""

import re

from conformance.checks.contract import OperationContract
from conformance.plan.facts import LARGEST_MAX_AGE
from conformance.profile import ApiProfile, Subscriber
from conformance.properties.generation import GeneratedRequest
from conformance.properties.requests import Probe, probes
from conformance.target.answers import Answer, UnexpectedAnswer
from conformance.target.operations import OperationClient

# A request whose form is wrong: the code is another row's matter, and a body may be too
# large, of the wrong type or its header too long before anybody validates it.
_REFUSALS = frozenset({400, 413, 414, 415, 431})
_OUT_OF_RANGE = 400
_UNKNOWN_NUMBER = frozenset({404, 422})
_SHA256 = re.compile(r"[a-fA-F0-9]{64}", re.ASCII)
# How many more requests may go into making a failing one smaller.
_SHRINKING_REQUESTS = 60


class Judge:
    """Judges the requests of one operation that are all valid, or all invalid.

    Equal requests are sent once. After the first failure only a bounded number of further
    ones is sent; what is left unsent counts as passing, so that the search ends.
    """

    def __init__(
        self,
        operation: OperationClient,
        contract: OperationContract,
        api: ApiProfile,
        line: Subscriber,
        *,
        valid: bool,
    ) -> None:
        self._operation = operation
        self._contract = contract
        self._api = api
        self._line = line
        self._valid = valid
        self._known: dict[str, str | None] = {}
        self._left_after_failure = _SHRINKING_REQUESTS
        self._failed = False

    def __call__(self, generated: GeneratedRequest) -> None:
        """Send a generated request; raises `UnexpectedAnswer` where it is answered wrongly."""
        for request in probes(generated, self._operation, self._contract, self._line):
            if request.valid is self._valid:
                self._judge(request)

    def _judge(self, request: Probe) -> None:
        if request.fingerprint not in self._known:
            if self._failed and self._left_after_failure <= 0:
                return
            self._left_after_failure -= self._failed
            self._known[request.fingerprint] = self._problem(request)
        problem = self._known[request.fingerprint]
        if problem is not None:
            self._failed = True
            raise UnexpectedAnswer(problem)

    def _problem(self, request: Probe) -> str | None:
        answer = self._operation.call(
            self._line,
            body=request.body,
            correlator=request.correlator,
            content_type=request.content_type,
        )
        if self._valid:
            return self._refused_wrongly(request, answer)
        if answer.status in _REFUSALS:
            return None
        return f"{answer}: an invalid request must be refused with status 400"

    def _refused_wrongly(self, request: Probe, answer: Answer) -> str | None:
        if answer.status == 200 or self._may_refuse(request, answer):
            return None
        return f"{answer}: a valid request must succeed"

    def _may_refuse(self, request: Probe, answer: Answer) -> bool:
        """Whether the sources leave a refusal of this valid request open."""
        if request.strange_number and answer.status in _UNKNOWN_NUMBER:
            return True
        if answer.status != _OUT_OF_RANGE:
            return False
        limit = self._api.hours_of_monitored_period or LARGEST_MAX_AGE
        body = request.body if isinstance(request.body, dict) else {}
        beyond = "maxAge" in body and body["maxAge"] > limit
        default_beyond = "maxAge" not in body and limit < 240
        # Before 2.1.0 the contract has no pattern for a hash: what is none may be refused, or
        # may match nothing.
        hashed = body.get("hashedPhoneNumber")
        no_hash = isinstance(hashed, str) and _SHA256.fullmatch(hashed) is None
        # Unknown members are refused from a later Commonalities release on, and ignored
        # by many before; the test plan refuses one that stands alone.
        return beyond or default_beyond or no_hash or request.unknown_members
