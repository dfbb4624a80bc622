"""Three-legged tokens by CIBA in poll mode, as the CAMARA security profile has it."""

from conformance.exchanges import Purpose
from conformance.profile.model import CibaSettings, Client, Subscriber
from conformance.target.errors import NoToken
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.polling import UNANSWERED, interval_of, number, until_answered
from conformance.tokens.server import AuthorizationServer, required_text

# A user who answers without help does so within a minute or not at all.
_LONGEST_WAIT_SECONDS = 60.0


def token_response(
    server: AuthorizationServer,
    client: Client,
    settings: CibaSettings,
    line: Subscriber,
    scope: str,
) -> dict[str, object]:
    """Ask for the line's authorization, poll for the answer, return the token response.

    Never polls faster than the provider's interval or the profile's `poll_floor` (seconds).
    """
    refuse_without_a_person(line)
    purpose = Purpose("token", subscriber=line.id, token="three-legged")
    form = {"scope": scope, "login_hint": settings.login_hint_for(line)}
    started = server.post("backchannel_authentication", form, client, purpose)
    what = f"backchannel authentication for {line.id}"
    request_id = required_text(started, "auth_req_id", what)
    server.target.recorder.redactor.add_secret("auth_req_id", request_id)
    see_to_it(line, request_id, server.target)
    poll = {"grant_type": settings.grant_type, "auth_req_id": request_id}
    longest = longest_wait(line, started.get("expires_in"), server)
    answer = until_answered(
        lambda: server.post("token", poll, client, purpose),
        lambda answer: answer.get("error"),
        interval_of(started.get("interval"), settings.poll_floor),
        longest,
    )
    if answer.get("error") in UNANSWERED:
        raise NoToken(f"nobody approved the authentication request within {longest:g} s")
    return answer


def longest_wait(line: Subscriber, expires_in: object, server: AuthorizationServer) -> float:
    """Return how many seconds the answer of a line's user is worth waiting for.

    A person who answers by hand has all the time that the request lives.
    """
    by_hand = line.approval == "manual"
    longest = server.target.longest_wait if by_hand else _LONGEST_WAIT_SECONDS
    return min(number(expires_in, longest), longest)
