"""Which lines a scenario may ask about besides the one that its case is given."""

from collections.abc import Callable
from datetime import datetime

from conformance.plan.asking import asks_the_user, may_be_authenticated
from conformance.plan.tokens import may_speak_for
from conformance.plan.traits import served
from conformance.profile import Profile, Subscriber
from conformance.scenarios.session import Session
from conformance.target.operations import OperationClient

# Each line costs requests, and eight have histories that differ enough.
_MOST_LINES = 8
# A three-legged token is another three requests for each of them.
_MOST_WITH_TOKENS = 4


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


def lines_without_a_person(
    run: Session, operation: OperationClient, line: Subscriber
) -> list[Subscriber]:
    """Return a few lines besides one that get three-legged tokens without anybody's help.

    First come numbers that end in 0, which is what a number kept as a figure loses.
    """
    others = [
        each
        for each in run.profile.subscribers
        if each != line and _unaided(run, operation, each)
    ]
    others.sort(key=lambda each: not each.phone_number.endswith("0"))
    return others[: _MOST_WITH_TOKENS - 1]


def _unaided(run: Session, operation: OperationClient, line: Subscriber) -> bool:
    """Whether a token of a line costs no more than requests."""
    profile, api, kind = run.profile, operation.api, operation.token_kind
    if not (served(line) and may_speak_for(line, profile, api, kind)):
        return False
    if not asks_the_user(profile, api, kind):
        return True
    if line.approval is not None or not may_be_authenticated(profile, line):
        return False
    return profile.api(api).flow != "authorization-code" or _shows_devices(profile)


def _shows_devices(profile: Profile) -> bool:
    """Whether the profile says how to show any line's device, and nobody has to hold it."""
    settings = profile.authorization
    code = settings.authorization_code if settings is not None else None
    return code is not None and code.device is not None and not code.by_hand


def lines_known(
    run: Session,
    operation: OperationClient,
    line: Subscriber,
    moment: Callable[[Subscriber], datetime | None],
) -> list[Subscriber]:
    """Return a line, and others of which a moment is known, without anybody's help.

    Where there are too many, those are taken whose moments lie far apart.
    """
    known = {each.id: moment(each) for each in run.profile.subscribers}
    others = sorted(
        (known_at, number)
        for number, each in enumerate(run.profile.subscribers)
        if (known_at := known[each.id]) is not None
        and each != line
        and _unaided(run, operation, each)
    )
    most = _MOST_WITH_TOKENS if operation.token_kind == "three-legged" else _MOST_LINES
    spread = _spread([number for _, number in others], most - 1)
    return [line, *(run.profile.subscribers[number] for number in spread)]


def _spread(ranked: list[int], most: int) -> list[int]:
    """Return so many of a list at most, its first and its last among them."""
    last = len(ranked) - 1
    if last < most:
        return ranked
    return [ranked[place * last // (most - 1)] for place in range(most)]
