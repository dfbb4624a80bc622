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
    Client,
    Clients,
)
from conformance.reference.authorization.errors import OAuthError
from conformance.reference.authorization.issuer import Issuer
from conformance.reference.authorization.jwt_bearer import JwtBearer
from conformance.reference.authorization.rules import AuthorizationRules
from conformance.reference.clock import Clock
from conformance.reference.subscribers import Subscribers

_Redeem = Callable[[Mapping[str, str], Client], dict[str, object]]
_FORM = "application/x-www-form-urlencoded"


def parameters(text: str) -> dict[str, str]:
    """Return the parameters of a form or query; OAuthError if one comes twice (RFC 6749)."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    except ValueError as problem:
        raise OAuthError("invalid_request", "The parameters can't be read.") from problem
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthError("invalid_request", "A parameter comes twice.")
    return form


def form_of(raw: bytes, content_type: str | None) -> dict[str, str]:
    """Return the parameters of a POST; OAuthError if it is not a form in UTF-8."""
    if (content_type or "").partition(";")[0].strip().lower() != _FORM:
        raise OAuthError("invalid_request", f"Send {_FORM}.")
    try:
        return parameters(raw.decode("utf-8"))
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
        self._token_audiences = frozenset({issuer.url, f"{issuer.url}/token"})
        self._backchannel_audiences = self._token_audiences | {f"{issuer.url}/bc-authorize"}
        self._ciba = Ciba(issuer, lines, operator_tokens, clock)
        self._code = AuthorizationCode(issuer, clients, lines, clock)
        self._jwt_bearer = JwtBearer(
            issuer, clients, lines, operator_tokens, self._token_audiences
        )
        self._grants: dict[str, _Redeem] = {
            CLIENT_CREDENTIALS: ClientCredentials(issuer).redeem,
            CIBA: self._ciba.redeem,
            AUTHORIZATION_CODE: self._code.redeem,
        }

    def token(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return the response of the token endpoint; OAuthError otherwise."""
        grant_type = form.get("grant_type")
        if grant_type == JWT_BEARER:
            return self._jwt_bearer.redeem(form)
        client = self._clients.authenticate(form, self._token_audiences)
        if grant_type is None:
            raise OAuthError("invalid_request", "grant_type is missing.")
        if grant_type not in self._grants:
            raise OAuthError("unsupported_grant_type", "The grant is not supported.")
        client.may(grant_type)
        return self._grants[grant_type](form, client)

    def backchannel(self, form: Mapping[str, str]) -> dict[str, object]:
        """Return the response of the backchannel authentication endpoint."""
        client = self._clients.authenticate(form, self._backchannel_audiences)
        return self._ciba.start(form, client)

    def authorize(self, query: Mapping[str, str], device: str | None) -> str:
        """Return the URL that the authorization endpoint redirects to."""
        return self._code.redirect(query, device)
