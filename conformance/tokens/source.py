"""Where a case gets its access tokens: from a flow of the profile, or ready-made."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.exchanges import TokenUse
from conformance.profile.model import Client, Profile, Subscriber, TokenKind
from conformance.target.client import Target
from conformance.target.errors import NoToken
from conformance.target.operations import NO_TOKEN, AccessToken
from conformance.tokens import authorization_code, ciba, client_credentials, jwt_bearer
from conformance.tokens.server import AuthorizationServer, required_text
from conformance.tokens.wire import AuthorizationWire, scope_parameter

# A kept token is dropped so long before its end that no request arrives too late.
_SAFETY_SECONDS = 10.0
# Of a token whose life the server does not tell (`expires_in` is optional, RFC 6749 5.1).
_UNTOLD_LIFE_SECONDS = 60.0


@dataclass(frozen=True)
class _Kept:
    token: AccessToken
    good_until: float


class TokenSource:
    """Obtains tokens for one API; two-legged ones are used again until they end.

    Three-legged ones are fresh for each call unless `authorization.tokens.reuse` of the
    profile is `until-expiry`: a provider may make them single-use.
    """

    def __init__(self, profile: Profile, api: str, target: Target) -> None:
        self._profile = profile
        self._api = api
        self._flow = profile.api(api).flow
        self._code_is_enough = profile.wire.api(api).request.sends_code
        self._target = target
        self._server = (
            AuthorizationServer(
                target, profile.authorization, AuthorizationWire(profile.wire.authorization)
            )
            if profile.authorization
            else None
        )

    def obtain(
        self, kind: TokenKind, subscriber: Subscriber | None, scopes: tuple[str, ...]
    ) -> AccessToken:
        """Return a token of that kind for that line; raises `NoToken` if none is to be had."""
        if kind == "none":
            return NO_TOKEN
        line = subscriber if kind == "three-legged" else None
        given = self._given(kind, line)
        if given is not None:
            return given
        if line is not None and not self._reusable:
            return self._fresh(kind, line, scopes).token
        return self._target.shared.once(
            ("token", self._api, kind, line and line.id, scopes),
            lambda: self._fresh(kind, line, scopes),
            lambda kept: kept.good_until > time.monotonic(),
        ).token

    def with_scopes(
        self, kind: TokenKind, subscriber: Subscriber | None, scopes: tuple[str, ...]
    ) -> AccessToken:
        """Return a token that holds just these scopes, marked as such in the report."""
        line = subscriber if kind == "three-legged" else None
        token = self._fresh(kind, line, scopes).token
        return replace(token, use="other-scope")

    def with_other_scope(
        self, kind: TokenKind, subscriber: Subscriber | None, scope: Callable[[], str]
    ) -> AccessToken:
        """Return a token without the scope of the call: the profile's, else one of `scope`.

        `scope` is asked for its name only where the token has to be made.
        """
        given = self._profile.tokens.of_other_scope.get(kind)
        if given is not None:
            return self._ready_made("other-scope", given)
        return self.with_scopes(kind, subscriber, (scope(),))

    def with_api_wide_scope(
        self, kind: TokenKind, subscriber: Subscriber | None
    ) -> AccessToken:
        """Return a token whose only scope is that of the whole API: the profile's or fresh."""
        given = self._profile.tokens.api_wide.get(kind)
        if given is not None:
            return self._ready_made("other-scope", given)
        return self.with_scopes(kind, subscriber, (self._api,))

    def expired(self) -> AccessToken:
        """Return the profile's expired token."""
        return self._ready_made("expired", self._profile.tokens.expired)

    def not_network_authenticated(self) -> AccessToken:
        """Return the profile's token of a user whom the network did not authenticate."""
        value = self._profile.tokens.not_network_authenticated
        return self._ready_made("not-network-authenticated", value)

    def _given(self, kind: TokenKind, line: Subscriber | None) -> AccessToken | None:
        ready = self._profile.tokens
        if kind == "two-legged":
            return self._ready_made(kind, ready.two_legged) if ready.two_legged else None
        if self._flow not in (None, "given") or line is None:
            return None
        value = ready.three_legged.get(line.id)
        if value is None:
            raise NoToken(f"the profile has no token for {line.id}: add tokens.three-legged")
        return self._ready_made(kind, value)

    def _ready_made(self, use: TokenUse, secret: object) -> AccessToken:
        reveal = getattr(secret, "get_secret_value", None)
        if reveal is None:
            raise NoToken(f"the profile has no token under tokens.{use}")
        return AccessToken(str(reveal()), use)

    def _fresh(
        self, kind: TokenKind, line: Subscriber | None, scopes: tuple[str, ...]
    ) -> _Kept:
        if self._code_is_enough and line is not None:
            return _Kept(self._unredeemed(line, self._scope(line, scopes)), good_until=0)
        body = self._response(line, self._scope(line, scopes))
        what = f"{kind} token" + (f" for {line.id}" if line is not None else "")
        value = required_text(body, "access_token", what)
        self._target.recorder.redactor.add_secret("access token", value)
        told = body.get("scope")
        token = AccessToken(
            value,
            "two-legged" if line is None else "three-legged",
            told_scope=told if isinstance(told, str) else None,
        )
        return _Kept(token, time.monotonic() + _life(body))

    @property
    def _reusable(self) -> bool:
        authorization = self._profile.authorization
        return authorization is not None and authorization.tokens.reuse == "until-expiry"

    def _scope(self, line: Subscriber | None, scopes: tuple[str, ...]) -> str:
        purpose = self._profile.authorization.purpose if self._profile.authorization else None
        # Without `openid` in the JWT bearer flow: the security profile keeps it out there.
        wants_id_token = line is not None and self._flow != "jwt-bearer"
        template = self._profile.wire.authorization.scope
        return scope_parameter(template, wants_id_token, purpose, scopes)

    def _response(self, line: Subscriber | None, scope: str) -> dict[str, object]:
        server, client = self._who_asks()
        if line is None:
            return client_credentials.token_response(server, client, scope)
        try:
            return self._of_line(server, client, line, scope)
        except LookupError as error:
            raise NoToken(f"{error}: add it, or choose another apis.….flow") from None

    def _who_asks(self) -> tuple[AuthorizationServer, Client]:
        if self._server is None:
            raise NoToken("the profile has no authorization section to get a token with")
        client = self._server.settings.clients.main
        if client is None:
            raise NoToken("the profile has no client: add authorization.clients.main")
        return self._server, client

    def _unredeemed(self, line: Subscriber, scope: str) -> AccessToken:
        """Return a code in place of a token, for a call that redeems it itself."""
        server, client = self._who_asks()
        settings = server.settings.authorization_code
        issued = authorization_code.code_for(server, client, settings, line, scope)
        parameters = (("code", issued.code), ("state", issued.state))
        return AccessToken(None, "three-legged", parameters=parameters)

    def _of_line(
        self, server: AuthorizationServer, client: Client, line: Subscriber, scope: str
    ) -> dict[str, object]:
        settings = server.settings
        if self._flow == "ciba":
            return ciba.token_response(server, client, settings.ciba, line, scope)
        if self._flow == "authorization-code":
            return authorization_code.token_response(
                server, client, settings.authorization_code, line, scope
            )
        if self._flow == "jwt-bearer":
            return jwt_bearer.token_response(server, client, line, scope)
        raise NoToken("the profile names no flow for three-legged tokens: add apis.….flow")


def _life(body: dict[str, object]) -> float:
    told = body.get("expires_in")
    usable = isinstance(told, int | float) and not isinstance(told, bool)
    seconds = float(told) if usable else _UNTOLD_LIFE_SECONDS  # type: ignore[arg-type]
    return max(0.0, seconds - _SAFETY_SECONDS)
