"""The authorization server as a whole: its endpoints over the modules of the grants."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from conformance.reference.authorization.authorization_code import AuthorizationCode
from conformance.reference.authorization.ciba import Ciba
from conformance.reference.authorization.client_credentials import ClientCredentials
from conformance.reference.authorization.clients import (
    AUTHORIZATION_CODE,
    CIBA,
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    REFRESH,
    Client,
    Clients,
)
from conformance.reference.authorization.dpop import Proofs, Sent
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.jwt_bearer import JwtBearer
from conformance.reference.authorization.refresh import Refresh
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.authorization.token_response_rules import once
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Subscribers

_Redeem = Callable[[Mapping[str, str], Client], dict[str, object]]
_FORM = "application/x-www-form-urlencoded"


_Pairs = list[tuple[str, str]]


def parameters(text: str, joined: Callable[[_Pairs], dict[str, str]] = once) -> dict[str, str]:
    """Return the parameters of a form or query; OAuthError if one comes twice (RFC 6749)."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    except ValueError as problem:
        raise OAuthError("invalid_request", "The parameters can't be read.") from problem
    return joined(pairs)


def form_of(
    raw: bytes, content_type: str | None, joined: Callable[[_Pairs], dict[str, str]] = once
) -> dict[str, str]:
    """Return the parameters of a POST; OAuthError if it is not a form in UTF-8."""
    if (content_type or "").partition(";")[0].strip().lower() != _FORM:
        raise OAuthError("invalid_request", f"Send {_FORM}.")
    try:
        return parameters(raw.decode("utf-8"), joined)
    except UnicodeDecodeError as problem:
        raise OAuthError("invalid_request", "The form is not UTF-8.") from problem


class AuthorizationServer:
    """Token, backchannel and authorization endpoint of one issuer."""

    def __init__(
        self,
        issuer: Issuer,
        clients: Clients,
        lines: Subscribers,
        operator_tokens: dict[str, str],
        clock: Clock,
        rules: AuthorizationRules,
    ) -> None:
        self._rules = rules
        self._clients = clients
        self._token_url = f"{issuer.url}{rules.endpoints['token']}"
        backchannel_url = f"{issuer.url}{rules.endpoints['backchannel_authentication']}"
        self._token_audiences = frozenset({issuer.url, self._token_url})
        self._backchannel_audiences = self._token_audiences | {backchannel_url}
        self._ciba = Ciba(issuer, lines, operator_tokens, clock, rules)
        self._code = AuthorizationCode(issuer, clients, lines, clock, rules)
        self._jwt_bearer = JwtBearer(issuer, clients, lines, operator_tokens, clock, rules)
        self.proofs = Proofs(clock, rules.dpop)
        self._refresh = Refresh(issuer, lines, clock, rules.refresh, rules.scope)
        self._issuer = issuer
        self._grants: dict[str, _Redeem] = {
            CLIENT_CREDENTIALS: ClientCredentials(
                issuer, rules.client_credentials, rules.scope
            ).redeem,
            CIBA: self._ciba.redeem,
            AUTHORIZATION_CODE: self._code.redeem,
            REFRESH: self._refresh.redeem,
        }

    def token(self, form: Mapping[str, str], sent: Sent | None = None) -> dict[str, object]:
        """Return the response of the token endpoint; OAuthError otherwise."""
        thumbprint = self.proofs.at_token_endpoint(sent or Sent(), self._token_url)
        response = self._redeemed(form)
        self._refresh.add(response, form.get("grant_type", ""))
        if thumbprint is not None:
            self._issuer.bind(str(response["access_token"]), thumbprint)
            response["token_type"] = "DPoP"
        return self._rules.token_response.success(response)

    def _redeemed(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return the response of the grant that a form names."""
        grant_type = self._rules.ciba.grant_named(form.get("grant_type"))
        if grant_type == JWT_BEARER:
            return self._jwt_bearer.redeem(form)
        client = self._client(form)
        if grant_type is None:
            raise self._rules.token_response.missing_grant()
        if grant_type not in self._grants:
            raise self._rules.ciba.refusal("grant")
        if grant_type != CLIENT_CREDENTIALS:
            client.may(grant_type)
        return self._grants[grant_type](form, client)

    def _client(self, form: Mapping[str, str]) -> Client:
        """Return the client that sends a form to the token endpoint."""
        owner = None
        if form.get("grant_type") == REFRESH and not self._rules.refresh.authenticates:
            owner = self._clients.find(self._refresh.owner(form))
        if owner is not None:
            return owner

        def authenticate() -> Client:
            return self._clients.authenticate(form, self._token_audiences)

        if form.get("grant_type") == CIBA:
            return self._rules.ciba.poll_caller(authenticate, form, self._clients)
        return authenticate()

    def backchannel(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return the response of the backchannel authentication endpoint."""
        client = self._rules.ciba.backchannel_caller(
            lambda: self._clients.authenticate(form, self._backchannel_audiences),
            form,
            self._clients,
        )
        return self._ciba.start(form, client)

    def authorize(self, query: Mapping[str, str], device: str | None) -> str:
        """Return the URL that the authorization endpoint redirects to."""
        return self._code.redirect(query, device)
