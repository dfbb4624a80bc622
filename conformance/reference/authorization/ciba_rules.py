"""Decisions of the CIBA grant, each honest until a fault replaces it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.reference.authorization import hints
from conformance.reference.authorization.clients import CIBA, Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.request_objects import RequestObjectRules
from conformance.reference.authorization.scopes import Scopes
from conformance.reference.subscribers import SLOW_SECONDS, Consent, Subscriber, Subscribers

EXPIRES_IN = 120
"""Seconds that an auth_req_id lives."""
SILENT_EXPIRES_IN = 6
"""Seconds for a user who never answers: short, so that a test sees the end of it."""
INTERVAL = 1
"""Seconds to wait between two polls; short, so that a test run does not just wait."""
_OTHER_HINTS = ("login_hint_token", "id_token_hint")
# The first release in which a server has to take signed authentication requests.
_REQUEST_OBJECTS_SINCE = (0, 4, 0)

Form = Mapping[str, object]
User = tuple[Subscriber, Method]


@dataclass
class Pending:
    """A backchannel request that has been accepted."""

    client_id: str
    line: Subscriber
    method: Method
    scopes: Scopes
    started: float
    expires_in: float
    polled: float | None = None
    polls: int = 0
    """How often the client has polled, this time included."""
    redeemed: bool = False


def caller(authenticate: Callable[[], Client], _form: Form, _clients: Clients) -> Client:
    """Return the client behind a request."""
    return authenticate()


def grant_named(grant_type: str | None) -> str | None:
    """Return the grant that a grant_type names: the very same, letter by letter."""
    return grant_type


def may(client: Client) -> None:
    """Refuse a client that has not agreed on CIBA."""
    client.may(CIBA)


def takes_request_objects(release: str) -> bool:
    """Whether signed requests are taken; before release 0.4.0 that is left open."""
    return tuple(int(part) for part in release.split(".")) >= _REQUEST_OBJECTS_SINCE


def check(_form: Form) -> None:
    """Refuse nothing: parameters that the profile has no use for are ignored."""


def one_hint(form: Form) -> None:
    """Refuse every hint but login_hint."""
    if any(name in form for name in _OTHER_HINTS):
        raise OAuthError("invalid_request", "login_hint is the only hint.")


def asked_in_vain(line: Subscriber) -> bool:
    """Whether a user would have to be asked on a screen, which there is none of."""
    return line.consent is Consent.MISSING


def auth_req_id() -> str:
    """Return a fresh auth_req_id: 256 bits, base64url."""
    return secrets.token_urlsafe(32)


def life(line: Subscriber) -> int:
    """Return how many seconds the user of a line has to answer."""
    return SILENT_EXPIRES_IN if line.consent is Consent.NEVER_ANSWERS else EXPIRES_IN


def accepted(auth_req_id: str, expires_in: int) -> dict[str, object]:
    """Return the answer to a request that was accepted."""
    return {"auth_req_id": auth_req_id, "expires_in": expires_in, "interval": INTERVAL}


def belongs(pending: Pending, client: Client) -> bool:
    """Whether a request is the client's own."""
    return pending.client_id == client.id


def good_once_more(_pending: Pending) -> bool:
    """Whether an auth_req_id that was redeemed is good for another token: never."""
    return False


def expired(pending: Pending, now: float) -> bool:
    """Whether the user has had time enough."""
    return now - pending.started >= pending.expires_in


def denied(pending: Pending) -> bool:
    """Whether the user has said no, which no further poll changes."""
    return pending.line.consent is Consent.DENIED


def agreed(pending: Pending, now: float) -> bool:
    """Whether the user has said yes by now."""
    consent = pending.line.consent
    slow = consent is Consent.SLOW and now - pending.started >= SLOW_SECONDS
    return slow or consent is Consent.GRANTED


def too_fast(before: float | None, now: float) -> bool:
    """Whether a poll came before the interval was over."""
    return before is not None and now - before < INTERVAL


Refusal = tuple[str, str, int]
"""Error, description and status."""


def _refusals() -> dict[str, Refusal]:
    return {
        "grant": ("unsupported_grant_type", "The grant is not supported.", 400),
        "request-object": ("request_not_supported", "Send the parameters.", 400),
        "unknown-user": ("unknown_user_id", "There is no such user.", 400),
        "bad-hint": ("invalid_request", "Use tel:, ipport: or operatortoken:.", 400),
        "no-auth-req-id": ("invalid_request", "auth_req_id is missing.", 400),
        "not-known": ("invalid_grant", "The auth_req_id is not known.", 400),
        "expired": ("expired_token", "The auth_req_id has expired.", 400),
        "denied": ("access_denied", "The user has refused.", 400),
        "denied-at-once": ("access_denied", "The user has not agreed.", 403),
        "pending": ("authorization_pending", "The user has not answered yet.", 400),
        "too-fast": ("slow_down", "The interval between two polls is too short.", 400),
    }


def _request_objects() -> RequestObjectRules:
    # The security profile lists no claims for CIBA: what is checked has to be there.
    return RequestObjectRules(required=("aud", "exp"), longest_life=None)


@dataclass
class CibaRules:
    """What the backchannel endpoint and the poll decide."""

    backchannel_caller: Callable[[Callable[[], Client], Form, Clients], Client] = caller
    poll_caller: Callable[[Callable[[], Client], Form, Clients], Client] = caller
    grant_named: Callable[[str | None], str | None] = grant_named
    may: Callable[[Client], None] = may
    takes_request_objects: Callable[[str], bool] = takes_request_objects
    request_objects: RequestObjectRules = field(default_factory=_request_objects)
    check: Callable[[Form], None] = check
    one_hint: Callable[[Form], None] = one_hint
    user_of: Callable[[object, Subscribers, dict[str, str]], User] = hints.user_of
    asked_in_vain: Callable[[Subscriber], bool] = asked_in_vain
    auth_req_id: Callable[[], str] = auth_req_id
    life: Callable[[Subscriber], int] = life
    accepted: Callable[[str, int], dict[str, object]] = accepted
    belongs: Callable[[Pending, Client], bool] = belongs
    good_once_more: Callable[[Pending], bool] = good_once_more
    expired: Callable[[Pending, float], bool] = expired
    denied: Callable[[Pending], bool] = denied
    agreed: Callable[[Pending, float], bool] = agreed
    too_fast: Callable[[float | None, float], bool] = too_fast
    refusals: dict[str, Refusal] = field(default_factory=_refusals)

    def refusal(self, cause: str) -> OAuthError:
        """Return what to raise for a cause."""
        return OAuthError(*self.refusals[cause])
