"""Three-legged tokens by CIBA in poll mode, as the CAMARA security profile has it."""

import time
from collections.abc import Callable

from conformance.exchanges import Purpose
from conformance.profile.model import CibaSettings, Client, Subscriber
from conformance.target.errors import NoToken
from conformance.tokens.server import AuthorizationServer, required_text

# CIBA Core 7.3: what a client waits between polls where the answer names no interval.
_DEFAULT_INTERVAL_SECONDS = 5.0
# CIBA Core 11: slow_down asks for five seconds more on this and every later poll.
_SLOW_DOWN_SECONDS = 5.0
# A person who is asked answers within a minute or not at all; a suite can't wait longer.
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
    purpose = Purpose("token", subscriber=line.id, token="three-legged")
    form = {"scope": scope, "login_hint": settings.login_hint_for(line)}
    started = server.post("backchannel_authentication", form, client, purpose)
    what = f"backchannel authentication for {line.id}"
    request_id = required_text(started, "auth_req_id", what)
    server.target.recorder.redactor.add_secret("auth_req_id", request_id)
    poll = {"grant_type": settings.grant_type, "auth_req_id": request_id}
    return _polled(
        lambda: server.post("token", poll, client, purpose),
        max(_interval(started), settings.poll_floor),
        min(_seconds(started, "expires_in", _LONGEST_WAIT_SECONDS), _LONGEST_WAIT_SECONDS),
    )


def _polled(
    poll: Callable[[], dict[str, object]], interval: float, longest: float
) -> dict[str, object]:
    deadline = time.monotonic() + longest
    while True:
        answer = poll()
        error = answer.get("error")
        if error not in ("authorization_pending", "slow_down"):
            return answer
        interval += _SLOW_DOWN_SECONDS if error == "slow_down" else 0
        if time.monotonic() + interval > deadline:
            raise NoToken(f"nobody approved the authentication request within {longest:g} s")
        time.sleep(interval)


def _interval(started: dict[str, object]) -> float:
    return _seconds(started, "interval", _DEFAULT_INTERVAL_SECONDS)


def _seconds(body: dict[str, object], member: str, absent: float) -> float:
    value = body.get(member)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    return float(value) if usable else absent  # type: ignore[arg-type]
