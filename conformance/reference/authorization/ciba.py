"""CIBA in poll mode: the client names a user, the user agrees, the client fetches a token."""

from collections.abc import Mapping

from conformance.reference.authorization import hints, scopes
from conformance.reference.authorization.ciba_rules import Form, Pending, User
from conformance.reference.authorization.clients import Client
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.request_objects import read_request_object
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Subscribers

_AUTH_REQ_ID_CLAIM = "urn:openid:params:jwt:claim:auth_req_id"


class Ciba:
    """The backchannel endpoint and the grant urn:openid:params:grant-type:ciba."""

    def __init__(
        self,
        issuer: Issuer,
        lines: Subscribers,
        operator_tokens: dict[str, str],
        clock: Clock,
        rules: AuthorizationRules,
    ) -> None:
        self._issuer = issuer
        self._lines = lines
        self._operator_tokens = operator_tokens
        self._clock = clock
        self._release = rules.release
        self._path = rules.endpoints["backchannel_authentication"]
        self._rules = rules.ciba
        self._scope_rules = rules.scope
        self._pending: dict[str, Pending] = {}

    def start(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return auth_req_id, expires_in and interval for a request to /bc-authorize."""
        rules = self._rules
        rules.may(client)
        asked_for = self._parameters(form, client)
        rules.check(asked_for)
        rules.one_hint(asked_for)
        line, method = self._user(asked_for)
        asked = scopes.for_user(
            asked_for.get("scope"),
            client.scopes,
            method is Method.SIM,
            self._scope_rules,
            asked_for,
        )
        if rules.asked_in_vain(line):
            raise rules.refusal("denied-at-once")
        auth_req_id, expires_in = rules.auth_req_id(), rules.life(line)
        self._pending[auth_req_id] = Pending(
            client.id, line, method, asked, self._clock.now(), expires_in
        )
        return rules.accepted(auth_req_id, expires_in)

    def _parameters(self, form: Mapping[str, str], client: Client) -> Form:
        """Return what is asked for, which a signed request has inside (CIBA Core 7.1.1)."""
        if "request" not in form:
            return form
        if not self._rules.takes_request_objects(self._release):
            raise self._rules.refusal("request-object")
        audiences = frozenset({self._issuer.url, f"{self._issuer.url}{self._path}"})
        now, rules = self._clock.now(), self._rules.request_objects
        return read_request_object(form["request"], client, audiences, now, rules)

    def _user(self, form: Form) -> User:
        """Return the user whom login_hint names."""
        try:
            return self._rules.user_of(
                form.get("login_hint"), self._lines, self._operator_tokens
            )
        except hints.UnknownUserError as problem:
            raise self._rules.refusal("unknown-user") from problem
        except hints.BadHintError as problem:
            raise self._rules.refusal("bad-hint") from problem

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return the token response for an auth_req_id, once the user has agreed."""
        auth_req_id = form.get("auth_req_id", "")
        if not auth_req_id:
            raise self._rules.refusal("no-auth-req-id")
        pending = self._found(auth_req_id, client)
        self._refuse_unanswered(pending)
        pending.redeemed = True
        response = self._issuer.for_user(client, pending.scopes, pending.line, pending.method)
        if pending.scopes.id_token:
            claim = {_AUTH_REQ_ID_CLAIM: auth_req_id}
            response["id_token"] = self._issuer.id_token(client, pending.line, None, **claim)
        return response

    def _found(self, auth_req_id: str, client: Client) -> Pending:
        """Return the client's own request that has not brought a token yet."""
        pending = self._pending.get(auth_req_id)
        if pending is None or not self._rules.belongs(pending, client):
            raise self._rules.refusal("not-known")
        if pending.redeemed and not self._rules.good_once_more(pending):
            raise self._rules.refusal("not-known")
        return pending

    def _refuse_unanswered(self, pending: Pending) -> None:
        """Return if the user has agreed; OAuthError says what happened instead."""
        rules, now = self._rules, self._clock.now()
        before, pending.polled = pending.polled, now
        pending.polls += 1
        if rules.expired(pending, now):
            raise rules.refusal("expired")
        if rules.denied(pending):
            raise rules.refusal("denied")
        if rules.agreed(pending, now):
            return
        if rules.too_fast(before, now):
            raise rules.refusal("too-fast")
        raise rules.refusal("pending")
