"""CIBA in poll mode: the client names a user, the user agrees, the client fetches a token."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from conformance.reference.authorization import hints, scopes
from conformance.reference.authorization.clients import CIBA, Client
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.scopes import Scopes
from conformance.reference.clock import Clock
from conformance.reference.subscribers import SLOW_SECONDS, Consent, Subscriber, Subscribers

EXPIRES_IN = 120
"""Seconds that an auth_req_id lives."""
INTERVAL = 1
"""Seconds to wait between two polls; short, so that a test run does not just wait."""
_AUTH_REQ_ID_CLAIM = "urn:openid:params:jwt:claim:auth_req_id"
_OTHER_HINTS = ("login_hint_token", "id_token_hint")


@dataclass
class Pending:
    """A backchannel request that has been accepted."""

    client_id: str
    line: Subscriber
    method: Method
    scopes: Scopes
    started: float
    polled: float | None = None


class Ciba:
    """The backchannel endpoint and the grant urn:openid:params:grant-type:ciba."""

    def __init__(
        self,
        issuer: Issuer,
        lines: Subscribers,
        operator_tokens: dict[str, str],
        clock: Clock,
    ) -> None:
        self._issuer = issuer
        self._lines = lines
        self._operator_tokens = operator_tokens
        self._clock = clock
        self._pending: dict[str, Pending] = {}

    def start(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return auth_req_id, expires_in and interval for a request to /bc-authorize."""
        client.may(CIBA)
        if "request" in form:
            raise OAuthError("invalid_request", "Send the parameters, not a request object.")
        line, method = self._user(form)
        asked = scopes.for_user(form.get("scope"), client.scopes, method is Method.SIM)
        if line.consent is Consent.MISSING:
            raise OAuthError("access_denied", "The user has not agreed.", status=403)
        auth_req_id = secrets.token_urlsafe(32)
        self._pending[auth_req_id] = Pending(client.id, line, method, asked, self._clock.now())
        return {"auth_req_id": auth_req_id, "expires_in": EXPIRES_IN, "interval": INTERVAL}

    def _user(self, form: Mapping[str, str]) -> tuple[Subscriber, Method]:
        """Return the user of the one hint that CAMARA's profile allows."""
        if any(name in form for name in _OTHER_HINTS):
            raise OAuthError("invalid_request", "login_hint is the only hint.")
        try:
            return hints.user_of(form.get("login_hint"), self._lines, self._operator_tokens)
        except hints.UnknownUserError as problem:
            raise OAuthError("unknown_user_id", "There is no such user.") from problem
        except hints.BadHintError as problem:
            raise OAuthError("invalid_request", f"login_hint: {problem}.") from problem

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return the token response for an auth_req_id, once the user has agreed."""
        auth_req_id = form.get("auth_req_id", "")
        pending = self._pending.get(auth_req_id)
        if pending is None or pending.client_id != client.id:
            raise OAuthError("invalid_grant", "The auth_req_id is not known.")
        self._answered(pending)
        del self._pending[auth_req_id]
        scopes_, line = pending.scopes, pending.line
        response = self._issuer.for_user(client, scopes_, line, pending.method)
        if scopes_.openid:
            claim = {_AUTH_REQ_ID_CLAIM: auth_req_id}
            response["id_token"] = self._issuer.id_token(client, line, None, **claim)
        return response

    def _answered(self, pending: Pending) -> None:
        """Return if the user has agreed; OAuthError says what happened instead."""
        now = self._clock.now()
        before, pending.polled = pending.polled, now
        consent, waited = pending.line.consent, now - pending.started
        if waited >= EXPIRES_IN:
            raise OAuthError("expired_token", "The auth_req_id has expired.")
        if consent is Consent.DENIED:
            raise OAuthError("access_denied", "The user has refused.")
        if consent is Consent.GRANTED or (consent is Consent.SLOW and waited >= SLOW_SECONDS):
            return
        if before is not None and now - before < INTERVAL:
            raise OAuthError("slow_down", "The interval between two polls is too short.")
        raise OAuthError("authorization_pending", "The user has not answered yet.")
