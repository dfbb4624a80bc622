"""Authorization code: the device comes itself, and the network knows whose it is."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from conformance.reference.authorization import scopes
from conformance.reference.authorization.clients import AUTHORIZATION_CODE, Client, Clients
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.grants import Method
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.scopes import Scopes
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Consent, Subscriber, Subscribers

DEVICE_HEADER = "x-network-msisdn"
"""Set by the network for a device on it: here by the client, which plays the device."""
CODE_SECONDS = 60


@dataclass(frozen=True)
class Code:
    """An authorization code that has not been redeemed yet."""

    client_id: str
    redirect_uri: str
    line: Subscriber
    scopes: Scopes
    nonce: str | None
    challenge: str | None
    expires_at: float


def _challenge_of(verifier: str) -> str:
    """Return the S256 code_challenge of a code_verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class AuthorizationCode:
    """The authorization endpoint and the grant authorization_code."""

    def __init__(
        self, issuer: Issuer, clients: Clients, lines: Subscribers, clock: Clock
    ) -> None:
        self._issuer = issuer
        self._clients = clients
        self._lines = lines
        self._clock = clock
        self._codes: dict[str, Code] = {}

    def redirect(self, query: Mapping[str, str], device: str | None) -> str:
        """Return where to send the browser, with a code or an error.

        `device` is the number that the network knows, None off the network. OAuthError if
        client or redirect_uri are not registered: such a request is never redirected.
        """
        client = self._clients.find(query.get("client_id"))
        redirect_uri = query.get("redirect_uri", "")
        if client is None or redirect_uri not in client.redirect_uris:
            raise OAuthError("invalid_request", "client_id or redirect_uri is not registered.")
        try:
            answer = {"code": self._authorise(query, client, redirect_uri, device)}
        except OAuthError as problem:
            answer = problem.document()
        if "state" in query:
            answer["state"] = query["state"]
        return f"{redirect_uri}?{urlencode(answer)}"

    def _authorise(
        self, query: Mapping[str, str], client: Client, redirect_uri: str, device: str | None
    ) -> str:
        """Return a fresh code for the user of a device."""
        _refuse_unsupported(query)
        client.may(AUTHORIZATION_CODE)
        asked = scopes.for_user(query.get("scope"), client.scopes, network=True)
        line = self._line(device)
        code = secrets.token_urlsafe(32)
        self._codes[code] = Code(
            client.id,
            redirect_uri,
            line,
            asked,
            query.get("nonce"),
            query.get("code_challenge"),
            self._clock.now() + CODE_SECONDS,
        )
        return code

    def _line(self, device: str | None) -> Subscriber:
        """Return the line of a device; no login page is ever shown (prompt=none)."""
        line = None if device is None else self._lines.by_number(device)
        if line is None:
            raise OAuthError("login_required", "The network does not know the device.")
        if line.consent is Consent.DENIED:
            raise OAuthError("access_denied", "The user has refused.")
        if line.consent is not Consent.GRANTED:
            raise OAuthError("consent_required", "The user would have to be asked.")
        return line

    def redeem(self, form: Mapping[str, str], client: Client) -> dict[str, object]:
        """Return the token response for a code; a code is good for one try."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.client_id != client.id:
            raise OAuthError("invalid_grant", "The code is not known.")
        if code.expires_at <= self._clock.now():
            raise OAuthError("invalid_grant", "The code has expired.")
        if form.get("redirect_uri") != code.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri is not that of the code.")
        proof = _challenge_of(form.get("code_verifier", ""))
        if code.challenge is not None and not secrets.compare_digest(
            proof.encode(), code.challenge.encode()
        ):
            raise OAuthError("invalid_grant", "code_verifier does not fit.")
        response = self._issuer.for_user(client, code.scopes, code.line, Method.NETWORK)
        if code.scopes.openid:
            response["id_token"] = self._issuer.id_token(client, code.line, code.nonce)
        return response


def _refuse_unsupported(query: Mapping[str, str]) -> None:
    """Refuse what this endpoint does not do, with the code that OAuth has for it."""
    if "request_uri" in query:
        raise OAuthError("request_uri_not_supported", "request_uri is not supported.")
    if "request" in query:
        raise OAuthError("invalid_request", "Send the parameters, not a request object.")
    if query.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    method = query.get("code_challenge_method", "plain")
    if ("code_challenge" in query or "code_challenge_method" in query) and method != "S256":
        raise OAuthError("invalid_request", "S256 is the only code_challenge_method.")
