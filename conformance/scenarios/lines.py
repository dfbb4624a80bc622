"""Which lines a scenario may ask about besides the one that its case is given."""

from conformance.plan.traits import served
from conformance.profile import Subscriber
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient

# Each line costs requests, and eight have histories that differ enough.
_MOST_LINES = 8


def lines_to_ask(
    run: Session, operation: OperationClient, line: Subscriber
) -> list[Subscriber]:
    """Return a line, and other served ones where nobody has to be asked for a token of theirs.

    That is so where the line stands in the body; a three-legged token is of one line, and
    may cost its user an answer.
    """
    if operation.token_kind == "three-legged":
        return [line]
    others = (each for each in run.profile.subscribers if served(each) and each != line)
    return [line, *others][:_MOST_LINES]
