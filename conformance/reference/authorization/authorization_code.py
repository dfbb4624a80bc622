"""Authorization code: the device comes itself, and the network knows whose it is."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.reference.authorization import scopes
from conformance.reference.authorization.authorization_code_rules import CODE_SECONDS, Code
from conformance.reference.authorization.clients import Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.request_objects import (
    RequestObjectRules,
    read_request_object,
)
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Subscribers

DEVICE_HEADER = "x-network-msisdn"
"""Set by the network for a device on it: here by the client, which plays the device."""
# Before 0.4.0 the security profile names no claims and no life of a request object; that its
# audience is checked, it says already.
_BEFORE_CLAIMS_WERE_NAMED = "0.3.0"


class AuthorizationCode:
    """The authorization endpoint and the grant authorization_code."""

    def __init__(
        self,
        issuer: Issuer,
        clients: Clients,
        lines: Subscribers,
        clock: Clock,
        rules: AuthorizationRules,
    ) -> None:
        self._issuer = issuer
        self._clients = clients
        self._lines = lines
        self._clock = clock
        self._rules = rules.code
        self._scope_rules = rules.scope
        self._release = rules.release
        self._codes: dict[str, Code] = {}

    def redirect(self, query: Mapping[str, str], device: str | None) -> str:
        """Return where to send the browser, with a code or an error.

        `device` is the number that the network knows, None off the network. OAuthError if
        client or redirect_uri are not registered: such a request is never redirected.
        """
        rules = self._rules
        try:
            client = rules.client_of(query, self._clients)
            address = rules.return_address(query, client)
        except OAuthError as problem:
            elsewhere = rules.instead_of_a_page(query, problem)
            if elsewhere is None:
                raise
            return rules.location(elsewhere, problem.document())
        return rules.location(address, self._answer(query, client, address, device))

    def _answer(
        self, query: Mapping[str, str], client: Client, address: str, device: str | None
    ) -> dict[str, str]:
        """Return the parameters of the redirect."""
        # What stands outside a request object does not count, the state included.
        asked = {} if "request" in query else dict(query)
        try:
            asked = self._parameters(query, client)
            answer = {"code": self._authorise(asked, client, address, device)}
        except OAuthError as problem:
            answer = problem.document()
        told = None
        if "state" in asked:
            told = self._rules.state_told(asked["state"], "error" in answer)
        return answer if told is None else {**answer, "state": told}

    def _parameters(self, query: Mapping[str, str], client: Client) -> dict[str, str]:
        """Return what is asked for, be it plainly or inside a signed request object."""
        self._rules.refuse_request_uri(query)
        if "request" not in query:
            return dict(query)
        if not self._rules.takes_request_objects:
            raise OAuthError("request_not_supported", "Send the parameters themselves.")
        audiences = frozenset({self._issuer.url, f"{self._issuer.url}/authorize"})
        inside = read_request_object(
            query["request"], client, audiences, self._clock.now(), self._object_rules
        )
        self._rules.refuse_difference(query, inside)
        return self._rules.parameters_of(query, inside)

    @property
    def _object_rules(self) -> RequestObjectRules:
        """How request objects are read in this release."""
        rules = self._rules.request_objects
        if self._release == _BEFORE_CLAIMS_WERE_NAMED:
            return replace(rules, required=("aud",), longest_life=None)
        return rules

    def _authorise(
        self, asked: Mapping[str, str], client: Client, address: str, device: str | None
    ) -> str:
        """Return a fresh code for the user of a device."""
        rules = self._rules
        rules.refuse_response_type(asked)
        rules.refuse_challenge(asked)
        rules.refuse_optional(asked)
        rules.may(client)
        scope = scopes.for_user(
            asked.get("scope"), client.scopes, True, self._scope_rules, asked
        )
        line = rules.line_of(device, asked, self._lines)
        rules.refuse_without_consent(line)
        code = rules.new_code()
        self._codes[code] = Code(
            client.id,
            address,
            line,
            scope,
            asked.get("nonce"),
            asked.get("code_challenge"),
            self._clock.now() + CODE_SECONDS,
        )
        return code

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return the token response for a code; a code is good for one try."""
        rules = self._rules
        code = self._codes.get(form.get("code", ""))
        if code is None or (code.used and not rules.good_once_more(code)):
            raise rules.not_known()
        code.used = True
        if not rules.belongs(code, client):
            raise rules.not_known()
        if code.expires_at <= self._clock.now():
            raise OAuthError("invalid_grant", "The code has expired.")
        if not rules.same_address(code, form):
            raise OAuthError("invalid_grant", "redirect_uri is not that of the code.")
        if not rules.proved(code, form):
            raise OAuthError("invalid_grant", "code_verifier does not fit.")
        response = self._issuer.for_user(client, code.scopes, code.line, Method.NETWORK)
        if code.scopes.id_token:
            response["id_token"] = self._issuer.id_token(client, code.line, code.nonce)
        return response
