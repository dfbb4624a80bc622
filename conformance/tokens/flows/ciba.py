"""CIBA, step by step."""

from typing import Any

from conformance.profile.authorization import CIBA_GRANT
from conformance.profile.model import CibaSettings, Client, Subscriber
from conformance.target.errors import NotTestable
from conformance.target.operations import ABSENT, FITTING, Marker
from conformance.tokens.approval import refuse_without_a_person, see_to_it
from conformance.tokens.ciba import longest_wait
from conformance.tokens.flows.endpoint import Endpoints, OAuthAnswer
from conformance.tokens.flows.scopes import Scope
from conformance.tokens.jwts import claims_of
from conformance.tokens.polling import interval_of, until_answered

STANDARD_GRANT = CIBA_GRANT


class Ciba:
    """The backchannel request and the poll, each good unless something is changed."""

    def __init__(self, endpoints: Endpoints, settings: CibaSettings, scope: Scope) -> None:
        self.endpoints = endpoints
        self.scope = scope
        self.settings = settings
        self.audience: str | None = None
        """`aud` of request objects; None is the endpoint, as the profile recommends."""

    def parameters(self, line: Subscriber | None, **changes: object) -> dict[str, object]:
        """Return what a good request has, client authentication aside, changed as asked."""
        good: dict[str, object] = {"scope": str(self.scope)}
        if line is not None and "login_hint" not in changes:
            try:
                good["login_hint"] = self.settings.login_hint_for(line)
            except LookupError as error:
                raise NotTestable(str(error)) from error
        return {**good, **changes}

    def start(
        self, line: Subscriber | None, *, client: Client | Marker = FITTING, **changes: object
    ) -> OAuthAnswer:
        """Ask for the line's authorization; a change to ABSENT leaves a parameter out."""
        fields = self.parameters(line, **changes)
        return self.endpoints.post(
            "backchannel_authentication", fields, client=client, line=line
        )

    def request_claims(self, line: Subscriber, **changes: object) -> dict[str, Any]:
        """Return the claims of a good request object, changed as asked.

        The security profile lists none for CIBA: all that CIBA Core 7.1.1 asks for are there.
        """
        endpoint = self.endpoints.server.endpoint("backchannel_authentication")
        claims = claims_of(self.endpoints.main, self.audience or endpoint, sub=ABSENT)
        good = {**claims, "nbf": claims["iat"], **self.parameters(line), **changes}
        return {name: value for name, value in good.items() if not isinstance(value, Marker)}

    def start_signed(self, line: Subscriber, request_object: str) -> OAuthAnswer:
        """Ask by a request object, beside which nothing but client authentication stands."""
        redactor = self.endpoints.server.target.recorder.redactor
        redactor.add_secret("request object", request_object)
        return self.endpoints.post(
            "backchannel_authentication", {"request": request_object}, line=line
        )

    def asked(self, line: Subscriber, **changes: object) -> OAuthAnswer:
        """Have the line's user asked, and see to the answer as the profile says."""
        refuse_without_a_person(line)
        started = self.start(line, **dict[str, Any](changes))
        see_to_it(line, started.text("auth_req_id"), self.endpoints.server.target)
        return started

    def poll(
        self,
        auth_req_id: object,
        *,
        client: Client | Marker = FITTING,
        patient: bool = True,
        **changes: object,
    ) -> OAuthAnswer:
        """Ask once whether the user has answered, and wait for a 429 if `patient`."""
        fields = {
            "grant_type": self.settings.grant_type,
            "auth_req_id": auth_req_id,
            **changes,
        }
        return self.endpoints.post("token", fields, client=client, patient=patient)

    def interval(self, started: OAuthAnswer) -> float:
        """Return the seconds to keep between polls: the provider's, the floor at least."""
        return interval_of(started.granted().get("interval"), self.settings.poll_floor)

    def answered(self, started: OAuthAnswer, longest: float, **changes: object) -> OAuthAnswer:
        """Poll until the user has answered, at most `longest` seconds; return the last."""
        auth_req_id = started.text("auth_req_id")
        return until_answered(
            lambda: self.poll(auth_req_id, **dict[str, Any](changes)),
            lambda answer: answer.error,
            self.interval(started),
            longest,
        )

    def token(self, line: Subscriber, **changes: object) -> OAuthAnswer:
        """Go through the whole flow for a line whose user agrees; the last answer is given."""
        started = self.asked(line, **changes)
        told = started.granted().get("expires_in")
        return self.answered(started, longest_wait(line, told, self.endpoints.server))
