"""CIBA, step by step."""

import time
from typing import Any

from conformance.profile.model import CibaSettings, Client, Subscriber
from conformance.target.operations import FITTING, Marker
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import Scope

# CIBA Core 7.3: what a client waits between polls where the answer names no interval.
DEFAULT_INTERVAL_SECONDS = 5.0


class Ciba:
    """The backchannel request and the poll, each good unless something is changed."""

    def __init__(self, endpoints: Endpoints, settings: CibaSettings, scope: Scope) -> None:
        self.endpoints = endpoints
        self.scope = scope
        self._settings = settings

    def start(
        self, line: Subscriber | None, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Ask for the line's authorization; a change to ABSENT leaves a parameter out."""
        good: dict[str, object] = {"scope": str(self.scope)}
        if line is not None:
            good["login_hint"] = self._settings.login_hint_for(line)
        fields = {**good, **changes}
        return self.endpoints.post(
            "backchannel_authentication", fields, client=client, line=line
        )

    def poll(
        self, auth_req_id: str, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Ask once whether the user has answered."""
        fields = {
            "grant_type": self._settings.grant_type,
            "auth_req_id": auth_req_id,
            **changes,
        }
        return self.endpoints.post("token", fields, client=client)

    def interval(self, started: OAuthAnswer) -> float:
        """Return the seconds to keep between polls: the provider's, the floor at least."""
        told = started.granted().get("interval", DEFAULT_INTERVAL_SECONDS)
        usable = isinstance(told, int | float) and not isinstance(told, bool)
        return max(
            float(told) if usable else DEFAULT_INTERVAL_SECONDS, self._settings.poll_floor
        )

    def token(self, line: Subscriber, **changes: str) -> OAuthAnswer:
        """Go through the whole flow for a line whose user agrees; the last answer is given."""
        started = self.start(line, **dict[str, Any](changes))
        auth_req_id = started.text("auth_req_id")
        answer = self.poll(auth_req_id)
        pause, deadline = self.interval(started), time.monotonic() + 30
        while answer.error in ("authorization_pending", "slow_down"):
            pause += 5 if answer.error == "slow_down" else 0
            if time.monotonic() + pause > deadline:
                break
            time.sleep(pause)
            answer = self.poll(auth_req_id)
        return answer
