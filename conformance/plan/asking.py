"""About whom an authentication request may leave: one can make a person's phone ring.

In production, or where `limits.messages` is false, only lines are authenticated whose profile
says in as many words that nobody is asked (`consent: given`).
"""

from conformance.plan.withheld import Withheld, held_back
from conformance.profile import Profile, Subscriber, TokenKind
from conformance.specs import AUTHORIZATION

_ASKING_FLOWS = ("ciba", "authorization-code")


def may_be_authenticated(profile: Profile, line: Subscriber) -> bool:
    """Whether an authentication request about a line may leave."""
    return profile.effective_limits.messages or line.answers_unasked


def lines_to_authenticate(profile: Profile) -> tuple[Subscriber, ...]:
    """Return the lines that an authentication request may be about, in the profile's order."""
    return tuple(line for line in profile.subscribers if may_be_authenticated(profile, line))


def asks_the_user(profile: Profile, api: str, kind: TokenKind | None) -> bool:
    """Whether a case about a line may take an authentication request."""
    if api == AUTHORIZATION:
        settings = profile.authorization
        return settings is not None and (
            settings.declared_ciba is not None
            or settings.declared_authorization_code is not None
        )
    return kind == "three-legged" and profile.api(api).flow in _ASKING_FLOWS


def held_back_for(line: Subscriber) -> Withheld:
    """Return why nothing is asked about a line, and what would let it."""
    what = f"an authentication request could send a message to the user of {line.id}"
    if line.consent_given and line.approval is None:
        what += " (write consent: given if that user is never asked)"
    return held_back(what, "messages")
