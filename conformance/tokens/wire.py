"""How requests to the authorization server go over this deployment's wire."""

import base64
from collections.abc import Iterable
from urllib.parse import urlencode

from conformance.profile.model import Client
from conformance.profile.wire import AuthorizationOnWire
from conformance.profile.wire_fields import filled, placeholders
from conformance.target.errors import NotTestable
from conformance.target.redaction import Redactor
from conformance.tokens.client_authentication import authenticated, client_assertion


def scope_parameter(
    template: str | None, openid: bool, purpose: str | None, scopes: Iterable[str]
) -> str:
    """Return a scope parameter: in the order of the security profile, or as a template says.

    `openid` is left out of a template where the flow has no user.
    """
    if template is None:
        return " ".join(
            [*(["openid"] if openid else []), *([purpose] if purpose else []), *scopes]
        )
    said = purpose or ""
    values = {
        "purpose": said,
        "purpose_name": said.removeprefix("dpv:"),
        "scope": " ".join(scopes),
    }
    words = [filled(word, values) for word in template.split()]
    return " ".join(word for word in words if word and (openid or word != "openid"))


class AuthorizationWire:
    """Client authentication and forms, the security profile's own without a `wire` section."""

    def __init__(self, settings: AuthorizationOnWire | None = None) -> None:
        self._settings = settings or AuthorizationOnWire()

    @property
    def scope(self) -> str | None:
        """The template of the scope parameter; None where it is the security profile's."""
        return self._settings.scope

    def with_plain_forms(self) -> "AuthorizationWire":
        """Return the same, all signs encoded."""
        return AuthorizationWire(self._settings.model_copy(update={"unencoded": None}))

    def authenticate(
        self,
        client: Client,
        audience: str,
        fields: dict[str, str],
        headers: list[tuple[str, str]],
        redactor: Redactor,
    ) -> None:
        """Add the client's proof of who it is to a request's form and headers.

        Raises `NotTestable` where a header wants what the client has none of.
        """
        if not self._settings.client_headers:
            authenticated(client, audience, fields, headers, redactor)
            return
        for name, template in self._settings.client_headers.items():
            headers.append((name, _proof(template, client, audience, redactor)))

    def form(self, pairs: Iterable[tuple[str, str]]) -> bytes:
        """Return an encoded form, the signs left as they are that the wire leaves so."""
        return urlencode(list(pairs), safe=self._settings.unencoded or "").encode()


def _proof(template: str, client: Client, audience: str, redactor: Redactor) -> str:
    values = {}
    for name in placeholders(template):
        values[name] = _value(name, client, audience)
        if name != "client_id":
            redactor.add_secret("client credentials", values[name])
    return filled(template, values)


def _value(name: str, client: Client, audience: str) -> str:
    if name == "client_id":
        return client.id
    if name == "client_assertion":
        if client.key is None:
            raise NotTestable(
                f"add key to the client {client.id}: a header wants an assertion"
            )
        return client_assertion(client, audience)
    if client.secret is None:
        raise NotTestable(f"add secret to the client {client.id}: a header wants it")
    secret = client.secret.get_secret_value()
    both = f"{client.id}:{secret}"
    return secret if name == "client_secret" else base64.b64encode(both.encode()).decode()
