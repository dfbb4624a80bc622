"""Every decision of the resource server in one place, so that a fault can change just one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.reference import steps
from conformance.reference.authorization.grants import Grant, Method
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.decisions import access, answers, replies, requests
from conformance.reference.decisions.answers import Document
from conformance.reference.decisions.replies import Rendered
from conformance.reference.dialects import Dialect
from conformance.reference.operations import OPERATIONS, Call, Operation
from conformance.reference.problems import PROBLEMS, Problem
from conformance.reference.subscribers import Subscriber

if TYPE_CHECKING:
    from conformance.reference.world import World

Step = Callable[[Call, "World"], None]


def _mounts() -> dict[str, str]:
    """Return the path of each API, as Commonalities have it: name and major version."""
    return {api: f"/{api}/v2" for api in ("sim-swap", "number-verification")}


def _method(operation: Operation) -> frozenset[str]:
    """Return the methods that the path of an operation has: that of its contract."""
    return frozenset({operation.method})


def _paths() -> dict[str, str]:
    """Return the path of each operation below that of its API; without one, no operation."""
    return {each.name: f"/{each.name}" for each in OPERATIONS}


@dataclass
class Rules:
    """The decisions; each is a function of `decisions/` until a fault replaces it."""

    authorization: AuthorizationRules = field(default_factory=AuthorizationRules)
    mounts: dict[str, str] = field(default_factory=_mounts)
    paths: dict[str, str] = field(default_factory=_paths)
    problems: dict[str, Problem] = field(default_factory=lambda: dict(PROBLEMS))
    steps: tuple[Step, ...] = steps.IN_ORDER

    credentials: Callable[[Call], str | None] = access.credentials
    bearer: Callable[[str | None], str] = access.bearer
    grant_of: Callable[["World", str], Grant] = access.grant_of
    expired: Callable[[float, float], bool] = access.expired
    scope_suffices: Callable[[frozenset[str], Operation], bool] = access.scope_suffices
    network_knows_user: Callable[[Method], bool] = access.network_knows_user
    line_of_token: Callable[["World", Grant], Subscriber | None] = access.line_of_token
    line_of_number: Callable[["World", str], Subscriber] = access.line_of_number
    number_beside_token: Callable[[Subscriber, str], None] = access.number_beside_token
    applicable: Callable[[Subscriber], bool] = access.applicable

    methods: Callable[[Operation], frozenset[str]] = _method
    received: Callable[[Call], Awaitable[Call]] = requests.received
    correlator_is_legal: Callable[[str], bool] = requests.correlator_is_legal
    older_correlators: dict[str, Callable[[str], bool]] = field(default_factory=dict)
    """API -> what it echoes, in releases in which no x-correlator has to be refused."""
    media_type_is_json: Callable[[str | None], bool] = requests.media_type_is_json
    parse: Callable[[bytes], object] = requests.parse
    as_object: Callable[[object], dict[str, Any]] = requests.as_object
    phone_number_is_legal: Callable[[object], bool] = requests.phone_number_is_legal
    hash_is_legal: Callable[[object], bool] = requests.hash_is_legal
    one_number: Callable[[Mapping[str, Any]], None] = requests.one_number
    max_age_of: Callable[[Mapping[str, Any]], int] = requests.max_age_of
    within_contract: Callable[[int], int] = requests.within_contract
    within_history: Callable[[int, int | None], int] = requests.within_history

    window: Callable[[int], timedelta] = answers.window
    swapped: Callable[[Subscriber, timedelta, datetime], bool] = answers.swapped
    latest_change: Callable[[Subscriber, Dialect, datetime], datetime | None] = (
        answers.latest_change
    )
    monitored_period: Callable[[datetime | None, Dialect], int | None] = (
        answers.monitored_period
    )
    write_time: Callable[[datetime], object] = answers.write_time
    number_matches: Callable[[str, Subscriber], bool] = answers.number_matches
    hash_of: Callable[[Subscriber], str] = answers.hash_of
    hash_matches: Callable[[str, str], bool] = answers.hash_matches
    shared_number: Callable[[Subscriber], str] = answers.shared_number
    check_body: Callable[[bool], Document] = answers.check_body
    date_body: Callable[[object, int | None], Document] = answers.date_body
    verify_body: Callable[[bool], Document] = answers.verify_body
    share_body: Callable[[str], Document] = answers.share_body

    envelope: Callable[[Problem], object] = replies.envelope
    render: Callable[[int, object], Rendered] = replies.render
    correlator_of_reply: Callable[[str | None, bool, int], str | None] = (
        replies.correlator_of_reply
    )

    def answer_instead(self, cause: str, status: int, code: str, message: str = "") -> None:
        """Give the refusals of one cause another answer; an empty message keeps the old."""
        old = self.problems.get(cause, Problem(status, code, "An internal error."))
        self.problems[cause] = replace(
            old, status=status, code=code, message=message or old.message
        )
