"""The good request that a refusal is measured against, sent once a run for each line.

Every request of CIBA can make somebody's phone ring, and a three-legged call costs three
requests: what has been seen to work is not tried again before each thing that must not work.
"""

from collections.abc import Callable

from conformance.profile import Subscriber
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient
from conformance.tokens.flows.ciba import Ciba


def once(run: Session, what: str, check: Callable[[], object]) -> None:
    """Run a check that raises where the good request fails; what passed is not run again."""

    def passed() -> bool:
        check()
        return True

    run.target.shared.once(("proved", what), passed)


def ciba_works(run: Session, ciba: Ciba, line: Subscriber) -> None:
    """Expect an auth_req_id for a line's good request."""
    once(run, f"ciba {line.id}", lambda: ciba.start(line).text("auth_req_id"))


def operation_works(run: Session, operation: OperationClient, line: Subscriber) -> None:
    """Expect a success for a line's good request under the same kind of token."""
    what = f"{operation.id} {operation.token_kind} {line.id}"
    once(run, what, lambda: operation.call(line).succeeded())
